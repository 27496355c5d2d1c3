/** dynalite in a thread of its own, so that the gateway stays quick while the store is busy. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { enableCompileCache, flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { finishRewrite, rewriteLevelDb } from './leveldb-rewrite.ts';

/** Of one of the databases that the thread serves, each a folder. */
export interface Order {
  readonly id: number;
  readonly path: string;
  readonly action: 'open' | 'compact' | 'close';
}
/** `port` answers `open`. */
export type Done = { readonly id: number; readonly port?: number } | { readonly id: number; readonly failure: string };

enableCompileCache();
const { default: dynalite } = await import('dynalite');
const { readAtOnce } = await import('./leveldb.ts');
flushCompileCache();
readAtOnce();

interface Database {
  readonly port: number;
  compact(): Promise<void>;
  close(): Promise<void>;
}
const databases = new Map<string, Database>();

async function carryOut({ id, path, action }: Order): Promise<Done> {
  try {
    if (action === 'open') databases.set(path, await openDatabase(path));
    const database = databases.get(path);
    if (action === 'compact') await database?.compact();
    if (action === 'close') await database?.close();
    if (action === 'close') databases.delete(path);
    return { id, ...(action === 'open' && database && { port: database.port }) };
  } catch (error) {
    return { id, failure: String(error) };
  }
}

async function openDatabase(path: string): Promise<Database> {
  finishRewrite(path);
  /** What answers; while the files are rewritten, calls wait for it. */
  let serving: Promise<Server> = openServer(path);
  const answering = new Set<Promise<void>>();
  const front = createServer(async (request, response) => {
    const server = await serving;
    const answered = new Promise<void>((resolve) => response.once('close', resolve));
    answering.add(answered);
    void answered.then(() => answering.delete(answered));
    server.emit('request', request, response);
  });
  front.keepAliveTimeout = 65_000; // longer than an SDK keeps an idle connection
  await serving;
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    port: (front.address() as AddressInfo).port,
    async compact() {
      const before = await serving;
      const { promise, resolve, reject } = Promise.withResolvers<Server>();
      serving = promise;
      try {
        await Promise.all(answering);
        await closeServer(before);
        await rewriteLevelDb(path);
      } finally {
        await openServer(path).then(resolve, reject);
      }
    },
    async close() {
      front.close();
      front.closeAllConnections();
      await closeServer(await serving);
    },
  };
}

/** It listens on a port that nobody is told, because it closes its files only when its server has been up. */
async function openServer(path: string): Promise<Server> {
  const server = dynalite({ path, createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const closeServer = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

parentPort?.on('message', async (order: Order) => parentPort?.postMessage(await carryOut(order)));
