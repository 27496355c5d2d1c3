import { NotFoundError } from '../../domain/errors.ts';
import type { QualityReport } from '../../domain/quality.ts';
import type { QualityReports } from '../../ports/quality-reports.ts';

/** Reports that are forgotten with the process. They are kept as JSON, so that nothing lives on that a bucket loses. */
export function memoryQualityReports(): QualityReports {
  const texts = new Map<string, string>();
  const read = (day: string): QualityReport => {
    const text = texts.get(day);
    if (text === undefined) throw new NotFoundError(`no night has reported on ${day}`);
    return JSON.parse(text) as QualityReport;
  };
  return {
    write: async (report) => void texts.set(report.day, JSON.stringify(report)),
    read: async (day) => read(day),
    async before(day) {
      const earlier = [...texts.keys()].filter((other) => other < day).sort();
      return earlier.length === 0 ? undefined : read(earlier.at(-1)!);
    },
  };
}
