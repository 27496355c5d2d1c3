import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, isoOf, SESSION_GAP_MS, utcDay } from '../../../../shared/domain/time.ts';

describe('time', () => {
  it('is counted in milliseconds', () => {
    expect([HOUR_MS, DAY_MS, SESSION_GAP_MS]).toEqual([3_600_000, 86_400_000, 1_800_000]);
  });

  it('is told in UTC', () => {
    expect(isoOf(1_795_000_000_001)).toBe('2026-11-18T11:06:40.001Z');
    expect([utcDay(1_795_046_399_999), utcDay(1_795_046_400_000)]).toEqual(['2026-11-18', '2026-11-19']);
  });
});
