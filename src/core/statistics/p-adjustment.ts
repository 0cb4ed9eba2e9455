export type PAdjustment = 'holm' | 'BH' | 'bonferroni' | 'hochberg';

/**
 * p-values adjusted for being several: each can be held against alpha as if it were alone. Holm, Bonferroni and
 * Hochberg keep the chance of any false finding below alpha (Hochberg under independence), BH the expected share of
 * false findings.
 * @param pValues in any order, which is kept
 * @param members size of the registered family, when that is larger than the number of p-values (a comparison that has
 *   no p-value still counts)
 * @see Holm (1979) Scand. J. Statist. 6, 65–70; Hochberg (1988) Biometrika 75, 800–802; Benjamini & Hochberg (1995)
 *   J. R. Statist. Soc. B 57, 289–300; R: p.adjust(p, method, n = members)
 */
export function adjustPValues(
  pValues: readonly number[],
  method: PAdjustment,
  members = pValues.length,
): number[] {
  if (method === 'bonferroni') return pValues.map((p) => Math.min(1, p * members));
  const rising = pValues.map((_, place) => place).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const factor = (rank: number): number => (method === 'BH' ? members / (rank + 1) : members - rank);
  const adjusted = pValues.map(() => 1);
  const last = rising.length - 1;
  // Holm steps down from the smallest p and can only rise; the other two step up from the largest and can only fall.
  let bound = method === 'holm' ? 0 : 1;
  for (let step = 0; step <= last; step += 1) {
    const rank = method === 'holm' ? step : last - step;
    const place = rising[rank] ?? 0;
    const scaled = factor(rank) * (pValues[place] ?? 0);
    bound = method === 'holm' ? Math.max(bound, scaled) : Math.min(bound, scaled);
    adjusted[place] = Math.min(1, bound);
  }
  return adjusted;
}
