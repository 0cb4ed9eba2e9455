import { createFormatter } from '../../platform/i18n/format.js';
import type { Language } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { StatisticalClaim } from '../../trials/protocol/check-claims.js';
import type { CorrectedClaim } from '../../trials/protocol/corrected-claims.js';
import type { ProtocolClaim } from '../../trials/protocol/protocol-schema.js';
import { openPath } from '../addresses.js';
import type { ClaimView } from './letter-view.js';

type Say = (name: string, params: Readonly<Record<string, string | number>>) => string;

/** As registration writes the period of a trial. */
const PERIOD = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/;

/** A claim with what it rests on, in a line, and where that can be seen when it is a trial of this register. */
export function claimView(
  claim: ProtocolClaim,
  language: Language,
  translator: Translator,
  corrected?: CorrectedClaim,
): ClaimView {
  const say: Say = (name, params) => translator.translate(language, `disclosure:claims.${name}`, params);
  const cited = claim.kind === 'statistical' ? claim.fromTrial : undefined;
  return {
    wording: claim.wording,
    substantiation: { text: substantiation(claim, language, say) },
    ...(cited !== undefined && { trialPath: openPath(cited.organisation, cited.trial) }),
    ...(corrected !== undefined && { corrected: { text: correction(corrected, language, say) } }),
  };
}

/** What the trial that a figure is from says of it now. */
function correction({ now, publishedAt, stillFits }: CorrectedClaim, language: Language, say: Say): string {
  const { date, number } = createFormatter(language);
  const on = date(publishedAt);
  if (now === undefined) return say('corrected-withheld', { on });
  const { numerator, denominator } = now;
  return [
    say('corrected', { on, numerator: number(numerator), denominator: number(denominator) }),
    say(stillFits ? 'corrected-fits' : 'corrected-unfit', {}),
  ].join(' ');
}

function substantiation(claim: ProtocolClaim, language: Language, say: Say): string {
  const { date } = createFormatter(language);
  switch (claim.kind) {
    case 'statistical':
      return figure(claim, language, say);
    case 'authority':
      return say('authority', {
        who: claim.who,
        function: claim.function,
        by: claim.agreedBy,
        on: date(claim.agreedOn),
        recorded: claim.recorded,
      });
    case 'reciprocity':
      return (
        say('reciprocity', { facility: claim.facility, from: date(claim.from), until: date(claim.until) }) +
        (claim.telephone === undefined
          ? ''
          : say('telephone', { number: claim.telephone, hours: claim.openingHours ?? '' })) +
        (claim.answerNumber === undefined ? '' : say('answer-number', { address: claim.answerNumber }))
      );
    case 'factual':
      return say('factual', { source: claim.source, date: date(claim.date) });
  }
}

/** A figure; a draft may cite a trial whose numbers are not filled in yet. */
function figure(claim: StatisticalClaim, language: Language, say: Say): string {
  const { date, number } = createFormatter(language);
  const { fromTrial, numerator, denominator, period = '', source = '' } = claim;
  if (numerator === undefined || denominator === undefined) {
    return say('from-trial-open', {
      arm: fromTrial?.arm ?? '',
      trial: `${fromTrial?.organisation ?? ''}/${fromTrial?.trial ?? ''}`,
    });
  }
  const counts = { numerator: number(numerator), denominator: number(denominator), source };
  const [, from, until] = PERIOD.exec(period) ?? [];
  if (fromTrial === undefined || from === undefined || until === undefined) {
    return say('statistical', { ...counts, period, date: claim.date === undefined ? '' : date(claim.date) });
  }
  return say('from-trial', { ...counts, arm: fromTrial.arm, from: date(from), until: date(until) });
}
