import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeStores } from '../../infra/laptop/make-stores.ts';
import { openEmbeddedStores, storeEnvironment } from '../../infra/laptop/stores.ts';
import { type StoreName, stores } from '../../infra/topology.ts';
import { warmThreads } from './warm-threads.ts';

export const newDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'rapport-test-'));

/** The plan's stores, empty, in a folder of their own; the SDK's clients find them by the environment. */
export async function openTestStores() {
  const directory = await newDirectory();
  const embedded = await openEmbeddedStores(directory, warmThreads.dynamoThread);
  Object.assign(process.env, embedded.environment);
  const names = storeEnvironment(Object.keys(stores) as StoreName[]);
  const first = (store: StoreName): string => names[stores[store].env] ?? '';
  let nameOf = first;
  let renewals = 0;
  return {
    nameOf: (store: StoreName): string => nameOf(store),
    /** From now on others are meant, as empty as the first were. */
    async renew() {
      const suffix = `-${++renewals}`;
      nameOf = (store) => `${first(store)}${suffix}`;
      await makeStores(embedded.environment, nameOf);
    },
    async close() {
      await embedded.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
