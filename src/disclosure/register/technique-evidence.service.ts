import { Inject, Injectable } from '@nestjs/common';
import type { TrialEstimate } from '../../core/statistics/meta-analysis.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText, type AuthoredText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { openPath } from '../addresses.js';
import type { DisclosureDocument } from '../disclosure-document.js';
import { techniqueEstimates } from '../technique-evidence.js';
import { catalogueView } from '../views/catalogue-view.js';
import { buildTechniqueView, type TechniqueView } from '../views/technique-view.js';
import { summaryOf, type TechniquesView, type TechniqueSummary } from '../views/techniques-view.js';

/** What one published version says of each technique. It never changes, so it is reckoned once. */
interface Said {
  readonly title: AuthoredText;
  readonly path: string;
  readonly estimates: readonly { readonly technique: string; readonly effect: TrialEstimate }[];
}

/** How many documents are read at once: some tens of kilobytes each. */
const BATCH = 100;

const newestVersions = `
  select distinct on (trial_id) trial_id || ':' || version as key
  from disclosures order by trial_id, version desc`;

/** The counts and the result of versions, with the protocol's groups; $1 keys of versions. */
const documentsOf = `
  select d.trial_id || ':' || d.version as key, t.kind, t.slug, o.slug as organisation_slug, p.title,
         jsonb_build_object('arms', p.document -> 'arms', 'elements', p.document -> 'elements',
                            'factors', p.document -> 'factors') as protocol,
         jsonb_build_object('arms', d.document -> 'arms', 'result', d.document -> 'result') as document
  from disclosures d
  join trials t on t.id = d.trial_id
  join organisations o on o.id = t.organisation_id
  join lateral (
    select v.title, v.document from protocol_versions v where v.trial_id = d.trial_id order by v.version desc limit 1
  ) p on true
  where d.trial_id || ':' || d.version = any ($1)`;

/**
 * What the published trials say together of each technique. Published versions are final, so what each of them says is
 * kept in memory and only a new one is read; the pages follow from that.
 */
@Injectable()
export class TechniqueEvidence {
  private readonly said = new Map<string, Said>();
  private shown = new Map<Language, { readonly of: string; readonly view: TechniquesView }>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly techniques: TechniquesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** A line a technique, for the front page. */
  async summary(language: Language): Promise<TechniqueSummary[]> {
    const { pooled, single } = await this.view(language);
    return [...pooled, ...single].map(summaryOf);
  }

  /** All techniques that some trial shows by itself, with their forest plots. */
  async view(language: Language): Promise<TechniquesView> {
    const keys = (await this.unitOfWork.rows<{ key: string }>(newestVersions)).map(({ key }) => key).sort();
    const of = keys.join(' ');
    const kept = this.shown.get(language);
    if (kept?.of === of) return kept.view;
    await this.read(keys.filter((key) => !this.said.has(key)));
    const view = await this.build(keys, language);
    this.shown.set(language, { of, view });
    return view;
  }

  private async read(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += BATCH) {
      const rows = await this.unitOfWork.rows<{
        key: string;
        kind: DisclosureDocument['kind'];
        slug: string;
        organisation_slug: string;
        title: AuthoredText;
        protocol: Pick<Protocol, 'arms' | 'elements' | 'factors'>;
        document: Pick<DisclosureDocument, 'arms' | 'result'>;
      }>(documentsOf, [keys.slice(from, from + BATCH)]);
      for (const { key, kind, protocol, document, title, organisation_slug, slug } of rows) {
        const found = techniqueEstimates([{ kind, protocol, document }]);
        this.said.set(key, {
          title,
          path: openPath(organisation_slug, slug),
          estimates: [...found].flatMap(([technique, estimates]) =>
            estimates.map(({ effect }) => ({ technique, effect })),
          ),
        });
      }
    }
  }

  private async build(keys: readonly string[], language: Language): Promise<TechniquesView> {
    const byTechnique = new Map<string, { said: Said; effect: TrialEstimate }[]>();
    for (const key of keys) {
      const said = this.said.get(key);
      for (const { technique, effect } of said?.estimates ?? []) {
        if (said === undefined) continue;
        byTechnique.set(technique, [...(byTechnique.get(technique) ?? []), { said, effect }]);
      }
    }
    const views: TechniqueView[] = [];
    for (const [id, trials] of byTechnique) {
      const figures = {
        id,
        name: shownText(this.techniques.find(id)?.name ?? id, language),
        trials: trials.map(({ said, effect }) => ({
          title: shownText(said.title, language),
          path: said.path,
          effect,
        })),
      };
      views.push(await buildTechniqueView(figures, language, this.translator));
    }
    views.sort(
      (a, b) => b.trials.length - a.trials.length || a.name.text.localeCompare(b.name.text, language),
    );
    return {
      known: views.length > 0,
      pooled: views.filter(({ trials }) => trials.length > 1),
      single: views.filter(({ trials }) => trials.length === 1),
      catalogue: catalogueView(this.techniques.all(), language),
    };
  }
}
