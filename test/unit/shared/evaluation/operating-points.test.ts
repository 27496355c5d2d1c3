import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision, rocArea, rocAreaInterval } from '../../../../shared/evaluation/classification-curves.ts';
import { operatingPoints } from '../../../../shared/evaluation/operating-points.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const someRows = fc
  .array(fc.record({ is: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: 0, max: 9 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .map((rows) => ({
    isPositive: Uint8Array.from(rows, ({ is }) => is),
    scores: Float64Array.from(rows, ({ score }) => score / 10),
  }))
  .filter(({ isPositive }) => isPositive.includes(0) && isPositive.includes(1));

describe('operating points', () => {
  it('enclose the area under the ROC curve, and the average precision by steps', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const points = operatingPoints(rows);
        let [area, precision] = [0, 0];
        points.slice(1).forEach((point, i) => {
          const before = points[i]!;
          area += ((point.falsePositives - before.falsePositives) * (point.recall + before.recall)) / 2;
          precision += (point.recall - before.recall) * point.precision!;
        });
        expect(area).toBeCloseTo(rocArea(rows)!, 12);
        expect(precision).toBeCloseTo(averagePrecision(rows)!, 12);
      }),
    );
  });

  it('go from nobody to everybody, and are never nearer than asked', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 30 }), (rows, least) => {
        const n = rows.scores.length;
        const taken = operatingPoints(rows, least).map((point) => Math.round(point.taken * n));
        expect([taken[0], taken.at(-1)]).toEqual([0, n]);
        for (let i = 1; i < taken.length; i++)
          expect(taken[i]! - taken[i - 1]!).toBeGreaterThanOrEqual(Math.min(n, least));
      }),
    );
  });

  it('are none where all rows are of one kind', () => {
    expect(operatingPoints({ isPositive: Uint8Array.of(1, 1), scores: Float64Array.of(0.1, 0.2) })).toEqual([]);
  });
});

describe('the interval of the area under the ROC curve', () => {
  it('holds the true area about as often as it says', () => {
    const random = seededRandom(4);
    const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const TRUE_AREA = 0.7602; // of normal scores a standard deviation apart: Φ(1 / √2)
    const RUNS = 200;
    let inside = 0;
    for (let run = 0; run < RUNS; run++) {
      const isPositive = Uint8Array.from({ length: 120 }, (_, row) => row % 2);
      const { low, high } = rocAreaInterval({
        isPositive,
        scores: Float64Array.from(isPositive, (is) => is + normal()),
      })!;
      inside += low <= TRUE_AREA && TRUE_AREA <= high ? 1 : 0;
    }
    // 95 % of 200 with a standard error of 1.54 %: three of them either side.
    expect(Math.abs(inside / RUNS - 0.95)).toBeLessThan(0.0462);
  });

  it('is null where it cannot be told', () => {
    expect(rocAreaInterval({ isPositive: Uint8Array.of(1, 0, 0), scores: Float64Array.of(1, 2, 3) })).toBeNull();
  });
});
