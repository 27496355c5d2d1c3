const PRECISION = 1e-16;
const MAX_TERMS = 100_000;

/**
 * c · (₂F₁(a, b; c; z) − 1) / b by its series: what is left of the function where b or c is 0, so that neither is
 * divided by. At b = 0 it is the derivative by b, at c = 0 the limit. O(1 / (1 − z)) terms.
 *
 * Source: Abramowitz & Stegun (1964), 15.1.1; Σ of (a)ₙ (b + 1)ₙ₋₁ / ((c + 1)ₙ₋₁ n!) zⁿ over n ≥ 1.
 *
 * @param z - in [0, 1). @param c - > −1.
 */
export function hypergeometricRest(a: number, b: number, c: number, z: number): number {
  let term = a * z;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && Math.abs(term) > Math.abs(sum) * PRECISION; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
  }
  return sum;
}
