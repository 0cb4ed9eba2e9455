import { Inject, Injectable } from '@nestjs/common';
import { OrganisationsService } from '../../organisations/organisations.service.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { pathIn, type Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Clock, dutchDate } from '../../platform/process/time-and-chance.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { qrSvg } from '../../rendering/qr-svg.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import { heldBackBecause } from '../../trials/protocol/held-back.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { daysBetween, openPath } from '../addresses.js';
import { DisclosureService } from '../disclosure.service.js';
import { buildLettersView } from '../views/build-letters-view.js';
import { tellResult } from '../views/build-result-view.js';
import { resultFigures } from '../views/result-figures.js';
import { barsOf, titleSizeOf, type ShareView } from './share-view.js';
import { toldSentences } from './told-sentences.js';

/** More arms than these fill a poster in its ordinary size. */
const MANY_ARMS = 4;

/** What is told of a trial elsewhere: from its newest version and the protocol, as on its page. */
@Injectable()
export class ShareService {
  constructor(
    private readonly disclosures: DisclosureService,
    private readonly organisations: OrganisationsService,
    private readonly techniques: TechniquesService,
    private readonly clock: Clock,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The trial as it is shared, in the reader's language. */
  async view(trial: TrialRecord, language: Language): Promise<ShareView> {
    const { protocol } = trial;
    const [versions, organisation] = await Promise.all([
      this.disclosures.versions(trial.id),
      this.organisations.get(trial.organisationId),
    ]);
    const newest = versions[0];
    const first = versions.at(-1);
    const figures = newest === undefined ? undefined : resultFigures(newest.document, protocol, language);
    const result = figures === undefined ? undefined : tellResult(figures);
    const path = openPath(protocol.organisation.slug, trial.slug);
    const address = `${this.configuration.publicUrl}${pathIn(language, path)}`;
    const late = daysBetween(protocol.planning.disclosure, dutchDate(first?.publishedAt ?? this.clock.now()));
    const correction = versions.find((one) => one.correction !== null);
    const title = shownText(protocol.title, language);
    return {
      kind: trial.kind,
      external: protocol.allocation === 'external',
      title,
      dense: protocol.arms.length > MANY_ARMS,
      titleSize: titleSizeOf(title.text),
      question: shownText(protocol.question, language),
      targetGroup: shownText(protocol.targetGroup, language),
      organisation: {
        name: organisation.name,
        email: organisation.contact.email,
        url: organisation.contact.url,
      },
      path,
      address,
      qr: qrSvg(address),
      windowDays: protocol.outcome.windowDays,
      arms: protocol.arms.length,
      drawn: protocol.allocation !== 'external',
      promisedOn: protocol.planning.disclosure,
      ...(first !== undefined && { disclosedOn: dutchDate(first.publishedAt) }),
      ...(newest !== undefined && { version: newest.version }),
      ...(late > 0 && { daysLate: late }),
      ...(correction !== undefined && { correctedOn: dutchDate(correction.publishedAt) }),
      ...(trial.stoppedAt !== null && {
        stopped: { on: dutchDate(trial.stoppedAt), reason: shownText(trial.stoppedReason ?? '', language) },
      }),
      caveats: (protocol.source?.caveats ?? []).map((caveat) => shownText(caveat, language)),
      ...(result !== undefined && { result, told: toldSentences(result, language, this.translator) }),
      bars: barsOf(result),
      elements:
        heldBackBecause(protocol, trial.state) === undefined
          ? buildLettersView(protocol, (id) => this.techniques.find(id), language, this.translator).elements
          : [],
    };
  }
}
