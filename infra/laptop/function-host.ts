import { Worker } from 'node:worker_threads';
import { type FunctionName, functions } from '../topology.ts';
import type { Invocation, Load, Outcome } from './function-worker.ts';

/** A failure that left the handler, or an environment that died. */
export class InvocationError extends Error {
  readonly functionName: FunctionName;

  constructor(functionName: FunctionName, name: string, message: string) {
    super(`${functionName}: ${name}: ${message}`);
    this.name = 'InvocationError';
    this.functionName = functionName;
  }
}

export interface FunctionHost {
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Where execution environments come from, and where they go when a laptop closes. */
export interface Environments {
  start(load: Load): Worker;
  end(worker: Worker): Promise<unknown>;
}

export const newThread = (): Worker =>
  new Worker(new URL('./function-worker.ts', import.meta.url), { env: {}, stdout: true, stderr: true });

const newEnvironments: Environments = {
  start(load) {
    const worker = newThread();
    worker.postMessage(load);
    return worker;
  },
  end: (worker) => worker.terminate(),
};

export interface FunctionHostOptions {
  /** Where each function's code lies: a module that exports `handler`. */
  readonly entryOf: (name: FunctionName) => string;
  readonly environmentOf: (name: FunctionName) => Readonly<Record<string, string>>;
  /** What the functions print. */
  readonly onOutput: (name: FunctionName, text: string) => void;
  /** New ones, unless something else is said. */
  readonly environments?: Environments;
}

interface Environment {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve(result: unknown): void; reject(error: Error): void }>;
}

/**
 * Runs every function of the plan, each in an execution environment of its own that starts at its first call and,
 * after a crash, again at the next one. Unlike Lambda, one environment answers many invocations at a time.
 */
export function startFunctionHost({
  entryOf,
  environmentOf,
  onOutput,
  environments = newEnvironments,
}: FunctionHostOptions): FunctionHost {
  const running = new Map<FunctionName, Environment>();
  let nextId = 1;

  const start = (name: FunctionName): Environment => {
    const worker = environments.start({ functionName: name, entry: entryOf(name), env: environmentOf(name) });
    const environment: Environment = { worker, waiting: new Map() };
    worker.stdout.setEncoding('utf8').on('data', (text: string) => onOutput(name, text));
    worker.stderr.setEncoding('utf8').on('data', (text: string) => onOutput(name, text));
    worker.on('message', (outcome: Outcome) => {
      const caller = environment.waiting.get(outcome.id);
      environment.waiting.delete(outcome.id);
      if ('error' in outcome) caller?.reject(new InvocationError(name, outcome.error.name, outcome.error.message));
      else caller?.resolve(outcome.result);
    });
    const end = (why: string) => {
      if (running.get(name) === environment) running.delete(name);
      for (const caller of environment.waiting.values()) caller.reject(new InvocationError(name, 'Crash', why));
      environment.waiting.clear();
    };
    worker.on('error', (error) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    worker.on('exit', (code) => end(`the environment ended with code ${code}`));
    running.set(name, environment);
    return environment;
  };

  return {
    invoke(name, event) {
      const { worker, waiting } = running.get(name) ?? start(name);
      return new Promise((resolve, reject) => {
        const id = nextId++;
        const seconds = functions[name].timeoutSeconds;
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new InvocationError(name, 'Timeout', `no answer in ${seconds} s`));
          void worker.terminate();
        }, seconds * 1000);
        const settle =
          <T>(how: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            how(value);
          };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        worker.postMessage({ id, functionName: name, event } satisfies Invocation);
      });
    },

    async close() {
      await Promise.all(
        [...running.values()].map(({ worker, waiting }) =>
          waiting.size > 0 ? worker.terminate() : environments.end(worker),
        ),
      );
    },
  };
}
