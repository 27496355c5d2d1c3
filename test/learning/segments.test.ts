import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedRandIndex } from '../../shared/evaluation/adjusted-rand-index.ts';
import type { Rows } from '../../shared/learning/isolation-forest.ts';
import { fitKMeans, kMeansFrom } from '../../shared/learning/k-means.ts';
import { matchedNumbers } from '../../shared/learning/matched-numbers.ts';
import { principalPlane } from '../../shared/learning/principal-plane.ts';
import { fitScales, rescaledRows, scaledRows } from '../../shared/learning/scaled-columns.ts';
import { segmentWords } from '../../shared/learning/segment-words.ts';
import { findSegments } from '../../shared/learning/segments.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import { silhouette, silhouettes } from '../../shared/math/silhouette.ts';
import { hasSharedData, sharedText } from '../support/shared-data.ts';

const rowsOf = (rows: readonly (readonly number[])[]): Rows => ({
  values: Float64Array.from(rows.flat()),
  width: rows[0]!.length,
});

/** Clouds of people around corners of a cube, `apart` deviations from each other along each of two edges. */
function planted(counts: readonly number[], apart: number, seed: number) {
  const random = seededRandom(seed);
  const corners = [
    [0, 0, 0],
    [1, 1, 0],
    [0, 1, 1],
    [1, 0, 1],
  ];
  const truth = counts.flatMap((count, c) => new Array<number>(count).fill(c));
  return { rows: rowsOf(truth.map((c) => corners[c]!.map((at) => apart * at + drawNormal(random)))), truth };
}

describe('k-means', () => {
  it('finds the parting of least inertia of a few rows, which is looked for among all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
          minLength: 3,
          maxLength: 7,
        }),
        fc.integer({ min: 1, max: 3 }),
        (points, k) => {
          const rows = rowsOf(points);
          const { inertia, labels } = fitKMeans(rows, k, { restartCount: 60, seed: 1 });
          expect(inertia).toBeCloseTo(leastInertia(points, k), 8);
          expect(inertiaOf(points, labels)).toBeCloseTo(inertia, 8);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays where it is, from its own centroids', () => {
    const { rows } = planted([200, 150, 100], 3, 1);
    const found = fitKMeans(rows, 3, { restartCount: 5, seed: 1 });
    expect(kMeansFrom(rows, found.centroids)).toEqual(found);
  });

  it('finds planted clouds by batches among 60,000 rows, and nothing moves after', () => {
    const { rows, truth } = planted([30_000, 20_000, 10_000], 7, 2);
    const found = fitKMeans(rows, 3, { restartCount: 3, seed: 1 });
    expect(adjustedRandIndex(found.labels, truth)!).toBeGreaterThan(0.99);
    expect(kMeansFrom(rows, found.centroids).labels).toEqual(found.labels);
  });

  it('ends where there are more parts than distinct rows, whose means are none of them to the last bit', () => {
    // Columns that add up to something else than n times themselves: parts without rows change places for ever.
    const [width, kinds] = [26, [0.1, 0.7]];
    const values = Float64Array.from(
      { length: 40 * width },
      (_, at) => kinds[Math.floor(at / width) % 2]! + (at % width) / 7,
    );
    const startedMs = performance.now();
    expect(fitKMeans({ values, width }, 8, { restartCount: 100, seed: 1 }).inertia).toBeLessThan(1e-20);
    expect(performance.now() - startedMs).toBeLessThan(1000); // some seconds when it goes on for all passes
  });

  it('keeps every part filled where rows are equal, and refuses more parts than rows', () => {
    const found = fitKMeans(rowsOf([[1], [1], [1], [5]]), 2, { restartCount: 3, seed: 1 });
    expect(found.inertia).toBe(0);
    expect(() => fitKMeans(rowsOf([[1], [2]]), 3, { restartCount: 1, seed: 1 })).toThrow(/k from 1 to 2 rows, got 3/);
    expect(() => fitKMeans(rowsOf([[Number.NaN]]), 1, { restartCount: 1, seed: 1 })).toThrow(/finite/);
  });
});

