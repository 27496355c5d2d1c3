import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diversified } from '../../../../shared/decisioning/diversity.ts';
import { likeness, MAX_LIKENESS } from '../../../../shared/decisioning/likeness.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import { describedBy } from '../../../../shared/decisioning/slots.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const REASON = { code: 'popular', text: '' } as const;

/** Candidates in falling order of score, one a description. */
function shop(...described: readonly { categories?: string[]; brand?: string; score?: number }[]) {
  const shelf = newShelf();
  shelf.update(
    described.map(({ categories = [], brand }, i) => anEntry(`i${i}`, { categories, ...(brand && { brand }) })),
  );
  const candidates = described.map(({ score }, row) => ({
    row,
    reason: REASON,
    ...(score !== undefined && { score }),
  }));
  return {
    shelf,
    candidates,
    chosen: (limit: number, diversity: number) =>
      diversified(candidates, limit, diversity, describedBy(shelf)).map(({ row }) => row),
  };
}

describe('diversity', () => {
  const shoes = { categories: ['shoes'], brand: 'Fell' };
  const mixed = () =>
    shop({ ...shoes, score: 3 }, { ...shoes, score: 2.9 }, { categories: ['light'], score: 1 }, { score: -5 });

  it('chooses another kind before the same again, the sooner the more is asked', () => {
    expect(mixed().chosen(3, 0)).toEqual([0, 1, 2]);
    expect(mixed().chosen(3, 0.4)).toEqual([0, 2, 1]);
    expect(mixed().chosen(3, 1)).toEqual([0, 2, 3]);
  });

  it('always begins with the best', () => {
    expect(mixed().chosen(1, 1)).toEqual([0]);
  });

  it('goes by rank where nothing has a score', () => {
    expect(shop(shoes, shoes, { categories: ['light'] }).chosen(2, 0.9)).toEqual([0, 2]);
  });

  const someShop = fc
    .array(
      fc.record({
        categories: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
        brand: fc.constantFrom('x', 'y'),
        score: fc.double({ min: -10, max: 10, noNaN: true }),
      }),
      { maxLength: 12 },
    )
    .map((items) => items.sort((a, b) => b.score - a.score));

  it('0 changes nothing', () => {
    fc.assert(
      fc.property(someShop, fc.nat(12), (items, limit) => {
        expect(shop(...items).chosen(limit, 0)).toEqual(items.map((_, i) => i).slice(0, limit));
      }),
    );
  });

  it('gives distinct candidates, as many as were asked, the nearer alike the later', () => {
    fc.assert(
      fc.property(someShop, fc.nat(12), fc.double({ min: 0.01, max: 1, noNaN: true }), (items, limit, diversity) => {
        const chosen = shop(...items).chosen(limit, diversity);
        expect(new Set(chosen).size).toBe(Math.min(limit, items.length));
        // Each choice is the best that was left, by the formula as it is written.
        const [low, high] = [Math.min(...items.map((i) => i.score)), Math.max(...items.map((i) => i.score))];
        const gain = (i: number, before: readonly number[]) => {
          const relevance = high === low ? 1 : (items[i]!.score - low) / (high - low);
          const alike = Math.max(0, ...before.map((b) => likeness(items[b]!, items[i]!) / MAX_LIKENESS));
          return (1 - diversity) * relevance - diversity * alike;
        };
        chosen.forEach((choice, n) => {
          const before = chosen.slice(0, n);
          const left = items.map((_, i) => i).filter((i) => !before.includes(i));
          expect(gain(choice, before)).toBe(Math.max(...left.map((i) => gain(i, before))));
        });
      }),
    );
  });
});
