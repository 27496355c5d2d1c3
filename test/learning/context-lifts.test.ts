import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitContextLifts } from '../../shared/learning/context-lifts.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { type NaiveEventInCells, naiveContextLifts } from '../support/reference/context-lifts.ts';

const columnsOf = (events: readonly NaiveEventInCells[]) => ({
  items: Int32Array.from(events, ({ item }) => item),
  weights: Float32Array.from(events, ({ weight }) => weight),
  cellsAt: (at: number) => events[at]!.cells,
});

describe('lifts by context', () => {
  it('are what their readable twin says', () => {
    const anEvent = fc.record({
      item: fc.nat(4),
      weight: fc.constantFrom(0, 0.5, 1, 4),
      cells: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 40 }), fc.constantFrom(0.5, 5), (events, doubt) => {
        const lifts = fitContextLifts(columnsOf(events), 5, 4, doubt);
        const expected = naiveContextLifts(events, 5, 4, doubt).flat();
        expect(lifts).toHaveLength(20);
        expected.forEach((lift, at) => {
          expect(lifts[at]).toBeCloseTo(lift, 5);
        });
      }),
    );
  });

  it('find what was planted: twice as much in one cell, within three standard errors, and nothing elsewhere', () => {
    const random = seededRandom(4);
    const n = 60_000;
    // 20 items, three cells of a third each; in cell 1, item 7 takes the place of half the looks at item 8.
    const events = Array.from({ length: n }, () => {
      const cell = Math.floor(random() * 3);
      const drawn = Math.floor(random() * 20);
      return { item: cell === 1 && drawn === 8 && random() < 0.5 ? 7 : drawn, weight: 1, cells: [cell] };
    });
    const lifts = fitContextLifts(columnsOf(events), 20, 3, 1);
    const row = (cell: number) => lifts.subarray(cell * 20, (cell + 1) * 20);
    // Shares: in cell 1 item 7 has 1.5 / 20, over all 7/6 / 20.
    const planted = Math.log(1.5 / (7 / 6));
    // Var(log of a count) ≈ 1 / count; the whole has three times the events and shares a third of them.
    const error = Math.sqrt(1 / ((n / 3) * (1.5 / 20)));
    expect(Math.abs(row(1)[7]! - planted)).toBeLessThan(3 * error);
    expect([...topK(row(1), 1)]).toEqual([7]);
    const others = [...row(1)].filter((_, item) => item !== 7 && item !== 8);
    // 18 draws of mean 0: 4 standard errors.
    for (const lift of others) expect(Math.abs(lift)).toBeLessThan(4 * Math.sqrt(1 / (n / 60)));
  });

  it('say little of what was hardly seen', () => {
    const often = Array.from({ length: 1000 }, (_, i) => ({ item: i % 10, weight: 1, cells: [0] }));
    const once = { item: 10, weight: 1, cells: [1] };
    const lifts = fitContextLifts(columnsOf([...often, once]), 11, 2, 10);
    expect(lifts[11 + 10]!).toBeGreaterThan(0);
    expect(lifts[11 + 10]!).toBeLessThan(Math.log(1.1) + 1e-6);
  });

  it('refuse events and a doubt out of range, naming them', () => {
    const fitting = (change: Partial<NaiveEventInCells>, doubt = 1) => {
      return () => fitContextLifts(columnsOf([{ item: 0, weight: 1, cells: [], ...change }]), 2, 3, doubt);
    };
    expect(fitting({ cells: [3] })).toThrow('event 0: cell 3 is outside [0, 3)');
    expect(fitting({ item: 5 })).toThrow('event 0: item 5 is outside [0, 2)');
    expect(fitting({ weight: Number.NaN })).toThrow('event 0: want a weight ≥ 0, got NaN');
    expect(fitting({}, 0)).toThrow('doubt: want a number > 0, got 0');
    const short = { ...columnsOf([{ item: 0, weight: 1, cells: [] }]), weights: new Float32Array(0) };
    expect(() => fitContextLifts(short, 2, 3, 1)).toThrow('weights: want 1, got 0');
  });
});
