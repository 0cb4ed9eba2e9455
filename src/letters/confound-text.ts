import type { Confound } from '../core/composition/confound-check.js';
import type { FactorialProposal } from '../core/composition/propose-factorial.js';
import { createFormatter } from '../platform/i18n/format.js';
import type { Language } from '../platform/i18n/language.js';
import { listOf } from '../platform/i18n/list-of.js';
import type { TextParams, Translator } from '../platform/i18n/translate.js';
import { textIn, type Protocol } from '../trials/protocol/protocol.js';
import { confoundsOfProtocol } from './confounds-of-protocol.js';

type Named = Pick<Protocol, 'arms' | 'elements'>;

/** Words of a letter in a message: the beginning tells which they are. */
const SHOWN = 120;
const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** A confound as a sentence or two for the author: what is the matter, and what to do. */
function confoundText(
  confound: Confound,
  protocol: Named,
  language: Language,
  translator: Translator,
): string {
  const say = (key: string, params: TextParams = {}): string =>
    translator.translate(language, `letters:confounds.${key}`, params);
  const armName = (id: string): string => {
    const arm = protocol.arms.find((one) => one.id === id);
    return arm === undefined ? id : textIn(arm.name, language);
  };
  const elementName = (id: string): string => {
    const element = protocol.elements.find((one) => one.id === id);
    return element === undefined ? id : textIn(element.name, language);
  };
  switch (confound.kind) {
    case 'words':
      return say(`words${confound.removed === '' ? '-added' : confound.added === '' ? '-removed' : ''}`, {
        arm: armName(confound.arm),
        removed: shortened(confound.removed),
        added: shortened(confound.added),
      });
    case 'typography':
    case 'letter-itself':
      return say(confound.kind, { arm: armName(confound.arm) });
    case 'layout':
      return say('layout', {
        arm: armName(confound.arm),
        key: confound.key,
        first: confound.values[0],
        second: confound.values[1],
      });
    case 'undeclared':
    case 'absent':
      return say(confound.kind, { arm: armName(confound.arm), element: elementName(confound.element) });
    case 'emphasis':
      return say('emphasis', { element: elementName(confound.element) });
    case 'bundle': {
      const names = confound.elements.map(elementName);
      const bundle = say('bundle', {
        arm: armName(confound.arm),
        number: say(`numbers.${names.length}`, { number: names.length }),
        elements: listOf(names, language),
      });
      return `${bundle} ${proposalText(confound.proposal, names, language, say)}`;
    }
    case 'length':
    case 'level': {
      const { number } = createFormatter(language);
      return say(confound.kind, {
        low: armName(confound.arms[0]),
        high: armName(confound.arms[1]),
        lowValue: number(confound.values[0]),
        highValue: number(confound.values[1]),
      });
    }
  }
}

function proposalText(
  proposal: FactorialProposal,
  names: readonly string[],
  language: Language,
  say: (key: string, params?: TextParams) => string,
): string {
  const { number } = createFormatter(language);
  if (proposal.kind === 'too-few-recipients') {
    return proposal.needed === undefined
      ? say('proposal.out-of-reach')
      : say('proposal.too-few', { needed: number(proposal.needed) });
  }
  if (proposal.factors === 1) return say('proposal.one', { element: names[0] ?? '' });
  const arms = proposal.arms.map((on) =>
    on.length === 0 ? say('proposal.none') : on.map((place) => names[place] ?? '').join(' + '),
  );
  const params = {
    count: arms.length,
    arms: arms.join('; '),
    elements: listOf(names.slice(0, proposal.factors), language),
  };
  const parts = [
    ...(proposal.factors < names.length ? [say('proposal.fewer', params)] : []),
    say(proposal.fraction === 1 ? 'proposal.full' : 'proposal.fraction', params),
    ...(proposal.resolution === 3 ? [say('proposal.resolution-3')] : []),
  ];
  return parts.join(' ');
}

/** A confound as reports carry it: its kind for machines, its text for people in both languages. */
export interface ConfoundWarning {
  readonly kind: Confound['kind'];
  readonly text: Readonly<Record<Language, string>>;
}

/** What the author of a protocol is warned of at registration; nothing of it forbids the trial. */
export function confoundWarnings(protocol: Protocol, translator: Translator): ConfoundWarning[] {
  return confoundsOfProtocol(protocol).map((confound) => ({
    kind: confound.kind,
    text: {
      nl: confoundText(confound, protocol, 'nl', translator),
      en: confoundText(confound, protocol, 'en', translator),
    },
  }));
}
