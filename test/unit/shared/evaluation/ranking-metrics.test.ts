import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  meansByPerson,
  precisionAt,
  rankingMetrics,
  ranksInList,
  recallAt,
  setMetrics,
} from '../../../../shared/evaluation/ranking-metrics.ts';
import * as reference from '../../../support/reference/ranking-measures.ts';

describe('rankingMetrics', () => {
  it('means gains over people: ranks 1, 7 and a miss', () => {
    const metrics = rankingMetrics(['a', 'b', 'c'], Int32Array.of(1, 7, 0));
    expect(metrics['hr@5']).toBeCloseTo(1 / 3, 12);
    expect(metrics['hr@10']).toBeCloseTo(2 / 3, 12);
    expect(metrics['ndcg@5']).toBeCloseTo(1 / 3, 12);
    expect(metrics['ndcg@10']).toBeCloseTo((1 + 1 / 3) / 3, 12); // log2(7 + 1) = 3
  });

  it('counts somebody with many tasks as one person', () => {
    const busy = rankingMetrics(['a', 'a', 'a', 'b'], Int32Array.of(1, 1, 0, 0));
    expect(busy['hr@10']).toBeCloseTo((2 / 3 + 0) / 2, 12);
  });

  it('has no value, and never NaN, where nobody was measured', () => {
    expect(rankingMetrics([], new Int32Array(0))).toEqual({
      'hr@5': null,
      'hr@10': null,
      'ndcg@5': null,
      'ndcg@10': null,
      'hr@20': null,
      'mrr@20': null,
    });
  });
});

describe('setMetrics', () => {
  const ITEMS = Array.from({ length: 40 }, (_, item) => item);
  const aTask = fc.record({
    list: fc.shuffledSubarray(ITEMS, { minLength: 20 }),
    relevant: fc.shuffledSubarray(ITEMS, { minLength: 1, maxLength: 30 }),
  });
  const ranksOf = ({ list, relevant }: { list: readonly number[]; relevant: readonly number[] }) =>
    ranksInList(Int32Array.from(relevant), list);

  it('says of one list what the textbook says, to 1e-12', () => {
    fc.assert(
      fc.property(aTask, fc.integer({ min: 1, max: 20 }), (task, k) => {
        const { figures } = setMetrics([{ personKey: 'p', ranks: ranksOf(task) }], [k]);
        const { list, relevant } = task;
        const precision = reference.precision(list, relevant, k);
        const recall = reference.recall(list, relevant, k);
        const expected: Readonly<Record<string, number>> = {
          [`precision@${k}`]: precision,
          [`recall@${k}`]: recall,
          [`f1@${k}`]: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
          [`ndcg@${k}`]: reference.ndcg(list, relevant, k),
          [`hr@${k}`]: reference.hitRate(list, relevant, k),
          [`mrr@${k}`]: reference.reciprocalRank(list, relevant, k),
        };
        expect(Object.keys(figures)).toEqual(Object.keys(expected));
        for (const [name, value] of Object.entries(expected)) {
          expect(Math.abs(figures[name]! - value)).toBeLessThanOrEqual(1e-12);
        }
      }),
    );
  });

  it('is 1 throughout for a list of the relevant items alone', () => {
    const { figures } = setMetrics([{ personKey: 'p', ranks: [2, 1, 3] }], [3]);
    expect(Object.values(figures)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('means over people, whoever has how many tasks', () => {
    const tasks = [
      { personKey: 'a', ranks: [1] },
      { personKey: 'a', ranks: [0] },
      { personKey: 'b', ranks: [0, 2] },
    ];
    const { figures, people, leftOut } = setMetrics(tasks, [2]);
    expect(figures['recall@2']).toBeCloseTo((0.5 + 0.5) / 2, 12);
    expect(figures['precision@2']).toBeCloseTo((0.25 + 0.5) / 2, 12);
    expect(figures['mrr@2']).toBeCloseTo((0.5 + 0.5) / 2, 12);
    expect({ people, leftOut }).toEqual({ people: 2, leftOut: 0 });
  });

  it('leaves out a task with nothing relevant, and counts it', () => {
    const { figures, people, leftOut, reason } = setMetrics(
      [
        { personKey: 'a', ranks: [] },
        { personKey: 'b', ranks: [1] },
      ],
      [5],
    );
    expect(figures['recall@5']).toBe(1);
    expect({ people, leftOut, reason }).toEqual({ people: 1, leftOut: 1, reason: null });
  });

  it.each([
    [[], 'nobody to measure'],
    [[{ personKey: 'a', ranks: [] }], 'none of 1 tasks has a relevant item'],
  ])('has no value, and says why, of %j', (tasks, reason) => {
    const measured = setMetrics(tasks, [10]);
    expect(Object.values(measured.figures)).toEqual([null, null, null, null, null, null]);
    expect(measured).toMatchObject({ people: 0, reason });
  });
});

describe('figures of one task', () => {
  it('are what they are called', () => {
    const ranks = [3, 0, 1, 12];
    expect(precisionAt(ranks, 10)).toBeCloseTo(2 / 10, 12);
    expect(recallAt(ranks, 10)).toBeCloseTo(2 / 4, 12);
  });

  it('mean by person', () => {
    expect([...meansByPerson(['b', 'a', 'b'], (i) => [4, 1, 2][i]!)]).toEqual([3, 1]);
  });
});
