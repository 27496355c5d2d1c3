import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { AudienceExports } from '../../ports/audience-exports.ts';
import { bucketObjects } from './objects.ts';

/** exports/audiences/<segmentId>/<exportId>.json: entries as lists of hashes. */
export function s3AudienceExports(client: S3Client, bucket: string): AudienceExports {
  const objects = bucketObjects(client, bucket);
  const keyOf = (segmentId: string, exportId: string) => `exports/audiences/${segmentId}/${exportId}.json`;
  return {
    async find(segmentId, exportId) {
      try {
        const { bytes } = await objects.get(keyOf(segmentId, exportId));
        return (JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly entries: readonly string[] }).entries;
      } catch (cause) {
        if (cause instanceof NotFoundError) return undefined;
        throw cause;
      }
    },
    put: (segmentId, exportId, entries) => objects.put(keyOf(segmentId, exportId), JSON.stringify({ entries })),
  };
}
