import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { QualityReport } from '../../domain/quality.ts';
import type { QualityReports } from '../../ports/quality-reports.ts';
import { bucketObjects } from './objects.ts';

const FOLDER = 'reports/quality/';

/** reports/quality/<day>.json */
export function s3QualityReports(client: S3Client, bucket: string): QualityReports {
  const objects = bucketObjects(client, bucket);
  const keyOf = (day: string): string => `${FOLDER}${day}.json`;
  const read = async (key: string): Promise<QualityReport> => {
    const { bytes } = await objects.get(key);
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as QualityReport;
  };
  return {
    write: (report) => objects.put(keyOf(report.day), JSON.stringify(report)),
    read: (day) =>
      read(keyOf(day)).catch((cause: unknown) => {
        if (cause instanceof NotFoundError) throw new NotFoundError(`no night has reported on ${day}`);
        throw cause;
      }),
    async before(day) {
      const earlier = (await objects.list(FOLDER)).filter((key) => key < keyOf(day)).sort();
      return earlier.length === 0 ? undefined : read(earlier.at(-1)!);
    },
  };
}