describe('segments', () => {
  it('are the planted ones, as many as were planted, whatever the units', () => {
    for (const counts of [
      [150, 120],
      [150, 120, 90],
      [150, 120, 90, 60],
    ]) {
      const { rows, truth } = planted(counts, 8, 3);
      const units = { ...rows, values: rows.values.map((value, at) => value * [1, 1000, 0.01][at % 3]! + 7) };
      const found = findSegments(units, { seed: 1 });
      expect(found.numbers.length).toBe(counts.length);
      expect(adjustedRandIndex(found.labels, truth)!).toBeGreaterThanOrEqual(0.95);
      expect([...found.sizes].toSorted((a, b) => b - a)).toEqual(counts);
    }
  });

  it('keep their numbers: nobody changes on unchanged rows, and few do when a twentieth of the rows is new', () => {
    const { rows } = planted([300, 200, 100], 6, 4);
    const first = findSegments(rows, { seed: 1 });
    const second = findSegments(rows, { seed: 2, previous: first });
    expect(second.labels).toEqual(first.labels);
    const changed = planted([300, 200, 100], 6, 5).rows;
    const mixed = { ...rows, values: rows.values.map((value, at) => (at % 60 < 3 ? changed.values[at]! : value)) };
    const third = findSegments(mixed, { seed: 3, previous: second });
    expect(third.labels.filter((label, row) => label !== second.labels[row]).length).toBeLessThan(6);
  });

  it('give a segment that is new a number that none had', () => {
    const { rows } = planted([200, 200, 200], 9, 6);
    const before = findSegments({ ...rows, values: rows.values.subarray(0, 400 * 3) }, { seed: 1 });
    const after = findSegments(rows, { seed: 1, previous: before });
    expect([...before.numbers].toSorted()).toEqual([0, 1]);
    expect([...after.numbers].toSorted()).toEqual([0, 1, 2]);
    expect([...after.labels.subarray(0, 400)]).toEqual([...before.labels]);
    expect(new Set(after.labels.subarray(400))).toEqual(new Set([2]));
  });

  it('are one of one person or two, and take what is not known for ordinary', () => {
    expect(findSegments(rowsOf([[1, 2]]), { seed: 1 }).labels).toEqual(Int32Array.of(0));
    expect(
      findSegments(
        rowsOf([
          [1, 2],
          [3, 4],
        ]),
        { seed: 1 },
      ).numbers.length,
    ).toBe(1);
    const { rows } = planted([40, 40], 9, 7);
    const gaps = { ...rows, values: rows.values.map((value, at) => (at % 31 === 0 ? Number.NaN : value)) };
    expect(findSegments(gaps, { seed: 1 }).numbers.length).toBe(2);
  });

  it('are described by what sets them apart', () => {
    const random = seededRandom(8);
    const rows = rowsOf(
      Array.from({ length: 90 }, (_, i) => [
        (i % 3 === 0 ? 10 : 0) + drawNormal(random),
        (i % 3 === 1 ? 10 : 0) + drawNormal(random),
        drawNormal(random),
      ]),
    );
    const found = findSegments(rows, { k: 3, seed: 1 });
    const phrases = [
      { high: 'weekend buyers', low: 'weekday buyers' },
      { high: 'price-conscious', low: 'generous' },
      { high: 'night owls', low: 'early birds' },
    ];
    const words = new Map(segmentWords(found, phrases, 'like most').map((one) => [one.number, one.words]));
    expect(words.get(found.labels[0]!)).toBe('weekend buyers, generous');
    expect(words.get(found.labels[1]!)).toBe('price-conscious, weekday buyers');
    expect(words.get(found.labels[2]!)).toMatch(/^(generous, weekday buyers|weekday buyers, generous)$/);
    const all = segmentWords(findSegments(rows, { k: 1, seed: 1 }), phrases, 'like most');
    expect(all.map((one) => one.words)).toEqual(['like most']);
  });
});

describe('scales of columns', () => {
  it('take logarithms where values are skewed and not below 0, and give mean 0 and deviation 1', () => {
    const random = seededRandom(9);
    const rows = rowsOf(
      Array.from({ length: 500 }, () => [
        Math.exp(2 * drawNormal(random)),
        drawNormal(random),
        -Math.exp(drawNormal(random)),
        4,
      ]),
    );
    const scales = fitScales(rows);
    expect(scales.map(({ isLogarithmic }) => isLogarithmic)).toEqual([true, false, false, false]);
    const { values } = scaledRows(rows, scales);
    for (const column of [0, 1, 2, 3]) {
      const own = values.filter((_, at) => at % 4 === column);
      const mean = own.reduce((a, b) => a + b) / own.length;
      expect(mean).toBeCloseTo(0, 10);
      expect(own.reduce((sum, value) => sum + value * value, 0) / own.length).toBeCloseTo(column === 3 ? 0 : 1, 10);
    }
    const other = scales.map((scale) => ({ ...scale, mean: scale.mean + 1, deviation: 2 * scale.deviation }));
    const back = rescaledRows(rescaledRows({ values, width: 4 }, scales, other), other, scales);
    back.values.forEach((value, at) => {
      expect(value).toBeCloseTo(values[at]!, 8);
    });
  });
});

