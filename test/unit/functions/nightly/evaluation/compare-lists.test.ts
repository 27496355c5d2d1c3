import { describe, expect, it } from 'vitest';
import { compareLists } from '../../../../../functions/nightly/evaluation/compare-lists.ts';
import { popularityLists } from '../../../../../functions/nightly/evaluation/popularity.ts';
import type { RankingTask } from '../../../../../shared/evaluation/ranking-task.ts';

const aTask = (personKey: string, target: number, items: readonly number[] = []): RankingTask => ({
  personKey,
  items: Int32Array.from(items),
  kinds: new Uint8Array(items.length),
  target,
});

describe('compareLists', () => {
  const popularity = Float64Array.of(5, 4, 3, 2, 1);
  const compare = (tasks: readonly RankingTask[], lists: readonly Int32Array[]) =>
    compareLists(tasks, lists, popularityLists(tasks, popularity, 'new'), 10);

  it('holds the lists against popularity on the same tasks, without what each person has', () => {
    const tasks = [aTask('a', 2, [0]), aTask('b', 4)];
    const { model, baseline, lift } = compare(tasks, [Int32Array.of(2), Int32Array.of(4)]);
    expect(model['ndcg@10']).toBe(1);
    // Ranks 2 (0 is the person's own) and 5.
    expect(baseline['ndcg@10']).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(6)) / 2, 12);
    expect(lift!.mean).toBeCloseTo(1 - baseline['ndcg@10']!, 12);
  });

  it('counts people and tasks apart, and rests the interval on people', () => {
    const tasks = [aTask('a', 1), aTask('a', 2), aTask('b', 3)];
    const lists = [Int32Array.of(1), Int32Array.of(9), Int32Array.of(9)];
    const { people, tasks: count, model, lift } = compare(tasks, lists);
    expect([people, count]).toEqual([2, 3]);
    expect(model['hr@10']).toBeCloseTo((1 / 2 + 0) / 2, 12);
    expect(lift).toMatchObject({ n: 2 });
  });

  it('gives the same interval for the same night', () => {
    const tasks = Array.from({ length: 30 }, (_, i) => aTask(`p${i}`, i % 5));
    const lists = tasks.map((_, i) => Int32Array.of(i % 3));
    expect(compare(tasks, lists)).toEqual(compare(tasks, lists));
  });

  it('has no figures where there is nobody to ask', () => {
    expect(compare([], [])).toMatchObject({
      people: 0,
      tasks: 0,
      model: { 'hr@10': null, 'ndcg@10': null },
      lift: null,
    });
  });
});
