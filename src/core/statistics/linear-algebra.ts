/** A small dense matrix: an array of rows. Here they are a few factors or covariates wide, never a row a recipient. */
export type Matrix = readonly (readonly number[])[];

/** The number at a place that is known to exist; a place outside the matrix reads as 0. */
export const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0;

/** A vector of so many zeros, to be added to. */
export const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);

/** Σ aᵢ·bᵢ. */
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** The product of a matrix and a vector. */
export const times = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => dot(row, vector));

/** Σ weight·vector·vectorᵀ over the entries; the matrix that a regression on grouped data inverts. */
export function sumOfOuterProducts(
  size: number,
  entries: Iterable<{ readonly vector: readonly number[]; readonly weight: number }>,
): number[][] {
  const sum = Array.from({ length: size }, () => zeros(size));
  for (const { vector, weight } of entries) {
    sum.forEach((row, i) => {
      const scaled = weight * (vector[i] ?? 0);
      for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) + scaled * (vector[j] ?? 0);
    });
  }
  return sum;
}

/**
 * A pivot this small beside its own diagonal is rounding: the column is a combination of those before it. R's qr()
 * uses 1e-7 on the length of a column; a Cholesky pivot is the square of that length.
 */
const SINGULAR_PIVOT = 1e-13;

/**
 * Inverse of a symmetric positive definite matrix by Cholesky's decomposition.
 * @returns null when the matrix is singular to working precision
 * @see Golub & Van Loan, Matrix Computations, algorithm 4.2.1
 */
export function invertPositiveDefinite(matrix: Matrix): number[][] | null {
  const size = matrix.length;
  const lower = Array.from({ length: size }, () => zeros(size));
  for (let i = 0; i < size; i += 1) {
    const row = lower[i] ?? [];
    for (let j = 0; j < i; j += 1) {
      const other = lower[j] ?? [];
      row[j] = (at(matrix, i, j) - dot(row.slice(0, j), other)) / (other[j] ?? 1);
    }
    const done = row.slice(0, i);
    const pivot = at(matrix, i, i) - dot(done, done);
    if (!(pivot > SINGULAR_PIVOT * at(matrix, i, i))) return null;
    row[i] = Math.sqrt(pivot);
  }
  const columns = Array.from({ length: size }, (_, unit) => solveTriangles(lower, unit));
  return columns.map((_, i) => columns.map((column) => column[i] ?? 0));
}

/** The solution x of L·Lᵀ·x = the unit vector with a 1 at `unit`. */
function solveTriangles(lower: Matrix, unit: number): number[] {
  const size = lower.length;
  const forward = zeros(size);
  for (let i = 0; i < size; i += 1) {
    const known = dot((lower[i] ?? []).slice(0, i), forward);
    forward[i] = ((i === unit ? 1 : 0) - known) / at(lower, i, i);
  }
  const x = zeros(size);
  for (let i = size - 1; i >= 0; i -= 1) {
    let rest = forward[i] ?? 0;
    for (let j = i + 1; j < size; j += 1) rest -= at(lower, j, i) * (x[j] ?? 0);
    x[i] = rest / at(lower, i, i);
  }
  return x;
}

/** What is left of a column, squared and beside its own length; at or below this it is a combination of those before it. */
const DEPENDENT_COLUMN = 1e-12;

/**
 * Which columns of grouped data are no combination of a constant and the columns before them; the others add nothing to
 * a regression. Columns are taken from their means and by their own spread, one after the other (Cholesky on the
 * matrix of correlations).
 * @returns places of the columns, rising
 */
export function independentColumns(
  entries: readonly { readonly vector: readonly number[]; readonly weight: number }[],
): number[] {
  const width = entries[0]?.vector.length ?? 0;
  const count = entries.reduce((sum, { weight }) => sum + weight, 0);
  const means = Array.from(
    { length: width },
    (_, i) => entries.reduce((sum, { vector, weight }) => sum + weight * (vector[i] ?? 0), 0) / count,
  );
  const centred = entries.map(({ vector, weight }) => ({
    vector: vector.map((number, i) => number - (means[i] ?? 0)),
    weight,
  }));
  const products = sumOfOuterProducts(width, centred);
  const scales = products.map((row, i) => Math.sqrt(row[i] ?? 0));
  const correlation = (i: number, j: number): number =>
    at(products, i, j) / ((scales[i] ?? 0) * (scales[j] ?? 0));
  const kept: number[] = [];
  const lower: number[][] = [];
  for (let column = 0; column < width; column += 1) {
    // A constant: what is left of it is the rounding of its mean.
    if ((scales[column] ?? 0) <= 1e-7 * Math.abs(means[column] ?? 0) * Math.sqrt(count)) continue;
    const row: number[] = [];
    for (const [place, other] of kept.entries()) {
      const before = lower[place] ?? [];
      row.push((correlation(column, other) - dot(row, before.slice(0, place))) / (before[place] ?? 1));
    }
    const left = 1 - dot(row, row);
    if (left <= DEPENDENT_COLUMN) continue;
    lower.push([...row, Math.sqrt(left)]);
    kept.push(column);
  }
  return kept;
}
