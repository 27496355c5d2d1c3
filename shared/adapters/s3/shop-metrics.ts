import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { MetricMonth, MetricsNow } from '../../domain/shop-metrics.ts';
import type { ShopMetrics } from '../../ports/shop-metrics.ts';
import { bucketObjects } from './objects.ts';

const FOLDER = 'reports/metrics/';

/** reports/metrics/<month>.json, and reports/metrics/now.json */
export function s3ShopMetrics(client: S3Client, bucket: string): ShopMetrics {
  const objects = bucketObjects(client, bucket);
  const read = async <Body>(name: string): Promise<Body | undefined> => {
    try {
      const { bytes } = await objects.get(`${FOLDER}${name}.json`);
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as Body;
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  };
  const write = (name: string, body: object) => objects.put(`${FOLDER}${name}.json`, JSON.stringify(body));
  return {
    read: (month) => read<MetricMonth>(month),
    write: (month) => write(month.month, month),
    now: () => read<MetricsNow>('now'),
    writeNow: (now) => write('now', now),
  };
}
