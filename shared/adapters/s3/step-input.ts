import type { S3Client } from '@aws-sdk/client-s3';
import { bucketObjects } from './objects.ts';

/** What the state machine laid into a bucket for a step. @throws NotFoundError */
export async function s3StepInput(client: S3Client, bucket: string, key: string): Promise<unknown> {
  const { bytes } = await bucketObjects(client, bucket).get(key);
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}
