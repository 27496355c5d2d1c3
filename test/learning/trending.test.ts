import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTrending, type TrendingSettings } from '../../shared/learning/trending.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { type NaiveTimedEvent, naiveTrending } from '../support/reference/trending.ts';

const HOUR = 1;
const DAY = 24;
const settings: TrendingSettings = { recentHalfLife: 12 * HOUR, pastHalfLife: 14 * DAY, doubt: 10 };

const timedEvents = (events: readonly NaiveTimedEvent[]) => ({
  items: Int32Array.from(events, ({ item }) => item),
  times: Float64Array.from(events, ({ time }) => time),
});

/** Each item at its own rate a day over 60 days; `rises` multiply some of them during the last day. */
function planted(seed: number, rates: readonly number[], rise: (item: number) => number): NaiveTimedEvent[] {
  const random = seededRandom(seed);
  return rates.flatMap((rate, item) => {
    const events: NaiveTimedEvent[] = [];
    let time = 0;
    for (;;) {
      const isLastDay = time > 59 * DAY;
      time += (-Math.log(1 - random()) / (rate * (isLastDay ? rise(item) : 1))) * DAY;
      if (time >= 60 * DAY) return events;
      events.push({ item, time });
    }
  });
}
const rates = Array.from({ length: 50 }, (_, item) => 1 + item);

describe('trending', () => {
  it('scores as its readable twin does', () => {
    const anEvent = fc.record({
      item: fc.nat(5),
      time: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 30 }), (events) => {
        const { scores } = fitTrending(timedEvents(events), 6, 100, settings);
        naiveTrending(events, 6, 100, settings).forEach((score, i) => {
          expect(scores[i]).toBeCloseTo(score, 4);
        });
      }),
    );
  });

  it('finds the items that rise, not the ones that are always met much', () => {
    const { scores } = fitTrending(
      timedEvents(planted(1, rates, (i) => (i === 7 || i === 20 ? 6 : 1))),
      50,
      60 * DAY,
      settings,
    );
    expect([...topK(scores, 2)].sort((a, b) => a - b)).toEqual([7, 20]);
    expect(scores[7]).toBeGreaterThan(2);
  });

  it('calls nothing a trend where nothing rises, and where all rise alike', () => {
    for (const rise of [1, 3]) {
      // Of 10 seeds × 50 steady items. A decayed Poisson count varies by half its mean, so 2 is 2.8 deviations.
      const above = Array.from({ length: 10 }, (_, seed) => {
        const { scores } = fitTrending(timedEvents(planted(seed, rates, () => rise)), 50, 60 * DAY, settings);
        return scores.filter((score) => score > 2).length;
      });
      expect(above.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
    }
  });

  it('doubts a new item that was met once', () => {
    const events = [...planted(3, rates, (item) => (item === 30 ? 4 : 1)), { item: 50, time: 60 * DAY }];
    const { scores } = fitTrending(timedEvents(events), 52, 60 * DAY, settings);
    expect(topK(scores, 1)[0]).toBe(30);
    expect(scores[50]).toBeLessThan(1);
    expect(scores[51]).toBe(0);
  });

  it('refuses events and settings out of range, naming them', () => {
    const fitting = (event: Partial<NaiveTimedEvent>, change: Partial<TrendingSettings> = {}) => {
      const events = timedEvents([{ item: 0, time: 0, ...event }]);
      return () => fitTrending(events, 2, 9, { ...settings, ...change });
    };
    expect(fitting({ item: 2 })).toThrow('event 0: item 2 is outside [0, 2)');
    expect(fitting({ time: 10 })).toThrow('event 0: time 10 is not at most 9');
    expect(fitting({ time: NaN })).toThrow('event 0: time NaN');
    expect(fitting({}, { pastHalfLife: 1 })).toThrow('pastHalfLife: want more than recentHalfLife 12, got 1');
    expect(fitting({}, { doubt: 0 })).toThrow('doubt: want a number > 0, got 0');
  });
});
