import type { Worker } from 'node:worker_threads';
import { type Environments, newThread } from '../../infra/laptop/function-host.ts';

const idle: Worker[] = [];
let loads = 0;

/**
 * Threads that go from laptop to laptop with what all functions load, the SDK above all. The module of the function
 * itself is made anew for each, with the environment of its laptop: no other module holds anything of a shop.
 */
export const warmEnvironments: Environments = {
  start(load) {
    const worker = idle.pop() ?? newThread();
    for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data');
    worker.postMessage({ ...load, entry: `${load.entry}?${loads++}` });
    return worker;
  },
  async end(worker) {
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data').resume();
    worker.unref();
    idle.push(worker);
  },
};
