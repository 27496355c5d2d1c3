/** ln Γ(x) for x > 0, to 15 digits. Source: Lanczos (1964), with the coefficients of Godfrey (2001) for g = 7. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The derivative of ln Γ at x > 0, to 12 digits: by recurrence up to 10, then the asymptotic series. */
export function digamma(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < 10; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return sum + Math.log(at) - 1 / (2 * at) - series;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * Probability that a chi-square variable exceeds `x`.
 *
 * Source: the regularised incomplete gamma function by its series and its continued fraction (Press et al., "Numerical
 * Recipes", section 6.2).
 *
 * @param degrees - of freedom, > 0. @returns 1 for x ≤ 0.
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const [a, z] = [degrees / 2, x / 2];
  const scale = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - scale * lowerSeries(a, z) : scale * upperFraction(a, z);
}

const PRECISION = 1e-14;
const MAX_TERMS = 10_000;

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && term > sum * PRECISION; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method. */
function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return fraction;
}

/** Probability that a standard normal variable exceeds `z`. */
export const normalTail = (z: number): number =>
  z > 0 ? chiSquareTail(z * z, 1) / 2 : 1 - chiSquareTail(z * z, 1) / 2;

/**
 * Probability of at least `count` of `n` when the chance of each is itself drawn from Beta(a, b): what was seen of
 * a − ½ among a + b − 1 lets one expect of n more (Jeffreys' prior). Exact for n up to 5,000, beyond it by the normal
 * of the same mean and variance.
 */
export function betaBinomialTail(count: number, n: number, a: number, b: number): number {
  if (count <= 0) return 1;
  if (count > n) return 0;
  if (n > 5000) {
    const mean = (n * a) / (a + b);
    const variance = (mean * b * (a + b + n)) / ((a + b) * (a + b + 1));
    return normalTail((count - 0.5 - mean) / Math.sqrt(variance));
  }
  const logBeta = (p: number, q: number) => logGamma(p) + logGamma(q) - logGamma(p + q);
  const whole = logBeta(a, b);
  const logChoose = (k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let tail = 0;
  for (let k = Math.ceil(count); k <= n; k++) tail += Math.exp(logChoose(k) + logBeta(k + a, n - k + b) - whole);
  return Math.min(1, tail);
}

/**
 * Probability that a standard normal variable is at most `z`, to 15 digits: `normalTail`'s other side, some twenty times as
 * fast.
 *
 * Source: Hart (1968), "Computer Approximations", algorithm 5666, as West (2005), "Better approximations to cumulative
 * normal functions", Wilmott Magazine, gives it.
 */
export function normalBelow(z: number): number {
  const size = Math.abs(z);
  if (Number.isNaN(size)) return Number.NaN;
  const tail = size > 37 ? 0 : Math.exp((-size * size) / 2) * tailFactor(size);
  return z > 0 ? 1 - tail : tail;
}

/** Written out, as decisions ask it some hundred times each. */
function tailFactor(size: number): number {
  if (size < 7.07106781186547) {
    let above = 3.52624965998911e-2 * size + 0.700383064443688;
    above = above * size + 6.37396220353165;
    above = above * size + 33.912866078383;
    above = above * size + 112.079291497871;
    above = above * size + 221.213596169931;
    above = above * size + 220.206867912376;
    let below = 8.83883476483184e-2 * size + 1.75566716318264;
    below = below * size + 16.064177579207;
    below = below * size + 86.7807322029461;
    below = below * size + 296.564248779674;
    below = below * size + 637.333633378831;
    below = below * size + 793.826512519948;
    below = below * size + 440.413735824752;
    return above / below;
  }
  let fraction = size + 0.65;
  for (let term = 4; term >= 1; term--) fraction = size + term / fraction;
  return 1 / fraction / 2.506628274631;
}

/** The z below which a standard normal variable is with probability p in (0, 1); by halving, to 1e-12. */
export function normalQuantile(p: number): number {
  let [low, high] = [-38, 38];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
