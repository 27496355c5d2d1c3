import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../shared/domain/errors.ts';
import type { QualityReport } from '../../shared/domain/quality.ts';
import type { QualityReports } from '../../shared/ports/quality-reports.ts';

const nothing = { events: {}, quarantined: {}, received: 0 };
const reportOf = (day: string, comparisons = 0): QualityReport => ({
  day,
  fromMs: 0,
  untilMs: 1,
  findings: [],
  breaks: [],
  comparisons,
  counts: nothing,
  baseline: nothing,
});

/** What everything that keeps reports of nights does. @param open - the same store each time; no report is in it. */
export function describeQualityReports(name: string, open: () => QualityReports): void {
  describe(`reports of nights in ${name}`, () => {
    it('are found by day, the newest of an earlier day too', async () => {
      for (const day of ['2026-11-20', '2026-11-23', '2026-11-22']) await open().write(reportOf(day));

      expect(await open().read('2026-11-22')).toEqual(reportOf('2026-11-22'));
      expect(await open().before('2026-11-23')).toEqual(reportOf('2026-11-22'));
      expect(await open().before('2026-12-01')).toEqual(reportOf('2026-11-23'));
      expect(await open().before('2026-01-01')).toBeUndefined();
      await expect(open().read('2026-11-21')).rejects.toThrow(NotFoundError);
    });

    it('are replaced by the same night again', async () => {
      await open().write(reportOf('2026-10-01'));
      await open().write(reportOf('2026-10-01', 7));
      expect(await open().read('2026-10-01')).toEqual(reportOf('2026-10-01', 7));
    });
  });
}
