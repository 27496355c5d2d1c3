import { Worker } from 'node:worker_threads';
import type { Done, Order } from './dynamodb-worker.ts';

/** How long a database may take to close before its thread is ended with it. */
const CLOSE_GRACE_MS = 2000;

export interface DynamoServer {
  readonly url: string;
  /** Leaves nothing in the files of what was deleted; calls that come meanwhile wait. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/** A thread that speaks the DynamoDB protocol over any number of folders. */
export interface DynamoThread {
  /** @throws Error when the folder cannot be opened. */
  open(path: string): Promise<DynamoServer>;
  end(): Promise<unknown>;
}

/** It keeps its process alive only while one of its folders is open. */
export function startDynamoThread(): DynamoThread {
  const worker = new Worker(new URL('./dynamodb-worker.ts', import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<number | undefined>>();
  let nextId = 1;
  let open = 0;
  worker.on('message', (done: Done) => {
    const caller = waiting.get(done.id);
    waiting.delete(done.id);
    if ('failure' in done) caller?.reject(new Error(`the tables’ store: ${done.failure}`));
    else caller?.resolve(done.port);
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const order = (path: string, action: Order['action']): Promise<number | undefined> => {
    const caller = Promise.withResolvers<number | undefined>();
    const id = nextId++;
    waiting.set(id, caller);
    worker.postMessage({ id, path, action } satisfies Order);
    return caller.promise;
  };
  return {
    async open(path) {
      if (open++ === 0) worker.ref();
      const port = await order(path, 'open');
      return {
        url: `http://127.0.0.1:${port}`,
        compact: async () => void (await order(path, 'compact')),
        async close() {
          const { promise: late, resolve } = Promise.withResolvers<void>();
          const timer = setTimeout(resolve, CLOSE_GRACE_MS);
          await Promise.race([order(path, 'close'), late]);
          clearTimeout(timer);
          if (--open === 0) worker.unref();
        },
      };
    },
    end: () => worker.terminate(),
  };
}
