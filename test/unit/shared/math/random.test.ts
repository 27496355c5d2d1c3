import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBeta, drawGamma, drawNormal, seededRandom } from '../../../../shared/math/random.ts';

const take = (seed: number, n: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, random);
};

describe('drawGamma and drawBeta', () => {
  const momentsOf = (draw: () => number) => {
    const drawn = Array.from({ length: 40_000 }, draw);
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    return { mean, variance: drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length };
  };

  it.each([0.3, 1, 4, 50])('has the mean and the variance of its shape: %d', (shape) => {
    const random = seededRandom(11);
    const { mean, variance } = momentsOf(() => drawGamma(shape, random));
    // Five standard errors: of the mean √(shape / n), of the variance √((6 / shape + 2) / n) · shape.
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / 40_000));
    expect(Math.abs(variance - shape)).toBeLessThan(5 * shape * Math.sqrt((6 / shape + 2) / 40_000));
  });

  it.each([
    [0.5, 2],
    [3, 1],
  ])('has the mean and the variance of Beta(%d, %d)', (a, b) => {
    const random = seededRandom(12);
    const { mean, variance } = momentsOf(() => drawBeta(a, b, random));
    const expected = (a * b) / ((a + b) ** 2 * (a + b + 1));
    expect(Math.abs(mean - a / (a + b))).toBeLessThan(5 * Math.sqrt(expected / 40_000));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.06); // a kurtosis below 6: √(5 / n) = .011
  });

  it('stays a share where both sides are below every number', () => {
    const random = seededRandom(13);
    const drawn = Array.from({ length: 1000 }, () => drawBeta(1e-5, 3e-5, random));
    expect(drawn.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(Math.abs(drawn.filter((share) => share > 0.5).length / 1000 - 0.25)).toBeLessThan(0.07);
  });
});

describe('drawNormal', () => {
  it('has mean 0 and variance 1', () => {
    const random = seededRandom(4);
    const n = 20_000;
    const values = Array.from({ length: n }, () => drawNormal(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / n;

    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n)); // a squared normal has variance 2
  });
});

describe('seededRandom', () => {
  it('is xoshiro128** with its state from splitmix32, written a second time with big integers', () => {
    // The generator's published first outputs from the state 1, 2, 3, 4.
    const published = xoshiro([1n, 2n, 3n, 4n]);
    expect([published(), published(), published()]).toEqual([11520n, 0n, 5927040n]);

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const twin = xoshiro(splitmix(BigInt(seed)));
        expect(take(seed, 20)).toEqual(Array.from({ length: 20 }, () => Number(twin()) / 2 ** 32));
      }),
    );
  });

  it('stays in [0, 1)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const value of take(seed, 100)) expect(value >= 0 && value < 1).toBe(true);
      }),
    );
  });

  it('fills sixteen equal cells evenly, by chi-square', () => {
    const n = 160_000;
    const counts = new Array<number>(16).fill(0);
    for (const value of take(7, n)) counts[Math.floor(value * 16)]! += 1;

    const expected = n / 16;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

    // 15 degrees of freedom: mean 15, variance 30; five standard deviations above and below zero.
    expect(chiSquare).toBeLessThan(15 + 5 * Math.sqrt(30));
  });

  it('gives neighbouring seeds streams that do not correlate', () => {
    const n = 20_000;
    const [a, b] = [take(100, n), take(101, n)];
    const covariance = a.reduce((sum, value, i) => sum + (value - 0.5) * (b[i]! - 0.5), 0) / n;

    // A product of two centred uniforms has standard deviation 1/12.
    expect(Math.abs(covariance)).toBeLessThan((4 / 12) * n ** -0.5);
  });
});

function word(value: bigint): bigint {
  return BigInt.asUintN(32, value);
}

function rotateLeft(value: bigint, bits: bigint): bigint {
  return word((value << bits) | (value >> (32n - bits)));
}

function splitmix(seed: bigint): bigint[] {
  return [1n, 2n, 3n, 4n].map((turn) => {
    let z = word(seed + turn * 0x9e3779b9n);
    z = word((z ^ (z >> 16n)) * 0x21f0aaadn);
    z = word((z ^ (z >> 15n)) * 0x735a2d97n);
    return z ^ (z >> 15n);
  });
}

function xoshiro(start: readonly bigint[]): () => bigint {
  let [a, b, c, d] = start as [bigint, bigint, bigint, bigint];
  return () => {
    const result = word(rotateLeft(word(b * 5n), 7n) * 9n);
    const [c1, d1] = [c ^ a, d ^ b];
    [a, b, c, d] = [a ^ d1, b ^ c1, c1 ^ word(b << 9n), rotateLeft(d1, 11n)];
    return result;
  };
}
