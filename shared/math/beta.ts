import { logGamma } from './distributions.ts';

/**
 * Probability that a variable of Beta(a, b) is at most x: the regularised incomplete beta function.
 *
 * Source: its continued fraction (DLMF 8.17.22) by Lentz's method (Press et al., "Numerical Recipes", section 6.4).
 *
 * @param x - in [0, 1]. @param a - > 0. @param b - > 0.
 */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a);
  const log = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(log) / a) * continuedFraction(x, a, b);
}

const PRECISION = 1e-14;
const MAX_TERMS = 10_000;
/** In the place of a divisor that would be 0. */
const TINY = 1e-300;

function continuedFraction(x: number, a: number, b: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return fraction;
}

/** The x below which a variable of Beta(a, b) is with probability p; by halving, to 1e-12. */
export function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (betaBelow(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
