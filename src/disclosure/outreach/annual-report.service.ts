import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../core/domain-error.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { pathIn, type Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Clock, dutchDate } from '../../platform/process/time-and-chance.js';
import type { TrialState } from '../../trials/life-cycle.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { daysBetween, openPath } from '../addresses.js';
import type { DisclosureDocument } from '../disclosure-document.js';
import { TalkBackService, type TalkOfYear } from '../talk-back/talk-back.service.js';
import { tellResult } from '../views/build-result-view.js';
import type { TrialKind } from '../views/register-view.js';
import { resultFigures } from '../views/result-figures.js';
import type {
  AnnualReportView,
  ReportedCorrection,
  ReportedResult,
  ReportedTrial,
} from './annual-report-view.js';
import * as queries from './annual-report.queries.js';
import { figuresOfYear } from './figures-of-year.js';

/** A trial as the query gives it. */
interface YearRow {
  readonly id: string;
  readonly slug: string;
  readonly kind: TrialKind;
  readonly state: TrialState;
  readonly stopped_at: Date | null;
  readonly stopped_reason: string | null;
  readonly organisation_slug: string;
  readonly organisation: string;
  readonly protocol: Protocol;
  readonly registered_at: Date;
  readonly closed_at: Date | null;
  readonly disclosed_at: Date | null;
  readonly version: number | null;
  readonly disclosure: DisclosureDocument | null;
  readonly corrections: readonly {
    readonly version: number;
    readonly publishedAt: string;
    readonly text: string;
  }[];
}

interface ChaptersRow {
  readonly first: number;
  readonly organisations: readonly { readonly slug: string; readonly name: string }[];
}

const yearOf = (day: string): number => Number(day.slice(0, 4));

/** Where the chapter of a year is. */
export const reportPath = (year: number, organisation?: string): string =>
  organisation === undefined ? `/jaarverslag/${year}` : `/jaarverslag/${year}/${organisation}`;

/**
 * The chapter of a year, from what the open pages show and from nothing else: published documents, protocols, dates, and
 * the figures of what people said back.
 */
