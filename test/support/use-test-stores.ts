import type { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { StoreName } from '../../infra/topology.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { openTestStores } from './stores.ts';

/** What a test may ask once the tests of its file, or of its `describe`, have begun. */
export interface TestStores {
  nameOf(store: StoreName): string;
  /** From now on others are meant, as empty as the first were: quicker than to open stores for each test. */
  renew(): Promise<void>;
  readonly dynamo: DynamoDBDocumentClient;
  readonly s3: S3Client;
}

/** The plan's stores with a client of each, empty when the tests of a file begin, and gone when they have run. */
export function useTestStores(): TestStores {
  let opened: Awaited<ReturnType<typeof openTestStores>>;
  let dynamo: DynamoDBDocumentClient;
  let s3: S3Client;
  beforeAll(async () => {
    opened = await openTestStores();
    dynamo = dynamoClient();
    s3 = s3Client();
  });
  afterAll(async () => {
    dynamo.destroy();
    s3.destroy();
    await opened.close();
  });
  return {
    nameOf: (store) => opened.nameOf(store),
    renew: () => opened.renew(),
    get dynamo() {
      return dynamo;
    },
    get s3() {
      return s3;
    },
  };
}
