/** Response rates of the example that are not measured but chosen: what each technique adds, in proportions. */
const EXAMPLE_EFFECTS = {
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

/** The same recipients always respond alike. */
export const EXAMPLE_SEED = 'openbrief example';
