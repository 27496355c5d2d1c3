import { S3Client } from '@aws-sdk/client-s3';

/** One client a function. Region, keys and endpoint come from the environment, as the SDK reads it. */
export const s3Client = (): S3Client => new S3Client({ maxAttempts: 5 });
