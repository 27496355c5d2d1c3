import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, HeadBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { type StoreName, stores, type Table } from '../topology.ts';
import { removeExpired, removeOldVersions } from './bucket-expiry.ts';

/** Makes the plan's tables and buckets that are not there yet, and removes the objects that have expired. */
export async function makeStores(
  environment: Readonly<Record<string, string>>,
  nameOf: (store: StoreName) => string,
): Promise<void> {
  const settings = {
    region: environment['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
  };
  const dynamo = new DynamoDBClient({ ...settings, endpoint: environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '' });
  const s3 = new S3Client({ ...settings, endpoint: environment['AWS_ENDPOINT_URL_S3'] ?? '' });
  const tables = new Set((await dynamo.send(new ListTablesCommand({}))).TableNames);

  for (const [name, store] of Object.entries(stores) as [StoreName, (typeof stores)[StoreName]][]) {
    const physical = nameOf(name);
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
        Projection: { ProjectionType: index.keysOnly ? ('KEYS_ONLY' as const) : ('ALL' as const) },
      })),
    }),
  });
}
