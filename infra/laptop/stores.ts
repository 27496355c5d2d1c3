import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, HeadBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { type StoreName, stores, type Table } from '../topology.ts';
import { removeExpired, removeOldVersions } from './bucket-expiry.ts';
import { startEmbeddedS3 } from './embedded-s3/server.ts';

export interface EmbeddedStores {
  /** What the SDK reads to find the two servers; the keys open nothing elsewhere. */
  readonly environment: Readonly<Record<string, string>>;
  /** Leaves nothing in the files of what was deleted; calls that come meanwhile wait. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

const physicalName = (name: StoreName): string => `rapport-${name}`;

/** The environment variables that tell a function its stores. */
export const storeEnvironment = (names: Iterable<StoreName>): Record<string, string> =>
  Object.fromEntries([...names].map((name) => [stores[name].env, physicalName(name)]));

/** Starts servers that speak the DynamoDB and S3 protocols over the files of a folder, with the plan's stores in them. */
export async function openEmbeddedStores(directory: string): Promise<EmbeddedStores> {
  await mkdir(directory, { recursive: true });
  const dynamo = await startDynamo(join(directory, 'dynamodb'));
  const s3 = await startEmbeddedS3({ directory: join(directory, 's3') });
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'laptop',
    AWS_SECRET_ACCESS_KEY: 'laptop',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    AWS_ENDPOINT_URL_S3: s3.url,
  };
  await makeStores(environment);
  return {
    environment,
    async compact() {
      await dynamo.compact();
      s3.compact();
    },
    async close() {
      await Promise.all([dynamo.close(), s3.close()]);
    },
  };
}

interface Dynamo {
  readonly url: string;
  compact(): Promise<void>;
  close(): Promise<void>;
}

async function startDynamo(path: string): Promise<Dynamo> {
  const worker = new Worker(new URL('./dynamodb-worker.ts', import.meta.url), { workerData: { path, port: 0 } });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async compact() {
      const done = new Promise<string | undefined>((resolve) => worker.once('message', resolve));
      worker.postMessage('compact');
      const failure = await done;
      if (failure !== undefined) throw new Error(`the store was not compacted: ${failure}`);
    },
    async close() {
      worker.postMessage('close');
      const timer = setTimeout(() => void worker.terminate(), 2000);
      await new Promise((resolve) => worker.once('exit', resolve));
      clearTimeout(timer);
    },
  };
}

async function makeStores(environment: Readonly<Record<string, string>>): Promise<void> {
  const settings = {
    region: environment['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
  };
  const dynamo = new DynamoDBClient({ ...settings, endpoint: environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '' });
  const s3 = new S3Client({ ...settings, endpoint: environment['AWS_ENDPOINT_URL_S3'] ?? '' });
  const tables = new Set((await dynamo.send(new ListTablesCommand({}))).TableNames);

  for (const [name, store] of Object.entries(stores) as [StoreName, (typeof stores)[StoreName]][]) {
    const physical = physicalName(name);
    if (store.kind === 'table' && !tables.has(physical)) await dynamo.send(createTable(physical, store));
    if (store.kind === 'bucket') {
      await s3
        .send(new HeadBucketCommand({ Bucket: physical }))
        .catch(() => s3.send(new CreateBucketCommand({ Bucket: physical })));
      if (store.versioned) await s3.send(keepVersions(physical));
      for (const rule of store.expiry) await removeExpired(s3, physical, rule, Date.now());
      if (store.versioned) await removeOldVersions(s3, physical, Date.now());
    }
  }
  dynamo.destroy();
  s3.destroy();
}

const keepVersions = (bucket: string): PutBucketVersioningCommand =>
  new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } });

function createTable(name: string, { partitionKey, sortKey, indexes }: Table): CreateTableCommand {
  const keys = [
    partitionKey,
    ...(sortKey ? [sortKey] : []),
    ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  const schema = (partition: string, sort: string | undefined) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
  ];
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key.name, AttributeType: key.type })),
    KeySchema: schema(partitionKey.name, sortKey?.name),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.partitionKey.name, index.sortKey.name),
        Projection: { ProjectionType: 'ALL' as const },
      })),
    }),
  });
}
