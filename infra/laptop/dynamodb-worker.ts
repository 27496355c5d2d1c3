/** dynalite in a thread of its own, so that the gateway stays quick while the store is busy. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { readAtOnce } from './leveldb.ts';
import { finishRewrite, rewriteLevelDb } from './leveldb-rewrite.ts';

readAtOnce();
const path: string = workerData.path;

/** It listens on a port that nobody is told, because it closes its files only when its server has been up. */
async function open(): Promise<Server> {
  const server = dynalite({ path, createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const close = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

finishRewrite(path);
/** What answers; while the files are rewritten, calls wait for it. */
let serving: Promise<Server> = open();
const answering = new Set<Promise<void>>();

const front = createServer(async (request, response) => {
  const server = await serving;
  const answered = new Promise<void>((resolve) => response.once('close', resolve));
  answering.add(answered);
  void answered.then(() => answering.delete(answered));
  server.emit('request', request, response);
});
front.keepAliveTimeout = 65_000; // longer than an SDK keeps an idle connection

async function compact(): Promise<void> {
  const before = await serving;
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  serving = promise;
  try {
    await Promise.all(answering);
    await close(before);
    await rewriteLevelDb(path);
  } finally {
    await open().then(resolve, reject);
  }
}

parentPort?.on('message', async (message: 'close' | 'compact') => {
  if (message === 'compact') {
    await compact().then(
      () => parentPort?.postMessage(undefined),
      (error: unknown) => parentPort?.postMessage(String(error)),
    );
    return;
  }
  front.close();
  front.closeAllConnections();
  await close(await serving);
  process.exit(0);
});

await serving;
front.listen(workerData.port, '127.0.0.1', () => parentPort?.postMessage((front.address() as AddressInfo).port));
