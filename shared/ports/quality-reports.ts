import type { QualityReport } from '../domain/quality.ts';

/** What each night said of the events of its day. */
export interface QualityReports {
  /** The same night again replaces its report. */
  write(report: QualityReport): Promise<void>;
  /** @param day - UTC, "2026-11-24". @throws NotFoundError */
  read(day: string): Promise<QualityReport>;
  /** The newest report of an earlier day that is still kept. */
  before(day: string): Promise<QualityReport | undefined>;
}