@Injectable()
export class AnnualReportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly talkBack: TalkBackService,
    private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The year that it is now, in the Netherlands. */
  get thisYear(): number {
    return yearOf(dutchDate(this.clock.now()));
  }

  /**
   * @param organisation its slug; undefined for all together
   * @throws DomainError `outreach:no-chapter`
   */
  async chapter(
    year: number,
    organisation: string | undefined,
    language: Language,
  ): Promise<AnnualReportView> {
    const [rows, chapters] = await Promise.all([
      this.unitOfWork.rows<YearRow>(queries.trialsOfYear, [year, organisation ?? null]),
      this.unitOfWork.row<ChaptersRow>(queries.chapters, [this.thisYear]),
    ]);
    const { first = this.thisYear, organisations = [] } = chapters ?? {};
    const own = organisations.find(({ slug }) => slug === organisation);
    if (year < first || year > this.thisYear || (organisation !== undefined && own === undefined))
      throw new DomainError('not-found', 'outreach:no-chapter');
    const talk = await this.talkBack.talkOfYear(
      rows.map(({ id }) => id),
      year,
    );
    return {
      ...this.told(rows, talk, year, language),
      ...(own !== undefined && { organisation: own.name }),
      path: reportPath(year, organisation),
      years: Array.from({ length: this.thisYear - first + 1 }, (_, place) => this.thisYear - place).map(
        (one) => ({
          year: one,
          path: reportPath(one, organisation),
          current: one === year,
        }),
      ),
      organisations: [
        { path: reportPath(year), current: organisation === undefined },
        ...organisations.map(({ slug, name }) => ({
          name,
          path: reportPath(year, slug),
          current: slug === organisation,
        })),
      ],
    };
  }

  private told(
    rows: readonly YearRow[],
    talk: ReadonlyMap<string, TalkOfYear>,
    year: number,
    language: Language,
  ): Omit<AnnualReportView, 'path' | 'years' | 'organisations'> {
    const today = dutchDate(this.clock.now());
    const end = year < yearOf(today) ? `${year}-12-31` : today;
    const isIn = (at: Date | null): boolean => at !== null && yearOf(dutchDate(at)) === year;
    const own = rows.filter(({ kind }) => kind === 'trial');
    const published = rows.filter(({ disclosed_at }) => isIn(disclosed_at));
    const results = published.map((row) => this.result(row, talk.get(row.id), language));
    const waiting = own
      .filter(({ disclosed_at }) => disclosed_at === null || dutchDate(disclosed_at) > end)
      .map((row) => {
        const trial = this.trial(row, language);
        const late = daysBetween(trial.promisedOn, end);
        return {
          ...trial,
          registeredOn: dutchDate(row.registered_at),
          // A state of today says nothing of a year that is over.
          state: end === today ? row.state : 'registered',
          ...(late > 0 && { daysLate: late }),
        };
      });
    const stops = own.flatMap((row) => {
      const { stopped_at: at } = row;
      if (at === null || !isIn(at)) return [];
      return [
        {
          ...this.trial(row, language),
          on: dutchDate(at),
          reason: shownText(row.stopped_reason ?? '', language),
        },
      ];
    });
    const corrected = own
      .filter((row) => row.corrections.length > 0 && !isIn(row.disclosed_at))
      .map((row) => ({ ...this.trial(row, language), corrections: correctionsOf(row, language) }));
    const ownResults = results.filter(({ kind }) => kind === 'trial');
    return {
      year,
      asOf: today,
      complete: year < yearOf(today),
      figures: figuresOfYear({
        registered: own.filter((row) => isIn(row.registered_at)).length,
        closed: own.filter((row) => isIn(row.closed_at) && !isIn(row.stopped_at)).length,
        stopped: stops.length,
        results: ownResults,
        waiting,
        corrections: own.reduce((sum, row) => sum + row.corrections.length, 0),
        answered: own.reduce((sum, { id }) => sum + (talk.get(id)?.answeredInYear ?? 0), 0),
      }),
      results: ownResults,
      stops,
      waiting,
      corrected,
      marked: results.filter(({ kind }) => kind !== 'trial'),
    };
  }

  private trial(row: YearRow, language: Language): ReportedTrial {
    const path = openPath(row.organisation_slug, row.slug);
    return {
      kind: row.kind,
      external: row.protocol.allocation === 'external',
      title: shownText(row.protocol.title, language),
      organisation: row.organisation,
      path,
      address: `${this.configuration.publicUrl}${pathIn(language, path)}`,
      promisedOn: row.protocol.planning.disclosure,
    };
  }

  private result(row: YearRow, talk: TalkOfYear | undefined, language: Language): ReportedResult {
    const trial = this.trial(row, language);
    const disclosedOn = row.disclosed_at === null ? '' : dutchDate(row.disclosed_at);
    const late = daysBetween(trial.promisedOn, disclosedOn);
    const { disclosure } = row;
    const figures = disclosure === null ? undefined : resultFigures(disclosure, row.protocol, language);
    const withheld = disclosure?.flow.withheld?.includes('mailed') === true;
    const letters = withheld ? null : disclosure?.flow.mailed;
    return {
      ...trial,
      question: shownText(row.protocol.question, language),
      disclosedOn,
      ...(late > 0 && { daysLate: late }),
      version: row.version ?? 1,
      ...(row.stopped_at !== null && {
        stopped: { on: dutchDate(row.stopped_at), reason: shownText(row.stopped_reason ?? '', language) },
      }),
      ...(figures !== undefined && { result: tellResult(figures) }),
      ...(typeof letters === 'number' && { letters }),
      corrections: correctionsOf(row, language),
      talk: { received: talk?.received ?? 0, answered: talk?.answered ?? 0 },
    };
  }
}

const correctionsOf = (row: YearRow, language: Language): ReportedCorrection[] =>
  row.corrections.map(({ version, publishedAt, text }) => ({
    version,
    on: dutchDate(new Date(publishedAt)),
    text: shownText(text, language),
  }));