describe('the principal plane', () => {
  it('is the one in which planted rows lie, the longer side first, whatever way they were turned', () => {
    const random = seededRandom(10);
    const [along, across] = [
      [2 / 3, 2 / 3, 1 / 3],
      [-1 / 3, 2 / 3, -2 / 3],
    ];
    const truth = Array.from({ length: 400 }, () => [5 * drawNormal(random), 2 * drawNormal(random)] as const);
    const rows = rowsOf(
      truth.map(([a, b]) => [0, 1, 2].map((d) => 7 + a * along[d]! + b * across[d]! + drawNormal(random) / 10)),
    );
    const { points, shares, components } = principalPlane(rows);
    const overlap = (which: number, other: readonly number[]) =>
      other.reduce((sum, entry, d) => sum + entry * components[3 * which + d]!, 0);
    expect(Math.abs(overlap(0, along))).toBeGreaterThan(0.999);
    expect(Math.abs(overlap(1, across))).toBeGreaterThan(0.999);
    expect(shares[0]).toBeCloseTo(25 / 29, 1);
    expect(shares[0] + shares[1]).toBeGreaterThan(0.999);
    const variance = points.reduce((sum, at, i) => sum + (i % 2 === 0 ? at * at : 0), 0) / 400;
    expect(variance / 25).toBeCloseTo(1, 0.5);
  });

  it('is a line with one column, and a point of one row', () => {
    expect(principalPlane(rowsOf([[1], [3]]))).toMatchObject({ points: Float64Array.of(-1, 0, 1, 0), shares: [1, 0] });
    expect(principalPlane(rowsOf([[4, 5]])).shares).toEqual([0, 0]);
  });
});

describe('numbers of centroids', () => {
  it('are paired so that the distances together are least, even where a nearest one is taken', () => {
    const old = { centroids: Float64Array.of(0, 10), numbers: Int32Array.of(4, 7) };
    expect([...matchedNumbers(Float64Array.of(10.5, -1), 1, old)]).toEqual([7, 4]);
    expect([...matchedNumbers(Float64Array.of(9, 11, 0), 1, old)].toSorted()).toEqual([4, 7, 8]);
    // Both new ones are nearest to 10; the one that loses less by it takes 0.
    expect([...matchedNumbers(Float64Array.of(11, 6), 1, old)]).toEqual([7, 4]);
    expect([...matchedNumbers(Float64Array.of(1), 1, old)]).toEqual([4]);
    expect([...matchedNumbers(Float64Array.of(5, 6), 1, undefined)]).toEqual([0, 1]);
  });
});

describe('agreement and silhouette', () => {
  // scikit-learn 1.9.1: adjusted_rand_score, silhouette_score.
  it('are what scikit-learn 1.9.1 says', () => {
    expect(adjustedRandIndex([0, 0, 1, 1, 2, 2, 2], ['a', 'a', 'a', 'b', 'b', 'b', 'c'])!).toBeCloseTo(
      0.14035087719298245,
      12,
    );
    const values = Float64Array.of(0, 0, 1, 0, 0, 2, 6, 6, 7, 6, 3, 3);
    expect(silhouette(values, 2, Int32Array.of(0, 0, 0, 1, 1, 2))!).toBeCloseTo(0.5153668844786283, 12);
    const partings = [
      Int32Array.of(0, 0, 0, 0, 0, 0),
      Int32Array.of(1, 0, 1, 2, 2, 2),
      Int32Array.of(0, 0, 0, 1, 1, 2),
    ];
    expect(silhouettes(values, 2, partings)).toEqual(partings.map((labels) => silhouette(values, 2, labels)));
  });

  it('have no value where there is nothing to tell apart', () => {
    expect(adjustedRandIndex([1, 1, 1], [2, 2, 2])).toBeNull();
    expect(adjustedRandIndex([1], [2])).toBeNull();
    expect(adjustedRandIndex([1, 2, 3], [3, 1, 2])).toBeNull();
    expect(silhouette(Float64Array.of(1, 2, 3), 1, Int32Array.of(0, 0, 0))).toBeUndefined();
  });
});

describe.runIf(hasSharedData('segment-wholesale'))('k-means on wholesale customers', () => {
  it('has the inertia of the best of fifty starts of scikit-learn 1.9.1', () => {
    const [head, ...lines] = sharedText('segment-wholesale', 'wholesale_customers.csv').trim().split('\n');
    const from = head!.split(',').indexOf('Fresh');
    const rows = rowsOf(
      lines.map((line) =>
        line
          .split(',')
          .slice(from, from + 6)
          .map(Number),
      ),
    );
    const published = { 2: 1844.0641, 3: 1553.3395, 4: 1386.7046, 5: 1266.1494, 6: 1174.148 };
    for (const [k, inertia] of Object.entries(published))
      expect(findSegments(rows, { k: Number(k), seed: 1 }).inertia / inertia).toBeLessThan(1.0002);
    expect(findSegments(rows, { seed: 1 }).numbers.length).toBe(2);
  });
});

function inertiaOf(points: readonly (readonly [number, number])[], labels: ArrayLike<number>): number {
  let sum = 0;
  for (const part of new Set(Array.from(labels))) {
    const own = points.filter((_, i) => labels[i] === part);
    for (const d of [0, 1] as const) {
      const mean = own.reduce((total, point) => total + point[d], 0) / own.length;
      sum += own.reduce((total, point) => total + (point[d] - mean) ** 2, 0);
    }
  }
  return sum;
}

/** Of all k^n ways to part them. */
function leastInertia(points: readonly (readonly [number, number])[], k: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let way = 0; way < k ** points.length; way++) {
    const labels = points.map((_, i) => Math.floor(way / k ** i) % k);
    least = Math.min(least, inertiaOf(points, labels));
  }
  return least;
}
