import type { QualityReport } from '../../shared/domain/quality.ts';
import type { QualityReports } from '../../shared/ports/quality-reports.ts';

/** A night's report as it is told: without what the next night compares with. */
export const qualityReport =
  (reports: QualityReports) =>
  async (day: string): Promise<Omit<QualityReport, 'baseline'>> => {
    const { baseline: _, ...told } = await reports.read(day);
    return told;
  };
