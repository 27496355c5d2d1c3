import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RankingTask, ranksAmong } from '../../../../shared/evaluation/ranking-task.ts';

const aTask = (target: number, items: readonly number[] = []): RankingTask => ({
  personKey: 'U#1',
  items: Int32Array.from(items),
  kinds: new Uint8Array(items.length),
  target,
});
const rankOf = (task: RankingTask, scores: readonly number[]) => ranksAmong(Float32Array.from(scores), task, 'new')[0];

describe('ranksAmong', () => {
  it('counts from 1, equal scores by lower index', () => {
    const scores = [5, 7, 5, 5];
    expect([0, 1, 2, 3].map((target) => rankOf(aTask(target), scores))).toEqual([2, 1, 3, 4]);
  });

  it('leaves out the person’s own items, each once', () => {
    expect(rankOf(aTask(3, [0, 1, 0]), [9, 8, 7, 6])).toBe(2);
  });

  it('counts a target that the person has already as a miss', () => {
    expect(rankOf(aTask(0, [0]), [9, 8])).toBe(0);
  });

  it('gives several right answers their ranks, the target first, among one another too', () => {
    const task = { ...aTask(1, [3]), alsoRelevant: Int32Array.of(0, 3) };
    expect([...ranksAmong(Float32Array.of(9, 8, 7, 6), task, 'new')]).toEqual([2, 1, 0]);
    expect([...ranksAmong(Float32Array.of(9, 8, 7, 6), task, 'all')]).toEqual([2, 1, 4]);
  });

  it('is the place in a full sort of all items but the own ones', () => {
    const some = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(some, fc.array(fc.nat(5), { maxLength: 8 }), fc.nat(5), (scores, own, target) => {
        const order = scores
          .map((_, item) => item)
          .filter((item) => !own.includes(item))
          .sort((a, b) => scores[b]! - scores[a]! || a - b);
        expect(rankOf(aTask(target, own), scores)).toBe(order.indexOf(target) + 1);
      }),
    );
  });
});
