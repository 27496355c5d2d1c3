import type { S3Client } from '@aws-sdk/client-s3';
import type { CountedFiles, CountedPairs } from '../../ports/pair-counting.ts';
import { bucketObjects } from './objects.ts';

/** Files that an engine wrote into a bucket. @param decode - the pairs of one of them. */
export function s3CountedFiles(
  client: S3Client,
  bucket: string,
  decode: (bytes: Uint8Array) => AsyncIterable<CountedPairs>,
): CountedFiles {
  const objects = bucketObjects(client, bucket);
  return {
    bucket,
    async *under(folder) {
      for (const key of await objects.list(folder)) yield* decode((await objects.get(key)).bytes);
    },
  };
}
