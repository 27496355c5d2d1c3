import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../shared/math/random.ts';
import { dayBreak } from '../../../../shared/quality/metric-breaks.ts';
import { drawNormal } from '../../../../shared/simulation/draws.ts';

/** Counts with a quiet weekend and slow growth, spread as counts are. */
const totals = (seed: number, days: number, level = 400): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: days }, (_, day) => {
    const mean = level * (day % 7 < 5 ? 1 : 0.5) * (1 + day / 300);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
  });
};

describe('a day’s total', () => {
  it('breaks with the past when it collapses or doubles, on a weekday or a Sunday', () => {
    for (const days of [80, 83]) {
      const past = totals(1, days);
      const today = totals(1, days + 1).at(-1)!;
      expect(dayBreak([...past, today])).toMatchObject({ isBreak: false, value: today });
      expect(dayBreak([...past, 0])).toMatchObject({ isBreak: true });
      expect(dayBreak([...past, 2 * today])?.deviations).toBeGreaterThan(5);
    }
  });

  it('is expected by its weekday and the last weeks’ level', () => {
    const past = totals(2, 84);
    expect(dayBreak([...past, 0])!.expected).toBeGreaterThan(400); // a Monday of week 13
    expect(dayBreak([...past.slice(0, 83), 0])!.expected).toBeLessThan(350); // a Sunday
  });

  it('does not hide behind a break before it', () => {
    const past = totals(3, 83);
    past[78] = 5000;
    past[79] = 0;
    expect(dayBreak([...past, 0])?.isBreak).toBe(true);
  });

  it('seldom breaks by chance', () => {
    let breaks = 0;
    for (let seed = 10; seed < 310; seed++) if (dayBreak(totals(seed, 60))!.isBreak) breaks++;
    expect(breaks).toBeLessThanOrEqual(3);
  });

  it('is not judged before four weeks', () => {
    expect(dayBreak(totals(4, 28))).toBeUndefined();
    expect(dayBreak(totals(4, 29))).toBeDefined();
  });
});
