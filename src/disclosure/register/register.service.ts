import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { languages, type Language } from '../../platform/i18n/language.js';
import { shownText, type AuthoredText, type ShownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Clock, dutchDate } from '../../platform/process/time-and-chance.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import type { TrialState } from '../../trials/life-cycle.js';
import { daysBetween, openPath } from '../addresses.js';
import { figuresView } from '../talk-back/talk-back-view.js';
import { TalkBackService } from '../talk-back/talk-back.service.js';
import type { RegisterOutcome, RegisterRow, RegisterView, TrialKind } from '../views/register-view.js';
import {
  isFiltered,
  PAGE_SIZE,
  registerAddress,
  registerStatuses,
  type RegisterFilter,
} from './register-filter.js';
import * as queries from './register.queries.js';
import { TechniqueEvidence } from './technique-evidence.service.js';

interface EntryRow {
  readonly slug: string;
  readonly kind: TrialKind;
  readonly state: TrialState;
  readonly outcome: RegisterOutcome;
  readonly organisation_slug: string;
  readonly organisation: string;
  readonly title: AuthoredText;
  readonly techniques: readonly string[];
  readonly arm_count: number;
  readonly external: boolean;
  readonly promised_on: string;
  readonly registered_at: Date;
  readonly published_at: Date | null;
  readonly allocated: number | null;
  readonly late: boolean;
  readonly found: number;
}

interface CountsRow {
  readonly own: boolean;
  readonly trials: number;
  readonly disclosed: number;
  readonly null_results: number;
  readonly stopped: number;
  readonly late: number;
}

interface ChoicesRow {
  readonly organisations: readonly { readonly slug: string; readonly name: string }[];
  readonly techniques: readonly string[];
  readonly years: readonly number[];
}

/** The register: one page of it at a time, whatever its length. */
@Injectable()
export class RegisterService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly techniques: TechniquesService,
    private readonly evidence: TechniqueEvidence,
    private readonly talkBack: TalkBackService,
    private readonly clock: Clock,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** A page of the register, with what there is to choose from. A page past the end is an empty one. */
  async page(filter: RegisterFilter, language: Language): Promise<RegisterView> {
    const today = dutchDate(this.clock.now());
    const [rows, counts, choices, evidence, faults] = await Promise.all([
      this.rows(filter, today),
      this.unitOfWork.rows<CountsRow>(queries.registerCounts, [today]),
      this.unitOfWork.row<ChoicesRow>(queries.registerChoices),
      this.evidence.summary(language),
      this.talkBack.faultFigures(null),
    ]);
    const found = rows[0]?.found ?? 0;
    const last = Math.max(1, Math.ceil(found / PAGE_SIZE));
    return {
      trials: rows.map((row) => this.view(row, today, language)),
      found,
      filtered: isFiltered(filter),
      filter: this.filterView(filter, choices, language),
      paging: {
        page: filter.page,
        last,
        ...(filter.page > 1 && { previous: registerAddress(filter, filter.page - 1) }),
        ...(filter.page < last && { next: registerAddress(filter, filter.page + 1) }),
      },
      ...countsView(counts),
      evidence,
      faults: figuresView(faults),
    };
  }

  private rows(filter: RegisterFilter, today: string): Promise<EntryRow[]> {
    return this.unitOfWork.rows<EntryRow>(queries.registerPageRows, [
      today,
      filter.q,
      this.techniquesNamed(filter.q),
      filter.organisation ?? null,
      filter.technique ?? null,
      filter.status ?? null,
      filter.year ?? null,
      PAGE_SIZE,
      (filter.page - 1) * PAGE_SIZE,
    ]);
  }

  /** The catalogue's names are not in a protocol, and are what people look for. */
  private techniquesNamed(words: string): string[] {
    const wanted = words.toLowerCase();
    if (wanted === '') return [];
    return this.techniques
      .all()
      .filter(({ name }) => languages.some((language) => name[language].toLowerCase().includes(wanted)))
      .map(({ id }) => id);
  }

  private techniqueName(id: string, language: Language): ShownText {
    return shownText(this.techniques.find(id)?.name ?? id, language);
  }

  private view(row: EntryRow, today: string, language: Language): RegisterRow {
    return {
      kind: row.kind,
      external: row.external,
      path: openPath(row.organisation_slug, row.slug),
      title: shownText(row.title, language),
      organisation: row.organisation,
      state: row.state,
      outcome: row.outcome,
      techniques: [...new Set(row.techniques)].map((id) => this.techniqueName(id, language)),
      arms: row.arm_count,
      ...(row.allocated !== null && { recipients: row.allocated }),
      registeredOn: dutchDate(row.registered_at),
      promisedOn: row.promised_on,
      ...(row.published_at !== null && { disclosedOn: dutchDate(row.published_at) }),
      ...(row.late && { daysLate: daysBetween(row.promised_on, today) }),
    };
  }

  private filterView(
    filter: RegisterFilter,
    choices: ChoicesRow | undefined,
    language: Language,
  ): RegisterView['filter'] {
    const chosen = (value: string, label: string, now: string | undefined) => ({
      value,
      label,
      chosen: value === now,
    });
    return {
      words: filter.q,
      organisations: (choices?.organisations ?? []).map(({ slug, name }) =>
        chosen(slug, name, filter.organisation),
      ),
      techniques: (choices?.techniques ?? [])
        .map((id) => chosen(id, this.techniqueName(id, language).text, filter.technique))
        .sort((a, b) => a.label.localeCompare(b.label, language)),
      statuses: registerStatuses.map((status) =>
        chosen(
          status,
          this.translator.translate(language, `register:filter.status.${status}`),
          filter.status,
        ),
      ),
      years: [...(choices?.years ?? [])]
        .sort((a, b) => b - a)
        .map((year) => chosen(String(year), String(year), filter.year?.toString())),
    };
  }
}

/** Agencies' own trials are counted; where there is none yet, what else there is, since five noughts tell nobody anything. */
function countsView(rows: readonly CountsRow[]): Pick<RegisterView, 'counts' | 'marked'> {
  const own = rows.find((row) => row.own);
  const marked = rows.find((row) => !row.own);
  const shown = own ?? marked;
  return {
    ...(shown !== undefined && {
      counts: {
        own: shown.own,
        trials: shown.trials,
        disclosed: shown.disclosed,
        nullResults: shown.null_results,
        stopped: shown.stopped,
        late: shown.late,
      },
    }),
    marked: marked?.trials ?? 0,
  };
}
