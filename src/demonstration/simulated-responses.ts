import { inclination } from '../synthetic/synthetic-recipients.js';

/** Response rates of the example that are not measured but chosen: what each technique adds, in proportions. */
export const EXAMPLE_EFFECTS = {
  baseline: 0.46,
  'verzoek-staatssecretaris': 0.015,
  'telefoonnummer-en-envelop': 0.06,
  meerderheid: 0.03,
  /** Stacking techniques does not add up in full. */
  overlap: -0.01,
} as const;

/** The chosen response rate of a letter with these elements. */
export function exampleRate(elements: readonly string[]): number {
  const effects: Readonly<Record<string, number>> = EXAMPLE_EFFECTS;
  const own = elements.reduce((sum, element) => sum + (effects[element] ?? 0), 0);
  return EXAMPLE_EFFECTS.baseline + own + Math.max(0, elements.length - 1) * EXAMPLE_EFFECTS.overlap;
}

const SEED = 'openbrief example';

/** How many days after the mailing somebody responds: many in the second week, few at the end. */
function delay(reference: string): number {
  const place = inclination(reference, `${SEED} day`);
  return 2 + Math.floor(25 * place ** 1.7);
}

/** responses.csv for recipients with the letters that they got. The same recipients always respond alike. */
export function* simulatedResponses(
  recipients: readonly {
    readonly letterCode: string;
    readonly reference: string;
    readonly elements: readonly string[];
  }[],
  mailedOn: string,
): Generator<string> {
  yield 'briefcode;datum\n';
  const start = Date.parse(mailedOn);
  for (const { letterCode, reference, elements } of recipients) {
    if (inclination(reference, SEED) >= exampleRate(elements)) continue;
    const day = new Date(start + delay(reference) * 86_400_000).toISOString().slice(0, 10);
    yield `${letterCode};${day}\n`;
  }
}
