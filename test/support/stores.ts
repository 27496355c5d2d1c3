import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStores, storeEnvironment } from '../../infra/laptop/stores.ts';
import { type StoreName, stores } from '../../infra/topology.ts';

export const newDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'rapport-test-'));

/** The plan's stores, empty, in a folder of their own; the SDK's clients find them by the environment. */
export async function openTestStores() {
  const directory = await newDirectory();
  const embedded = await openEmbeddedStores(directory);
  Object.assign(process.env, embedded.environment);
  const names = storeEnvironment(Object.keys(stores) as StoreName[]);
  return {
    nameOf: (store: StoreName): string => names[stores[store].env] ?? '',
    async close() {
      await embedded.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
