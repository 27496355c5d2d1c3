/**
 * A generator of uniform numbers in [0, 1) with 32 bits each: the same seed gives the same numbers on every machine.
 * Seeds that are equal modulo 2³² are the same seed. Not for secrets.
 *
 * Source: Blackman & Vigna (2018), "Scrambled Linear Pseudorandom Number Generators" (xoshiro128**), its state filled
 * by splitmix32, the 32-bit form of Steele, Lea & Flood (2014), "Fast Splittable Pseudorandom Number Generators".
 */
export function seededRandom(seed: number): () => number {
  let mix = seed >>> 0;
  const next = () => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return (result >>> 0) / 2 ** 32;
  };
}

/** Standard normal, by Box & Muller (1958), of two numbers of a generator. */
export function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Gamma with mean `shape`, scale 1; 0 where a shape near 0 draws less than a number can hold.
 *
 * Source: Marsaglia & Tsang (2000), "A Simple Method for Generating Gamma Variables"; below 1 by their section 6.
 *
 * @param shape - > 0.
 */
export function drawGamma(shape: number, random: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Beta(a, b), a and b > 0: the share of one gamma in two. */
export function drawBeta(a: number, b: number, random: () => number): number {
  const [one, other] = [drawGamma(a, random), drawGamma(b, random)];
  if (one + other > 0) return one / (one + other);
  return random() < a / (a + b) ? 1 : 0; // both too small for a number: all is at the ends
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
