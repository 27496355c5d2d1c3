/**
 * A Lambda execution environment as a worker thread: its own environment, its own module state. It loads the handler
 * once, as Lambda's init does, and then answers invocations. Told to load another function too, it answers for both.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';

/** What comes first. */
export interface Load {
  readonly functionName: string;
  /** The module that exports `handler`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Invocation {
  readonly id: number;
  readonly functionName: string;
  readonly event: unknown;
}

export type Outcome =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

type Handler = (event: unknown, context: object) => Promise<unknown>;

enableCompileCache(); // most of a start is compiling, and all functions load much the same

const handlers = new Map<string, Promise<Handler>>();
/** Loads wait for one another, as each begins with an environment of its own. */
let lastLoad: Promise<unknown> = Promise.resolve();

async function load({ entry, env }: Load): Promise<Handler> {
  process.env = { ...env };
  const module = (await import(entry)) as { handler: Handler };
  flushCompileCache();
  return module.handler;
}

async function answer({ id, functionName, event }: Invocation): Promise<Outcome> {
  const handle = await handlers.get(functionName)!; // one that does not load ends the thread
  try {
    const context = { awsRequestId: String(id), functionName, getRemainingTimeInMillis: () => 60_000 };
    return { id, result: await handle(event, context) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { id, error: { name, message } };
  }
}

parentPort?.on('message', async (message: Load | Invocation) => {
  if ('entry' in message) {
    const loaded = lastLoad.then(() => load(message));
    handlers.set(message.functionName, loaded);
    lastLoad = loaded;
  } else parentPort?.postMessage(await answer(message));
});
