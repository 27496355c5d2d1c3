/**
 * Threads that go from laptop to laptop of a test process. To start one, load what all functions need and let it be
 * compiled takes a third of a second of processor time; a laptop of its own threads has nine of them.
 */
import type { Worker } from 'node:worker_threads';
import { type DynamoThread, startDynamoThread } from '../../infra/laptop/dynamodb-thread.ts';
import { type Environments, newThread } from '../../infra/laptop/function-host.ts';

/** A thread of functions, for as long as a laptop has it. */
interface Lent {
  /** Of the laptop: where its tables are, which no other shares. */
  readonly tables: string;
  readonly kind: Kind;
  readonly worker: Worker;
}
/** The night has a thread of its own, as it keeps one busy for seconds. */
type Kind = 'the night' | 'all others';

const lent = new Set<Lent>();
const idle: Record<Kind, Worker[]> = { 'the night': [], 'all others': [] };
const ended = new WeakSet<Worker>();
let loads = 0;

/**
 * The functions of a laptop share a thread, but for the night. The module of each function is made anew for each laptop,
 * with the environment that the plan gives it: no other module holds anything of a shop. That functions also run each
 * in a thread of its own, as `npm start` has them: `test/laptop/commands.test.ts`, `test/faults`.
 */
const environments: Environments = {
  start(load) {
    const kind: Kind = load.functionName === 'nightly' ? 'the night' : 'all others';
    const worker = threadOf(load.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '', kind);
    // Two functions on one thread write to one stream: the lines of both are told by the one that started last.
    for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data');
    worker.postMessage({ ...load, entry: `${load.entry}?${loads++}` });
    return worker;
  },
  async end(worker) {
    const given = [...lent].find((each) => each.worker === worker);
    if (given === undefined) return; // another function of the laptop has given it back
    lent.delete(given);
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    for (const stream of [worker.stdout, worker.stderr]) stream.removeAllListeners('data').resume();
    worker.once('exit', () => ended.add(worker));
    worker.unref();
    idle[given.kind].push(worker);
  },
};

function threadOf(tables: string, kind: Kind): Worker {
  for (const each of lent)
    if (each.tables === tables && each.kind === kind && !ended.has(each.worker)) return each.worker;
  let worker = idle[kind].pop();
  while (worker !== undefined && ended.has(worker)) worker = idle[kind].pop();
  worker ??= newThread();
  const made = worker;
  made.once('exit', () => ended.add(made));
  lent.add({ tables, kind, worker: made });
  return made;
}

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
