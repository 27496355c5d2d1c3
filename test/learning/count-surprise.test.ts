import { describe, expect, it } from 'vitest';
import {
  type CountPoint,
  type CountStream,
  type CountSurpriseSettings,
  goOn,
  looksAt,
  newCountStream,
} from '../../shared/learning/count-surprise.ts';
import { logGamma } from '../../shared/math/distributions.ts';
import { drawGamma, seededRandom } from '../../shared/math/random.ts';
import { poisson } from '../support/quiet-shop.ts';

const settings: CountSurpriseSettings = {
  levelDecay: 0.9,
  cycles: [{ length: 7, decay: 0.8 }],
  windows: [1, 3],
  strayDecay: 0.98,
  strayFrom: 14,
};
const aPoint = (value: number, fields: Partial<CountPoint> = {}): CountPoint => ({
  value,
  squares: value,
  largest: 1,
  exposure: 1,
  places: [0],
  ...fields,
});

/** Steps whose mean is 30, straying by `stray`, of people who add one to `most` at once. */
function* steps(count: number, { stray, most, seed }: { stray: number; most: number; seed: number }) {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    const mean = 30 * (i % 7 === 5 ? 1.3 : 1) * drawGamma(1 / stray ** 2, random) * stray ** 2;
    let [value, squares, largest] = [0, 0, 0];
    for (let people = poisson(mean / ((1 + most) / 2), random); people > 0; people--) {
      const adds = 1 + Math.floor(random() * most);
      [value, squares, largest] = [value + adds, squares + adds ** 2, Math.max(largest, adds)];
    }
    yield { value, squares, largest, exposure: 1, places: [i % 7] };
  }
}

describe('the surprise of counts in a stream', () => {
  it('is that of a negative binomial variable, of both sides', () => {
    const stray = 0.01; // what is also thought of it before anything was seen
    const stream: CountStream = {
      ...newCountStream({ ...settings, windows: [1] }),
      seen: 100,
      level: [1000, 100],
      clump: [1, 1],
      strays: [[stray * 1e6, 1e6]],
    };
    const shape = 1 / stray;
    const pmf = (k: number) =>
      Math.exp(
        logGamma(k + shape) -
          logGamma(shape) -
          logGamma(k + 1) +
          shape * Math.log(shape / (shape + 10)) +
          k * Math.log(10 / (shape + 10)),
      );
    const sum = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => pmf(from + i)).reduce((a, b) => a + b, 0);
    const digits = (value: number) => looksAt(stream, aPoint(value), { ...settings, windows: [1] })[0]!.digits;
    expect(digits(30)).toBeCloseTo(-Math.log10(2 * sum(30, 400)), 6);
    expect(digits(1)).toBeCloseTo(-Math.log10(2 * sum(0, 1)), 6);
  });

  it('has as many digits as chance has it, whether people add one or many and days stray or not', () => {
    for (const [stray, most] of [
      [0.01, 1],
      [0.15, 8],
    ] as const) {
      let [looks, surprises] = [0, 0];
      for (let seed = 0; seed < 20; seed++) {
        const stream = newCountStream(settings);
        for (const point of steps(228, { stray, most, seed })) {
          if (stream.seen >= 28) {
            looks++;
            if (looksAt(stream, point, settings).some(({ digits }) => digits >= 2)) surprises++;
          }
          goOn(stream, point, { settings, isUsual: true });
        }
      }
      // One in a hundred of two windows are 80 of 4,000; two standard deviations of as many are 18.
      expect(looks).toBe(4000);
      expect(surprises).toBeLessThanOrEqual(98);
      expect(surprises).toBeGreaterThan(10);
    }
  });

  it('is none of what one person does alone, and all of what many do', () => {
    const stream = newCountStream(settings);
    for (const point of steps(60, { stray: 0.01, most: 1, seed: 7 })) goOn(stream, point, { settings, isUsual: true });
    const many = looksAt(stream, aPoint(130), settings)[0]!;
    const alone = looksAt(stream, aPoint(130, { squares: 30 + 100 ** 2, largest: 100 }), settings)[0]!;
    expect(many).toMatchObject({ direction: 'up', window: 1 });
    expect(many.digits).toBeGreaterThan(10);
    expect(alone.digits).toBeLessThan(1);
  });
});
