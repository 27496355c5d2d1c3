import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../../../shared/domain/event.ts';
import { BEHAVIOURS, behaviourOf } from '../../../../../shared/features/bots/behaviour.ts';
import { anEvent } from '../../../../support/events.ts';

const START = 1_795_000_000_000;
/** One look after the other, so many milliseconds apart. */
const looks = (gaps: readonly number[], itemOf = (i: number) => `item-${i}`, name = 'Product Viewed'): Event[] => {
  let atMs = START;
  return gaps.map((gap, i) => {
    atMs += gap;
    return anEvent({ messageId: `m${i}`, name, atMs, clientAtMs: atMs, properties: { product_id: itemOf(i) } });
  });
};
const column = (events: readonly Event[], name: (typeof BEHAVIOURS)[number]) =>
  behaviourOf(events)!.row[BEHAVIOURS.indexOf(name)]!;

describe('the behaviour of a person', () => {
  it('is not told of fewer than twenty events', () => {
    expect(behaviourOf(looks(Array(19).fill(1000)))).toBeUndefined();
    expect(behaviourOf(looks(Array(20).fill(1000)))?.row).toHaveLength(BEHAVIOURS.length);
  });

  it('tells the busiest minute and how evenly events come', () => {
    const even = behaviourOf(looks(Array(120).fill(1000)))!;
    expect(even.peakPerMinute).toBe(60);
    expect(even.gapVariation).toBe(0);
    expect(even.gapCount).toBe(119);
  });

  it('leaves pauses between sessions out of the gaps', () => {
    const gaps = Array.from({ length: 40 }, (_, i) => (i % 10 === 0 ? 7_200_000 : 5000));
    expect(behaviourOf(looks(gaps))).toMatchObject({ gapVariation: 0, gapCount: 36 });
  });

  it('tells looks without dwell, repeats, and carts without buying', () => {
    expect(column(looks(Array(30).fill(500)), 'looks without dwell')).toBe(1);
    expect(column(looks(Array(30).fill(5000)), 'looks without dwell')).toBe(0);
    expect(
      column(
        looks(Array(30).fill(5000), (i) => (i < 15 ? 'same' : `${i}`)),
        'repeats of one item',
      ),
    ).toBe(0.5);
    expect(column(looks(Array(30).fill(5000), undefined, 'Product Added'), 'carts without buying')).toBe(1);
    const carts = looks(Array(10).fill(5000), undefined, 'Product Added');
    const orders = looks(Array(10).fill(5000), undefined, 'Order Completed');
    expect(column([...carts, ...orders], 'carts without buying')).toBe(0);
  });

  it('is finite and the same in whatever order the events come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 20, maxLength: 60 }), (gaps) => {
        const events = looks(gaps.map((gap) => gap + 1));
        const behaviour = behaviourOf(events)!;
        expect(behaviour.row.every(Number.isFinite)).toBe(true);
        expect(behaviourOf(events.toReversed())).toEqual(behaviour);
      }),
    );
  });
});
