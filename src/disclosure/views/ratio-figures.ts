import type { RegisteredResult, SampleRatioResult } from '../../core/statistics/registered-analysis-types.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { RatioVerdict, RatioView } from './result-view.js';

/** The sample-ratio tests as a page tells them: whether the arms are as large as the draw promised, and the mail too. */
export function ratioView(
  { sampleRatio, warnings }: Pick<RegisteredResult, 'sampleRatio' | 'warnings'>,
  arms: readonly string[],
  named: (arm: string) => ShownText,
): RatioView {
  const { allocated, mailed } = sampleRatio;
  const warned = (code: 'sample-ratio-mismatch' | 'mailed-ratio-mismatch'): boolean =>
    warnings.some((warning) => warning.code === code);
  const of = (ratio: SampleRatioResult | null, arm: string) =>
    ratio?.observed.find((one) => one.arm === arm && (one.expected > 0 || one.count > 0));
  return {
    units: allocated.units,
    allocated: verdictOf(allocated, warned('sample-ratio-mismatch')),
    ...(mailed !== null && { mailed: verdictOf(mailed, warned('mailed-ratio-mismatch')) }),
    mail: (mailed?.observed.length ?? 0) > 0,
    arms: arms.flatMap((arm) => {
      const drawn = of(allocated, arm);
      const sent = of(mailed, arm);
      if (drawn === undefined) return [];
      return [
        {
          name: named(arm),
          expected: drawn.expected,
          allocated: drawn.count,
          ...(sent !== undefined && { expectedMail: sent.expected, mailed: sent.count }),
        },
      ];
    }),
  };
}

/** The bar (once in a thousand) is the warning's, so that the page and the list of warnings can't disagree. */
function verdictOf({ test }: SampleRatioResult, mismatch: boolean): RatioVerdict {
  if (test.kind === 'value') {
    return { verdict: mismatch ? 'mismatch' : 'fits', pValue: test.pValue };
  }
  if (mismatch) return { verdict: 'mismatch' };
  return { verdict: test.reason === 'no-observations' ? 'withheld' : 'undefined' };
}
