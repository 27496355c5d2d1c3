import { describe, expect, it } from 'vitest';
import { explored, newItemsOf } from '../../../../shared/decisioning/exploration.ts';
import type { Slot } from '../../../../shared/decisioning/promotions.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { stringHash } from '../../../../shared/math/string-hash.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const PLACES = 100; // more than any slate has
const REASON = { code: 'popular', text: '' } as const;
const slots = (count: number, ...promoted: readonly number[]): readonly Slot[] =>
  Array.from({ length: count }, (_, row) => ({
    row,
    score: -row,
    reason: REASON,
    ...(promoted.includes(row) && { promoted: true as const }),
  }));
const draw = (slate: readonly Slot[], share: number, pool: readonly number[], decisionId: string) =>
  explored(slate, { share, pool, random: seededRandom(stringHash(decisionId)) });

describe('exploration', () => {
  it('gives nothing away without a share, a pool or a slot that no promotion has', () => {
    for (const [slate, share, pool] of [
      [slots(3), 0, [10, 11]],
      [slots(3), 1, []],
      [slots(3), 1, [0, 1, 2]],
      [slots(3, 0, 1, 2), 1, [10, 11]],
    ] as const) {
      expect(draw(slate, share, pool, 'd')).toEqual(slate.map((slot) => ({ ...slot, probability: 1 })));
    }
  });

  it('gives the last slots away first, never a promoted one, and says why the new item is there', () => {
    const shown = draw(slots(5, 4), 0.4, [10, 11], 'd');
    expect(shown.map(({ row }) => row)).toEqual([0, 1, expect.any(Number), expect.any(Number), 4]);
    expect(shown[2]).toEqual({
      row: expect.toBeOneOf([10, 11]),
      reason: { code: 'new-item' },
      probability: 0.5,
    });
  });

  it('draws the same for the same decision', () => {
    const once = () => draw(slots(20), 0.33, [100, 101, 102, 103], 'a-decision');
    expect(once()).toEqual(once());
  });

  it.each([
    ['half a slot', slots(10), 0.05, [20, 21, 22]],
    ['two slots and a part', slots(9), 0.27, [20, 21, 22, 23]],
    ['more slots than new items', slots(6), 0.7, [20, 21]],
    ['between promotions', slots(8, 7, 5), 0.2, [20, 21, 22, 1]],
  ])('shows, in 100,000 decisions, everything as often as it says: %s', (_, slate, share, pool) => {
    const draws = 100_000;
    // By row and place in one number, as texts would take longer than the draws.
    const counts = new Map<number, number>();
    const stated = new Map<number, number>();
    let disagreed = 0;
    for (let i = 0; i < draws; i++) {
      const shown = draw(slate, share, pool, `0193f0a0-7e1c-7000-8000-${String(i).padStart(12, '0')}`);
      shown.forEach(({ row, probability }, at) => {
        const what = row * PLACES + at;
        counts.set(what, (counts.get(what) ?? 0) + 1);
        if ((stated.get(what) ?? probability) !== probability) disagreed++;
        stated.set(what, probability);
      });
    }
    expect(disagreed).toBe(0);
    const byPlace = slate.map((__, at) => [...stated].filter(([what]) => what % PLACES === at));
    let statistic = 0;
    let freedom = 0;
    for (const place of byPlace) {
      expect(place.reduce((sum, [, probability]) => sum + probability, 0)).toBeCloseTo(1, 9);
      for (const [what, probability] of place) {
        statistic += ((counts.get(what) ?? 0) - probability * draws) ** 2 / (probability * draws);
      }
      freedom += place.length - 1;
    }
    expect(freedom).toBeGreaterThan(0);
    // Places of one slate are drawn together, so the sum is no exact χ²; its mean is `freedom` all the same, and five
    // standard deviations of an independent sum leave room for that.
    expect(statistic).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
  });
});

describe('new items', () => {
  const days = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
  const shelf = newShelf(['known', 'hardly', 'rumour']);
  shelf.update([
    anEntry('known', { createdAt: days(9) }),
    anEntry('hardly', { createdAt: days(8) }),
    anEntry('older', { createdAt: days(1) }),
    anEntry('newer', { createdAt: days(5) }),
  ]);
  const found = (isEligible: Uint8Array) =>
    newItemsOf(shelf, [5, 4, 0])((row) => isEligible[row] === 1).map((row) => shelf.itemIdAt(row));

  it('are those of the catalog with little that a model learnt from, newest first', () => {
    expect(found(Uint8Array.of(1, 1, 1, 1, 1))).toEqual(['hardly', 'newer', 'older']);
  });

  it('are only such as may be offered', () => {
    expect(found(Uint8Array.of(1, 1, 1, 0, 1))).toEqual(['hardly', 'newer']);
  });

  it('take in what comes later', () => {
    const growing = newShelf();
    const itemsNow = newItemsOf(growing, []);
    growing.update([anEntry('first', { createdAt: days(1) })]);
    expect(itemsNow(() => true)).toEqual([0]);
    growing.update([anEntry('second', { createdAt: days(2) })]);
    expect(itemsNow(() => true)).toEqual([1, 0]);
  });

  it('are the newest hundred', () => {
    const large = newShelf();
    large.update(Array.from({ length: 150 }, (_, i) => anEntry(`i${i}`, { createdAt: days(i) })));
    const ids = newItemsOf(large, [])(() => true).map((row) => large.itemIdAt(row));
    expect(ids).toHaveLength(100);
    expect(ids[0]).toBe('i149');
  });
});
