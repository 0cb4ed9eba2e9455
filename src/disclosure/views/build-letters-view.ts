import { fillBlocks, type FieldValues } from '../../core/composition/fill-letter.js';
import { salutation } from '../../core/post/salutation.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { CorrectedClaim } from '../../trials/protocol/corrected-claims.js';
import type { TechniqueInForce } from '../../techniques/technique-in-force.js';
import type { Technique } from '../../techniques/technique-schema.js';
import { letterOfArm, mergeFieldsOf } from '../../trials/protocol/letter-texts.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import type { ProtocolElement } from '../../trials/protocol/protocol-schema.js';
import { claimView } from './claim-view.js';
import { letterFrame } from './letter-frame.js';
import { letterLanguage } from './letter-language.js';
import { letterParagraphs } from './letter-paragraphs.js';
import { reminderViews } from './reminder-letters.js';
import type { ElementView, LettersView, LetterView, TechniqueVersionView } from './letter-view.js';

/** Somebody who does not exist: a letter on a page has a name in it, and nobody's. */
const example = {
  initials: 'A.',
  prefix: 'de',
  surname: 'Vries',
  gender: 'female',
  businessName: '',
} as const;

/** Values for every merge field; those of the agency's own columns show their name. */
function exampleValues(protocol: Protocol): FieldValues {
  return {
    ...Object.fromEntries(mergeFieldsOf(protocol).map((field) => [field, `[${field}]`])),
    aanhef: salutation(example),
    naam: 'A. de Vries',
    voorletters: example.initials,
    tussenvoegsel: example.prefix,
    achternaam: example.surname,
    kenmerk: 'Z00000000',
    briefcode: 'XXXX-XXXX-XXXX-XXXX',
    postcode: '1234AB',
    woonplaats: 'Voorbeeld',
  };
}

function elementView(
  element: ProtocolElement,
  mark: number,
  technique: Technique | undefined,
  language: Language,
  translator: Translator,
  corrected: readonly CorrectedClaim[],
): ElementView {
  return {
    mark,
    name: shownText(element.name, language),
    technique: shownText(technique?.name ?? element.technique, language),
    ...(technique !== undefined && { cataloguePath: `/techniques#catalogue-${technique.id}` }),
    why: shownText(technique?.howItWorks ?? '', language),
    text: (element.text ?? shownText(element.description ?? '', language).text).trim(),
    evidence: {
      status: technique?.status ?? 'untested',
      summary: {
        text: (technique?.evidence ?? []).map(({ finding }) => shownText(finding, language).text).join(' '),
      },
      sources: (technique?.evidence ?? []).map(({ citation, url }) => ({
        citation,
        ...(url !== undefined && { url }),
      })),
    },
    claims: element.claims.map((claim, place) =>
      claimView(
        claim,
        language,
        translator,
        corrected.find((one) => one.element === element.id && one.claim === place),
      ),
    ),
  };
}

/** Techniques as they stood at registration, and where their texts are. */
export interface RegisteredTechniques {
  readonly techniques: ReadonlyMap<string, TechniqueInForce>;
  readonly path: string;
}

function versionView(
  { version, sha256, document }: TechniqueInForce,
  now: Technique | undefined,
  path: string,
): TechniqueVersionView {
  return {
    version,
    statusDate: document.statusDate,
    status: document.status,
    sha256,
    mark: sha256.slice(0, 8),
    ...(now !== undefined && now.version !== version && { now: now.version }),
    path,
  };
}

/** What a page knows of letters beside their protocol. */
export interface AroundLetters {
  /** Of this installation: with it a letter is shown with all that is printed around its text. */
  readonly publicUrl?: string;
  readonly registered?: RegisteredTechniques;
  readonly corrected?: readonly CorrectedClaim[];
}

/** The letters of a protocol whole, with their elements marked and explained. */
export function buildLettersView(
  protocol: Protocol,
  findTechnique: (id: string) => Technique | undefined,
  language: Language,
  translator: Translator,
  { publicUrl, registered, corrected = [] }: AroundLetters = {},
): LettersView {
  const elements = protocol.elements.map((element, place) => {
    const technique = findTechnique(element.technique);
    const kept = registered?.techniques.get(element.technique);
    return {
      ...elementView(element, place + 1, technique, language, translator, corrected),
      ...(registered !== undefined &&
        kept !== undefined && { atRegistration: versionView(kept, technique, registered.path) }),
    };
  });
  const markOf = new Map(protocol.elements.map(({ id }, place) => [id, place + 1]));
  const values = exampleValues(protocol);
  const reference = protocol.arms.find(({ id }) => id === protocol.reference);
  const first = reference?.letter === true ? reference : protocol.arms.find(({ letter }) => letter);
  const comparedWith = first === undefined ? undefined : letterOfArm(protocol, first);
  const frame =
    publicUrl === undefined || protocol.letter.sentBy !== 'openbrief'
      ? undefined
      : letterFrame(protocol, values, publicUrl, language);
  const letters = protocol.arms.map((arm): LetterView => {
    const blocks = letterOfArm(protocol, arm);
    const read =
      blocks === undefined
        ? undefined
        : letterLanguage(
            fillBlocks(blocks, values),
            comparedWith === undefined || arm === first ? undefined : fillBlocks(comparedWith, values),
          );
    const own = elements.filter((_, place) => arm.elements.includes(protocol.elements[place]?.id ?? ''));
    return {
      arm: shownText(arm.name, language),
      reference: arm.id === protocol.reference,
      letter: arm.letter,
      subject: protocol.letter.subject,
      paragraphs:
        blocks === undefined
          ? described(own, language, translator)
          : [
              { runs: [{ text: values['aanhef'] ?? '' }] },
              ...letterParagraphs(fillBlocks(blocks, values), (element) => markOf.get(element)),
            ],
      elements: own.map(({ mark, name }) => ({ mark, name })),
      ...(blocks !== undefined && frame !== undefined && { frame }),
      ...(read !== undefined && { language: read }),
    };
  });
  return {
    letters,
    elements,
    reminders: reminderViews(protocol, values, publicUrl, language),
    hasLanguage: letters.some(({ language: read }) => read !== undefined),
  };
}

/** A letter whose words were not published: what its elements said. */
function described(
  elements: readonly ElementView[],
  language: Language,
  translator: Translator,
): LetterView['paragraphs'] {
  return [
    { runs: [{ text: translator.translate(language, 'disclosure:words-not-published') }] },
    ...elements.map(({ mark, text }) => ({ runs: [{ text, mark }] })),
  ];
}
