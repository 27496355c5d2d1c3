import { Worker } from 'node:worker_threads';

/** Places in the control array: of the job as a whole … */
const JOB = 0;
/** Threads that work on it besides the calling one. */
const ACTIVE = 1;
const FAILED = 2;
const KERNEL = 3;
const ARG_COUNT = 4;
/** … and the next unit of work to be taken, how many there are, and how many a thread takes at a time. */
const NEXT = 5;
const COUNT = 6;
const CHUNK = 7;
/** 1 while a job may be joined. */
const OPEN = 8;
const CONTROL_LENGTH = 9;
const MAX_ARGS = 32;
/** Looks at what is awaited before a thread sleeps, some 50 µs long: jobs often follow each other sooner than it wakes. */
const LOOKS = 10_000;

/**
 * What a worker runs: one job after another, until it is terminated. It is a text, because a bundle has one module.
 * It waits in place, so that a job starts and ends without either side's event loop, and joins a job while that is
 * open: one that is still starting holds nobody up.
 */
const WORKER = `
const { workerData } = require('node:worker_threads');
const { thread, module, memory, control, args, names } = workerData;
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
for (let job = 0; ; ) {
  for (let looks = 0; looks < ${LOOKS} && Atomics.load(control, ${JOB}) === job; looks++);
  Atomics.wait(control, ${JOB}, job);
  job = Atomics.load(control, ${JOB});
  Atomics.add(control, ${ACTIVE}, 1);
  if (Atomics.load(control, ${OPEN}) === 1) {
    const kernel = kernels[names[control[${KERNEL}]]];
    const rest = args.slice(0, control[${ARG_COUNT}]);
    const count = control[${COUNT}], chunk = control[${CHUNK}];
    const next = () => Atomics.add(control, ${NEXT}, chunk);
    try {
      for (let first = next(); first < count; first = next()) {
        kernel(thread, first, Math.min(count, first + chunk), ...rest);
      }
    } catch {
      Atomics.store(control, ${FAILED}, 1);
    }
  }
  Atomics.sub(control, ${ACTIVE}, 1);
  Atomics.notify(control, ${ACTIVE});
}`;

/** Units of work, numbered from 0, of which a thread takes `chunk` at a time. */
export interface Work {
  readonly count: number;
  readonly chunk: number;
}

export interface ThreadPool {
  /**
   * Calls a kernel for all units of work on all threads, the calling one among them, and returns when all have ended.
   * @param args - after the number of the thread and the first and the end of the units that a call is for.
   */
  runOnAll(kernel: string, work: Work, args: readonly number[]): void;
  /** Calls a kernel once, here. */
  runHere(kernel: string, args: readonly number[]): void;
  close(): Promise<void>;
}

export function openThreadPool(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  threadCount: number,
): ThreadPool {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const names = Object.keys(exports);
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_LENGTH));
  const sharedArgs = new Float64Array(new SharedArrayBuffer(8 * MAX_ARGS));
  const workers = Array.from({ length: threadCount - 1 }, (_, index) => {
    const workerData = { thread: index + 1, module, memory, control, args: sharedArgs, names };
    const worker = new Worker(WORKER, { eval: true, execArgv: [], workerData }); // not --input-type=module
    worker.unref();
    return worker;
  });

  const start = (kernel: string, { count, chunk }: Work, args: readonly number[]): void => {
    sharedArgs.set(args);
    control[KERNEL] = names.indexOf(kernel);
    control[ARG_COUNT] = args.length;
    control[NEXT] = 0;
    control[COUNT] = count;
    control[CHUNK] = chunk;
    control[FAILED] = 0;
    Atomics.store(control, OPEN, 1);
    Atomics.add(control, JOB, 1);
    Atomics.notify(control, JOB);
  };
  const takePart = (kernel: string, { count, chunk }: Work, args: readonly number[]): void => {
    // Many short calls and not one long one: a function's optimized form is used from its next call on.
    const next = () => Atomics.add(control, NEXT, chunk);
    for (let first = next(); first < count; first = next()) {
      exports[kernel]!(0, first, Math.min(count, first + chunk), ...args);
    }
  };
  const closeJob = (): void => {
    Atomics.store(control, OPEN, 0);
    for (let looks = 0; looks < LOOKS && Atomics.load(control, ACTIVE) > 0; looks++);
    for (let active = Atomics.load(control, ACTIVE); active > 0; active = Atomics.load(control, ACTIVE)) {
      Atomics.wait(control, ACTIVE, active);
    }
  };

  return {
    runOnAll: (kernel, work, args) => {
      start(kernel, work, args);
      try {
        takePart(kernel, work, args);
      } finally {
        closeJob();
      }
      if (control[FAILED] === 1) throw new Error(`kernels: ${kernel} failed in a worker`);
    },
    runHere: (kernel, args) => exports[kernel]!(...args),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
