import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowestHashed, sampleOf } from '../../../../shared/evaluation/lowest-hashed.ts';
import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import { stringHash } from '../../../../shared/math/string-hash.ts';

const keys = fc.array(fc.string({ maxLength: 2 }), { maxLength: 40 });

describe('those whose keys hash lowest', () => {
  it('come lowest first, those of one key in the order in which they stood', () => {
    fc.assert(
      fc.property(keys, fc.nat(50), (all, count) => {
        const drawn = lowestHashed(all, count);
        const sorted = all.map((key, at) => ({ hash: stringHash(key), at })).sort((a, b) => a.hash - b.hash);
        expect([...drawn]).toEqual(sorted.slice(0, count).map(({ at }) => at));
      }),
    );
  });

  it('are the same people however many others stand between them', () => {
    const few = Array.from({ length: 50 }, (_, i) => `U#${i}`);
    const lowest = Array.from(lowestHashed(few, 10), (at) => few[at]);
    const others = Array.from({ length: 50 }, (_, i) => `D#${i}`).filter((key) => !lowest.includes(key));
    const limit = Math.max(...lowest.map((key) => stringHash(key!)));
    const amongMore = [...others.filter((key) => stringHash(key) > limit), ...few.toReversed()];
    expect(Array.from(lowestHashed(amongMore, 10), (at) => amongMore[at])).toEqual(lowest);
  });
});

describe('a sample of tasks', () => {
  const tasks = ['c', 'a', 'b', 'a'].map(
    (personKey, target): RankingTask => ({ personKey, items: new Int32Array(0), kinds: new Uint8Array(0), target }),
  );

  it('is all of them as they stand where they are few', () => {
    expect(sampleOf(tasks, 4)).toBe(tasks);
  });

  it('is of the people whose keys hash lowest where they are more', () => {
    const lowest = ['a', 'b', 'c'].toSorted((a, b) => stringHash(a) - stringHash(b));
    const expected = lowest.flatMap((key) => tasks.filter(({ personKey }) => personKey === key));
    expect(sampleOf(tasks, 3)).toEqual(expected.slice(0, 3));
  });
});
