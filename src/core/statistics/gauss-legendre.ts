/** A rule for ∫₋₁¹ f: the sum of weight × f(node). */
export interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Gauss–Legendre rule of a given number of points: exact for polynomials up to degree 2·points − 1.
 * Roots of the Legendre polynomial by Newton's method from Chebyshev's starting points.
 * @param points whole number ≥ 1
 * @see Abramowitz & Stegun (1964), 25.4.29
 */
export function gaussLegendre(points: number): QuadratureRule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let root = 1; root <= points; root += 1) {
    let x = Math.cos((Math.PI * (root - 0.25)) / (points + 0.5));
    let slope = 1;
    // Newton doubles the digits each turn; from these starting points six turns reach the last bit.
    for (let turn = 0; turn < 8; turn += 1) {
      let previous = 1;
      let current = x;
      for (let degree = 2; degree <= points; degree += 1) {
        const next = ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree;
        previous = current;
        current = next;
      }
      slope = (points * (x * current - previous)) / (x * x - 1);
      x -= current / slope;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}

/** The points and weights of `rule` laid over [from, to] in equal panels. */
export function panelled(rule: QuadratureRule, from: number, to: number, panels: number): QuadratureRule {
  const half = (to - from) / panels / 2;
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = from + (2 * panel + 1) * half;
    rule.nodes.forEach((node, i) => {
      // The rule's nodes come from +1 down; panels are laid so that nodes rise.
      nodes.push(middle - half * node);
      weights.push(half * (rule.weights[i] ?? 0));
    });
  }
  return { nodes, weights };
}
