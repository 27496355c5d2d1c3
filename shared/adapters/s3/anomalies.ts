import type { S3Client } from '@aws-sdk/client-s3';
import type { AnomalyBook } from '../../domain/anomaly.ts';
import { NotFoundError } from '../../domain/errors.ts';
import type { Anomalies } from '../../ports/anomalies.ts';
import { bucketObjects } from './objects.ts';

const KEY = 'anomalies/book.json';

/** One object, so that what was found and what is gone on from are written together. */
export function s3Anomalies(client: S3Client, bucket: string): Anomalies {
  const objects = bucketObjects(client, bucket);
  return {
    async read() {
      try {
        const { bytes } = await objects.get(KEY);
        return JSON.parse(Buffer.from(bytes).toString('utf8')) as AnomalyBook;
      } catch (cause) {
        if (cause instanceof NotFoundError) return undefined;
        throw cause;
      }
    },
    write: (book) => objects.put(KEY, JSON.stringify(book)),
  };
}
