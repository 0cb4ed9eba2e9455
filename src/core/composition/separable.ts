/** Switches (techniques, or the letter itself) that are on in each of the arms of a design. */
export type SwitchesByArm = readonly ReadonlySet<string>[];

/** Entries are 0 and 1 before elimination, so anything under this is a rounding error. */
const NOTHING = 1e-9;

/** Rank of a small matrix, by Gaussian elimination with partial pivoting. */
function rank(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  const width = rows[0]?.length ?? 0;
  let found = 0;
  for (let column = 0; column < width && found < rows.length; column += 1) {
    const size = (row: number): number => Math.abs(rows[row]?.[column] ?? 0);
    let best = found;
    for (let row = found + 1; row < rows.length; row += 1) if (size(row) > size(best)) best = row;
    if (size(best) < NOTHING) continue;
    const pivot = rows[best] ?? [];
    rows[best] = rows[found] ?? [];
    rows[found] = pivot;
    for (let row = found + 1; row < rows.length; row += 1) {
      const factor = (rows[row]?.[column] ?? 0) / (pivot[column] ?? 1);
      rows[row] = (rows[row] ?? []).map((entry, place) => entry - factor * (pivot[place] ?? 0));
    }
    found += 1;
  }
  return found;
}

/**
 * Switches whose own effect the arms can't tell from that of the others: with an effect for each switch and one level
 * for all, no combination of the arms' results gives this switch's effect alone. In terms of the model matrix its unit
 * vector is outside the row space (estimability; Searle 1971, Linear Models, section 5.4).
 */
export function inseparable(arms: SwitchesByArm): Set<string> {
  const switches = [...new Set(arms.flatMap((arm) => [...arm]))];
  const matrix = arms.map((arm) => [1, ...switches.map((name) => (arm.has(name) ? 1 : 0))]);
  const whole = rank(matrix);
  return new Set(
    switches.filter((_, place) => {
      const unit = [0, ...switches.map((_name, other) => (other === place ? 1 : 0))];
      return rank([...matrix, unit]) > whole;
    }),
  );
}
