import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type EmbeddedS3, startEmbeddedS3 } from '../../infra/laptop/embedded-s3/server.ts';
import { clientOf } from './embedded-s3.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface OpenEmbeddedS3 {
  /** For folders of a test's own. */
  readonly root: string;
  /** Where the server keeps everything. */
  readonly directory: string;
  readonly url: string;
  readonly client: S3Client;
  /** The newest, empty when a test begins. */
  readonly bucket: string;
  newBucket(by?: S3Client): Promise<void>;
}

/** A server for the tests of a file, and a bucket for each of them. */
export function useEmbeddedS3(): OpenEmbeddedS3 {
  let root: string;
  let server: EmbeddedS3;
  let client: S3Client;
  let bucketCount = 0;
  const directory = () => join(root, 'shared');
  const bucket = () => `bucket-${bucketCount}`;
  const newBucket = async (by = client) => {
    bucketCount++;
    await by.send(new CreateBucketCommand({ Bucket: bucket() }));
  };
  beforeAll(async () => {
    root = temporaryFolder();
    server = await startEmbeddedS3({ directory: directory() });
    client = clientOf(server.url);
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });
  beforeEach(() => newBucket());
  return {
    get root() {
      return root;
    },
    get directory() {
      return directory();
    },
    get url() {
      return server.url;
    },
    get client() {
      return client;
    },
    get bucket() {
      return bucket();
    },
    newBucket,
  };
}
