import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { languages, pathIn, type Language } from '../../platform/i18n/language.js';
import { shownText, type AuthoredText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { dutchDate } from '../../platform/process/time-and-chance.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { openPath } from '../addresses.js';
import type { DisclosureVersion } from '../disclosure.service.js';
import { atomFeed, type FeedEntry } from './atom.js';
import { catalogueThings, type CatalogueEntry } from './catalogue.js';
import type { Cited } from './citation.js';
import * as queries from './open-data.queries.js';
import type { Term, Thing } from './triples.js';

type EventName = 'registered' | 'amended' | 'stopped' | 'unblinded' | 'disclosed' | 'corrected';

interface EventRow {
  readonly event: EventName;
  readonly at: Date;
  readonly version: number;
  readonly note: string | null;
  readonly title: AuthoredText;
  readonly slug: string;
  readonly organisation_slug: string;
  readonly organisation: string;
}

interface PublishedRow {
  readonly slug: string;
  readonly organisation_slug: string;
  readonly organisation: string;
  readonly contact: { readonly name: string; readonly email: string; readonly url: string };
  readonly tooi: string | null;
  readonly title: AuthoredText;
  readonly question: AuthoredText;
  readonly techniques: readonly string[];
  readonly version: number;
  readonly issued: Date;
  readonly modified: Date;
}

/** A text of an author in each language that it has. */
const termsOf = (text: AuthoredText): Term[] =>
  typeof text === 'string'
    ? [{ text, language: 'nl' }]
    : languages.map((language) => ({ text: text[language], language }));

/** Feeds, the catalogue and citations: what others take over from the register. */
@Injectable()
export class OpenDataService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly techniques: TechniquesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  private get site(): string {
    return this.configuration.publicUrl;
  }

  /** What happened in the register, or to one trial, as an Atom feed. */
  async feed(trial: TrialRecord | undefined, language: Language): Promise<string> {
    const say = (key: string, params = {}): string =>
      this.translator.translate(language, `open-data:feed.${key}`, params);
    const rows = await this.unitOfWork.rows<EventRow>(queries.events, [trial?.id ?? null]);
    const path = trial === undefined ? '/' : openPath(trial.protocol.organisation.slug, trial.slug);
    const page = `${this.site}${pathIn(language, path)}`;
    const self = `${this.site}${pathIn(language, path === '/' ? '/feed.atom' : `${path}/feed.atom`)}`;
    return atomFeed({
      id: self,
      title:
        trial === undefined
          ? say('title')
          : say('title-trial', { title: shownText(trial.protocol.title, language).text }),
      self,
      page,
      language,
      author: say('author'),
      entries: rows.map((row) => this.feedEntry(row, language, say)),
    });
  }

  private feedEntry(
    row: EventRow,
    language: Language,
    say: (key: string, params?: Record<string, string | number>) => string,
  ): FeedEntry {
    const path = openPath(row.organisation_slug, row.slug);
    const title = shownText(row.title, language).text;
    const isResult = row.event === 'disclosed' || row.event === 'corrected';
    return {
      id: `${this.site}${path}#${row.event}-${row.version}`,
      title: say(`event.${row.event}`, { title }),
      address: `${this.site}${pathIn(language, isResult ? `${path}/versions/${row.version}` : path)}`,
      updated: row.at,
      author: row.organisation,
      summary: row.note ?? say(`summary.${row.event}`, { organisation: row.organisation }),
    };
  }

  /** The catalogue of all published counts. */
  async catalogue(): Promise<Thing[]> {
    const rows = await this.unitOfWork.rows<PublishedRow>(queries.published);
    const say = (key: string): Term[] =>
      languages.map((language) => ({
        text: this.translator.translate(language, `open-data:catalogue.${key}`),
        language,
      }));
    const publisher = this.translator.translate('nl', 'open-data:feed.author');
    const words = { title: say('title'), description: say('description'), publisher };
    return catalogueThings(
      this.site,
      words,
      rows.map((row) => this.entry(row)),
    );
  }

  private entry(row: PublishedRow): CatalogueEntry {
    return {
      address: `${this.site}${openPath(row.organisation_slug, row.slug)}`,
      title: termsOf(row.title),
      description: termsOf(row.question),
      keywords: [...new Set(row.techniques)].flatMap((id) =>
        termsOf(this.techniques.find(id)?.name ?? { nl: id, en: id }),
      ),
      organisation: {
        slug: row.organisation_slug,
        name: row.organisation,
        contact: row.contact,
        tooi: row.tooi,
      },
      version: row.version,
      issued: row.issued,
      modified: row.modified,
    };
  }

  /** Whole address of a version of a trial's page. */
  versionAddress(trial: TrialRecord, version: number): string {
    return `${this.site}${openPath(trial.protocol.organisation.slug, trial.slug)}/versions/${version}`;
  }

  /** What a version is cited by; the title is in the language of the page where it has one. */
  cited(trial: TrialRecord, { version, publishedAt, sha256 }: DisclosureVersion, language: Language): Cited {
    return {
      organisation: trial.protocol.organisation,
      slug: trial.slug,
      title: shownText(trial.protocol.title, language).text,
      version,
      publishedOn: dutchDate(publishedAt),
      sha256,
      address: this.versionAddress(trial, version),
      publisher: this.translator.translate(language, 'open-data:feed.author'),
    };
  }
}
