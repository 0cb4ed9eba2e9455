import type { Protocol } from '../../src/trials/protocol/protocol.js';
import type { PublicText } from '../../src/trials/protocol/protocol-schema.js';

/** What the two sample protocols have in common. */
export function sampleProtocol(own: {
  title: PublicText;
  question: PublicText;
  targetGroup: PublicText;
  outcome: PublicText;
  arms: Protocol['arms'];
  reference: string;
}): Protocol {
  return {
    openbrief: 1,
    trial: 'sample',
    kind: 'example',
    title: own.title,
    organisation: {
      slug: 'belastingdienst',
      name: 'Belastingdienst',
      contact: { name: 'Team Gedrag', email: 'gedrag@agency.example', url: 'https://agency.example/contact' },
    },
    authors: ['A. de Wit', 'B. Yıldız', 'C. van der Meer'],
    approval: { by: 'D. Okafor (jurist)', on: '2026-01-20' },
    question: own.question,
    targetGroup: own.targetGroup,
    allocation: 'drawn',
    unit: 'recipient',
    strata: ['regio', 'leeftijd'],
    arms: own.arms,
    factors: [],
    reference: own.reference,
    letter: { subject: 'Stuur uw formulier terug', base: 'x', sentBy: 'openbrief' },
    elements: [],
    testsRetracted: [],
    outcome: { response: 'response', description: own.outcome, windowDays: 28 },
    analysis: {
      confidenceLevel: 0.95,
      interval: 'newcombe',
      multiplicity: 'holm',
      smallestWorthwhileUplift: 0.014,
    },
    power: { expectedResponse: 0.5, recipients: 16_000, power: 0.8 },
    planning: { mailing: '2026-03-02', close: '2026-04-13', disclosure: '2026-06-01' },
    data: {
      purpose: { nl: 'Weten welke brief het best werkt.', en: 'To know which letter works best.' },
      legalGround: 'AVG artikel 6, lid 1, onder e, en artikel 89',
      retainUntil: '2026-12-01',
      dpia: 'DPIA-2026-014',
    },
    ethics: [
      {
        question: { nl: 'Kan een brief iemand schaden?', en: 'Can a letter harm anyone?' },
        answer: {
          nl: 'Nee: de plicht is in elke brief dezelfde.',
          en: 'No: the duty is the same in each letter.',
        },
      },
      {
        question: { nl: 'Staat er iets in dat niet waar is?', en: 'Is anything in it untrue?' },
        answer: { nl: 'Nee. Elke bewering is onderbouwd.', en: 'No. Each claim has its grounds.' },
      },
    ],
  };
}

export const sampleVersions = [
  { version: 1, registeredAt: '2026-01-21T09:12:00Z', sha256: '3f9a'.repeat(16) },
  {
    version: 2,
    registeredAt: '2026-02-03T15:40:00Z',
    sha256: 'b07c'.repeat(16),
    reason: 'De drukker levert een week later; de reactietermijn schuift mee.',
  },
];
