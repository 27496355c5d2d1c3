/**
 * Threads that go from laptop to laptop of a test process: to start one and load what it needs takes a quarter of a
 * second of processor time, and a laptop has six.
 */
import type { Worker } from 'node:worker_threads';
import { type DynamoThread, startDynamoThread } from '../../infra/laptop/dynamodb-thread.ts';
import { type Environments, newThread } from '../../infra/laptop/function-host.ts';
import type { FunctionName } from '../../infra/topology.ts';

const idle = new Map<string, Worker[]>();
const nameOf = new WeakMap<Worker, string>();
let loads = 0;

/**
 * Each runs the function again that it ran before. The module of the function itself is made anew for each laptop, with
 * its environment: no other module holds anything of a shop.
 */
const environments: Environments = {
  start(load) {
    const worker = idle.get(load.functionName)?.pop() ?? newThread();
    nameOf.set(worker, load.functionName);
    for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data');
    worker.postMessage({ ...load, entry: `${load.entry}?${loads++}` });
    return worker;
  },
  async end(worker) {
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data').resume();
    worker.unref();
    const name = nameOf.get(worker) as FunctionName;
    idle.set(name, [...(idle.get(name) ?? []), worker]);
  },
};

let started: DynamoThread | undefined;

/** Serves the tables of all stores of the process. */
const dynamoThread: DynamoThread = {
  open(path) {
    started ??= startDynamoThread();
    return started.open(path);
  },
  end: async () => undefined,
};

/** What a laptop in a test is opened with. */
export const warmThreads = { environments, dynamoThread };
