import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { DrawnSlate, DrawnSlates } from '../../ports/drawn-slates.ts';
import { bucketObjects } from './objects.ts';

/** snapshots/<id>/drawn/slates.json: goes with the snapshot. */
export function s3DrawnSlates(client: S3Client, bucket: string): DrawnSlates {
  const objects = bucketObjects(client, bucket);
  const keyOf = (snapshotId: string): string => `snapshots/${snapshotId}/drawn/slates.json`;
  return {
    async write(snapshotId, slates) {
      await objects.put(keyOf(snapshotId), JSON.stringify(slates));
    },
    async read(snapshotId) {
      try {
        const { bytes } = await objects.get(keyOf(snapshotId));
        return JSON.parse(Buffer.from(bytes).toString('utf8')) as DrawnSlate[];
      } catch (error) {
        if (error instanceof NotFoundError) return [];
        throw error;
      }
    },
  };
}
