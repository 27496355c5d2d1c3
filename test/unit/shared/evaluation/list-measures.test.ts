import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMeasures, popularityPercentiles } from '../../../../shared/evaluation/list-measures.ts';
import * as reference from '../../../support/reference/ranking-measures.ts';

describe('listMeasures', () => {
  const counts = [8, 4, 2, 1, 1, 0];

  it('looks at the first k of every list', () => {
    const measures = listMeasures({
      lists: [
        [0, 2, 5],
        [0, 1, 4],
      ],
      targets: [0, 3],
      counts,
      k: 2,
    });
    expect(measures.coverage).toBeCloseTo(3 / 6, 12);
    // Shares 8, 2, 8 and 4 of 16: 1, 3, 1 and 2 bits.
    expect(measures.novelty).toBeCloseTo(7 / 4, 12);
    expect(measures.popularity).toBeCloseTo((1 + 0.25 + 1 + 0.5) / 4, 12);
    // Percentiles of items 0 … 5, by how many of the five others have fewer: 1, .8, .6, .3, .3, 0.
    expect(measures.percentile.lists).toBeCloseTo((1 + 0.6 + 1 + 0.8) / 4, 12);
    expect(measures.percentile.targets).toBeCloseTo((1 + 0.3) / 2, 12);
    expect(measures.gini).toBeCloseTo(reference.gini([2, 1, 1, 0, 0, 0]), 12);
    expect(measures.reason).toBeNull();
  });

  it('takes an item without an interaction for one with one', () => {
    expect(listMeasures({ lists: [[5]], targets: [], counts, k: 1 }).novelty).toBeCloseTo(4, 12);
  });

  it('counts a list as a list, however long, and passes over empty ones', () => {
    const { novelty } = listMeasures({ lists: [[0], [1, 2], []], targets: [], counts, k: 5 });
    expect(novelty).toBeCloseTo((1 + (2 + 3) / 2) / 2, 12);
  });

  it('finds no concentration where all are shown as often, and nearly 1 where one is shown to all', () => {
    const even = listMeasures({
      lists: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      targets: [],
      counts,
      k: 3,
    });
    expect(even.gini).toBeCloseTo(0, 12);
    const one = listMeasures({ lists: [[7], [7], [7]], targets: [], counts: new Float64Array(100).fill(1), k: 1 });
    expect(one.gini).toBeCloseTo(0.99, 12);
  });

  it('equals the textbook, to 1e-12', () => {
    const someCounts = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(someCounts, fc.infiniteStream(fc.nat()), (someOf, numbers) => {
        const lists = [0, 1, 2].map(() => [...numbers.take(3)].map((value) => value % someOf.length));
        const { gini } = listMeasures({ lists, targets: [], counts: someOf, k: 3 });
        const exposures = someOf.map((_, item) => lists.flat().filter((shown) => shown === item).length);
        expect(Math.abs(gini! - reference.gini(exposures))).toBeLessThanOrEqual(1e-12);
        const percentiles = popularityPercentiles(someOf);
        for (const item of someOf.keys()) {
          expect(Math.abs(percentiles[item]! - reference.percentile(someOf, item))).toBeLessThanOrEqual(1e-12);
        }
      }),
    );
  });

  it.each([
    [[], counts, 'no list with an item'],
    [[[]], counts, 'no list with an item'],
  ])('has no value of lists %j, and says why', (lists, of, reason) => {
    expect(listMeasures({ lists, targets: [], counts: of, k: 10 })).toEqual({
      coverage: null,
      novelty: null,
      popularity: null,
      percentile: { lists: null, targets: null },
      gini: null,
      reason,
    });
  });

  it('knows no novelty where nothing happened', () => {
    const measures = listMeasures({ lists: [[0, 1]], targets: [], counts: [0, 0], k: 10 });
    expect(measures).toMatchObject({ coverage: 1, novelty: null, popularity: null, reason: 'no training interaction' });
    expect(measures.percentile.lists).toBe(0.5);
  });
});
