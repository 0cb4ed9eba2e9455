import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { MethodCode, Verdict, WarningCode, Worthwhile } from '../registered-analysis-types.js';
import type { UndefinedReason } from '../result.js';

/** Lists whose completeness the compiler checks: a new code without a place here does not compile. */
const codes = {
  methods: Object.keys({
    wilson: 1,
    newcombe: 1,
    'miettinen-nurminen': 1,
    katz: 1,
    woolf: 1,
    'z-test-pooled': 1,
    'fisher-exact': 1,
    'cochran-mantel-haenszel': 1,
    'mantel-haenszel-sato': 1,
    'cluster-robust-cr2': 1,
    'cluster-robust-post-stratified': 1,
    'factorial-hc2': 1,
    'factorial-cr2': 1,
    'chi-square-goodness-of-fit': 1,
    'chi-square-arms': 1,
    'generalised-cochran-mantel-haenszel': 1,
    'anova-intra-cluster': 1,
    'confidence-sequence': 1,
    holm: 1,
    dunnett: 1,
    'benjamini-hochberg': 1,
    none: 1,
  } satisfies Record<MethodCode, 1>),
  verdicts: Object.keys({ more: 1, less: 1, 'no-difference': 1, undefined: 1 } satisfies Record<Verdict, 1>),
  worthwhile: Object.keys({ yes: 1, no: 1, undecided: 1, undefined: 1 } satisfies Record<Worthwhile, 1>),
  reasons: Object.keys({
    'no-observations': 1,
    'zero-cell': 1,
    'no-variation': 1,
    'too-few-clusters': 1,
    'empty-arm': 1,
    singular: 1,
    'not-reached': 1,
    'did-not-converge': 1,
    'too-many-values': 1,
    infinite: 1,
  } satisfies Record<UndefinedReason, 1>),
  warnings: Object.keys({
    'sample-ratio-mismatch': 1,
    'mailed-ratio-mismatch': 1,
    'empty-arm': 1,
    'small-counts': 1,
    'few-clusters': 1,
    'stratified-undefined': 1,
    'strata-without-comparison': 1,
    'factorial-not-stratified': 1,
    'dunnett-needs-reference': 1,
    'interaction-present': 1,
    'clusters-missing': 1,
    'digits-kept-back': 1,
  } satisfies Record<WarningCode, 1>),
};

test.each(['nl', 'en'])(
  'every code of the analysis has its words in %s, and no word is without a code',
  (language) => {
    const words = JSON.parse(readFileSync(`templates/locales/${language}/statistics.json`, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    for (const [kind, list] of Object.entries(codes)) {
      expect(Object.keys(words[kind] ?? {}).sort()).toEqual(list.sort());
      expect(Object.values(words[kind] ?? {}).every((text) => text.trim().length > 2)).toBe(true);
    }
  },
);
