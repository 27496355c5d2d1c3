import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Laptop } from './laptop.ts';
import { storeEnvironment } from './stores.ts';

/** What the evaluation of a data set tells, as far as it is read here. */
export interface DatasetReport {
  readonly people: number;
  readonly items: number;
  readonly events: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
  readonly settings: object;
  readonly seconds: { readonly search: number; readonly fit: number; readonly score: number };
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** Lays a folder's files where the evaluation looks for data sets, as `aws s3 cp` does in an account. */
export async function layDataset(laptop: Laptop, name: string, directory: string): Promise<void> {
  const s3 = new S3Client({
    region: laptop.storeEnvironment['AWS_REGION'] ?? '',
    endpoint: laptop.storeEnvironment['AWS_ENDPOINT_URL_S3'] ?? '',
    credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
  });
  const bucket = storeEnvironment(['snapshots'])['SNAPSHOT_BUCKET'] ?? '';
  for (const file of readdirSync(directory)) {
    const path = join(directory, file);
    if (!statSync(path).isFile()) continue;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `datasets/${name}/${file}`, Body: readFileSync(path) }));
  }
  s3.destroy();
}
