import { describe, expect, it } from 'vitest';
import { behaviourDifference } from '../../../../shared/evaluation/behaviour-difference.ts';

const of = (itemId: string) => ({ seller: itemId === 'd' ? undefined : `of ${itemId}`, category: 'all' });
const told = { against: 'v1', least: 2 };

describe('the difference between what two versions show', () => {
  it('is nothing where both show the same', () => {
    const slates = [['a', 'b'], ['b', 'c']]; // biome-ignore format: a table
    expect(behaviourDifference(told, slates, slates, of)).toEqual({
      ...{ against: 'v1', people: 2, firstItemChanged: 0, shared: 1 },
      ...{ items: [], sellers: [], categories: [] },
    });
  });

  it('tells whose first item changes, what stays, and who gains and loses places', () => {
    const before = [['a', 'b'], ['a', 'c']]; // biome-ignore format: a table
    const after = [['b', 'a'], ['a', 'd']]; // biome-ignore format: a table
    expect(behaviourDifference(told, before, after, of)).toEqual({
      ...{ against: 'v1', people: 2, firstItemChanged: 0.5, shared: 0.75 },
      items: [
        { id: 'c', before: 0.25, after: 0 },
        { id: 'd', before: 0, after: 0.25 },
      ],
      sellers: [{ id: 'of c', before: 0.25, after: 0 }],
      categories: [],
    });
  });

  it('tells of few people only how many they are', () => {
    expect(behaviourDifference({ against: 'v1', least: 2 }, [['a']], [['b']], of)).toEqual({
      against: 'v1',
      people: 1,
    });
  });

  it('counts an empty slate as one that shares nothing', () => {
    const { shared, firstItemChanged } = behaviourDifference(told, [[], ['a']], [['a'], ['a']], of);
    expect([shared, firstItemChanged]).toEqual([0.5, 0.5]);
  });
});
