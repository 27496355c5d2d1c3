import type { ExperimentReport } from '../domain/experiment-report.ts';

/** What the newest night found of each experiment, with all looks before it. */
export interface ExperimentReports {
  /** Takes the place of the report before. */
  write(report: ExperimentReport): Promise<void>;
  /** Undefined: no night has counted it yet. */
  read(experimentId: string): Promise<ExperimentReport | undefined>;
}
