import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type StoreName, stores } from '../topology.ts';
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
