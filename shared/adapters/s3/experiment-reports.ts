import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { ExperimentReport } from '../../domain/experiment-report.ts';
import type { ExperimentReports } from '../../ports/experiment-reports.ts';
import { bucketObjects } from './objects.ts';

/** reports/experiments/<experimentId>.json: one object, so that a look and what was said at it are written together. */
export function s3ExperimentReports(client: S3Client, bucket: string): ExperimentReports {
  const objects = bucketObjects(client, bucket);
  const keyOf = (experimentId: string): string => `reports/experiments/${experimentId}.json`;
  return {
    write: (report) => objects.put(keyOf(report.experimentId), JSON.stringify(report)),
    async read(experimentId) {
      try {
        const { bytes } = await objects.get(keyOf(experimentId));
        return JSON.parse(Buffer.from(bytes).toString('utf8')) as ExperimentReport;
      } catch (cause) {
        if (cause instanceof NotFoundError) return undefined;
        throw cause;
      }
    },
  };
}
