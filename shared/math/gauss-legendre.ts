/** Nodes in (0, 1), ascending, and weights that sum to 1. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The rule with which n values give the integral over [0, 1] of every polynomial of degree 2n − 1 exactly. O(n²).
 *
 * Source: Press et al., "Numerical Recipes", 3rd edition, section 4.6.1: roots of the Legendre polynomials by Newton.
 *
 * @param n - ≥ 1.
 */
export function gaussLegendre(n: number): Quadrature {
  const [nodes, weights] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    let root = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < 100; step++) {
      const { value, slope } = legendre(n, root);
      const moved = value / slope;
      root -= moved;
      if (Math.abs(moved) < 1e-15) break;
    }
    const { slope } = legendre(n, root);
    nodes[i] = (1 + root) / 2;
    weights[i] = 1 / ((1 - root * root) * slope * slope);
  }
  return { nodes, weights };
}

/** The n-th polynomial of Legendre and its derivative at x in (−1, 1), by Bonnet's recursion. */
function legendre(n: number, x: number): { readonly value: number; readonly slope: number } {
  let [value, before] = [1, 0];
  for (let k = 0; k < n; k++) [value, before] = [((2 * k + 1) * x * value - k * before) / (k + 1), value];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
