import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type StoreName, stores } from '../topology.ts';
import { type DynamoThread, startDynamoThread } from './dynamodb-thread.ts';
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

/**
 * Starts servers that speak the DynamoDB and S3 protocols over the files of a folder, with the plan's stores in them:
 * the former in a thread of its own, unless one is given that serves others too.
 */
export async function openEmbeddedStores(directory: string, shared?: DynamoThread): Promise<EmbeddedStores> {
  await mkdir(directory, { recursive: true });
  const thread = shared ?? startDynamoThread();
  const dynamo = await thread.open(join(directory, 'dynamodb'));
  const s3 = await startEmbeddedS3({ directory: join(directory, 's3') });
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'laptop',
    AWS_SECRET_ACCESS_KEY: 'laptop',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
    AWS_ENDPOINT_URL_S3: s3.url,
  };
  const { makeStores } = await import('./make-stores.ts'); // with the SDK, which a command that only answers need not load
  await makeStores(environment, physicalName);
  return {
    environment,
    async compact() {
      await dynamo.compact();
      s3.compact();
    },
    async close() {
      await Promise.all([dynamo.close(), s3.close()]);
      if (shared === undefined) await thread.end();
    },
  };
}
