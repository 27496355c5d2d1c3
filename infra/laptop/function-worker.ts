/**
 * One Lambda execution environment as a worker thread: its own environment, its own module state. It loads the
 * handler once, as Lambda's init does, and then answers invocations.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

export interface Invocation {
  readonly id: number;
  readonly event: unknown;
}

export type Outcome =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

type Handler = (event: unknown, context: object) => Promise<unknown>;

enableCompileCache(); // most of a start is compiling, and all functions load much the same
const { handler } = (await import(workerData.entry)) as { handler: Handler };
flushCompileCache();

parentPort?.on('message', async ({ id, event }: Invocation) => {
  try {
    const context = { awsRequestId: String(id), functionName: workerData.name, getRemainingTimeInMillis: () => 60_000 };
    const result = await handler(event, context);
    parentPort?.postMessage({ id, result } satisfies Outcome);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    parentPort?.postMessage({ id, error: { name, message } } satisfies Outcome);
  }
});
