import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { Cron } from 'croner';
import { environmentOf, type PlanOptions } from '../plan-options.ts';
import { type FunctionName, functions, type StoreName, schedules } from '../topology.ts';
import { consolePages } from './console/console.ts';
import type { DynamoThread } from './dynamodb-thread.ts';
import { type Environments, type FunctionHost, startFunctionHost } from './function-host.ts';
import { type Extra, startGateway } from './gateway.ts';
import type { NightInput, NightOutput } from './night.ts';
import { openOutbox } from './outbox/outbox.ts';
import { openEmbeddedStores, storeEnvironment } from './stores.ts';
import { finishSweep, sweptNight } from './swept-night.ts';
import { trackerScript } from './tracker.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Keys of every laptop: they open this machine only, which only this machine can reach. */
export const LAPTOP_KEYS = { write: 'wk_laptop', secret: 'sk_laptop' } as const;

/** The laptop is its user's own. */
const ALL_SCOPES = ['catalog', 'decide', 'people', 'privacy', 'operate', 'engage'];

export interface LaptopOptions {
  /** Where everything is kept. */
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Serve the bundles that would be deployed, not the sources. */
  readonly bundled: boolean;
  /** What the shop chose of the plan. */
  readonly options?: PlanOptions;
  /** Where the functions run: each in a new thread, unless something else is said. */
  readonly environments?: Environments;
  /** Where the tables are served: in a new thread, unless something else is said. */
  readonly dynamoThread?: DynamoThread;
}

export interface Laptop {
  readonly url: string;
  readonly functions: FunctionHost;
  /** What Cognito gives who signs in: opens the operator's routes as a Bearer token. */
  readonly operatorToken: string;
  /** What the SDK needs to reach the stores. */
  readonly storeEnvironment: Readonly<Record<string, string>>;
  runNight(input: NightInput, onStep: (step: string) => void): Promise<NightOutput>;
  close(): Promise<void>;
}

/**
 * The whole plan on this machine: stores, functions, front door, schedule.
 * @throws Error when another laptop serves the same folder.
 */
export async function openLaptop({
  directory,
  port,
  bundled,
  options = {},
  environments,
  dynamoThread,
}: LaptopOptions): Promise<Laptop> {
  mkdirSync(directory, { recursive: true });
  const running = runningLaptop(directory);
  if (running !== undefined)
    throw new Error(`${directory} is already served at ${running.url} (process ${running.pid})`);
  const log = join(directory, 'functions.log');
  const entries = bundled ? await bundledEntries(directory) : sourceEntries();
  const stores = await openEmbeddedStores(directory, dynamoThread);
  let url = '';
  const outbox = await openOutbox(join(directory, 'outbox'), () => url);
  await finishSweep(directory, stores);

  const host = startFunctionHost({
    entryOf: (name) => entries[name],
    environmentOf: (name) => ({
      ...hostedEnvironment(name, options),
      ...stores.environment,
      // Where an SDK finds its endpoints: it looks when it first sends, and functions may share a process.
      ...outbox.environment,
      ...('sendMessages' in functions[name].grants && { PUBLIC_URL: url }),
      // A laptop calls nobody by itself: rates come by file.
      ...('EXCHANGE_RATE_FEED' in functions[name].environment && { EXCHANGE_RATE_FEED: 'none' }),
    }),
    onOutput: (name, text) => appendFileSync(log, text.replace(/^(?=.)/gm, `${name} `)),
    ...(environments && { environments }),
  });
  // Nights run one at a time, as the schedule's and the command line's may meet.
  let lastNight: Promise<unknown> = Promise.resolve();
  const night: Laptop['runNight'] = (input, onStep) => {
    const next = lastNight.catch(() => undefined).then(() => sweptNight({ directory, host, stores }, input, onStep));
    lastNight = next;
    return next;
  };
  const secret = randomUUID();
  const closeInner = async () => {
    await host.close();
    await outbox.close();
    await stores.close();
  };
  const console = consolePages();
  const tracker = trackerScript();
  const extra: Extra = (request, response) =>
    console(request, response) ||
    tracker(request, response) ||
    outbox.pages(request, response) ||
    operatorDoor(request, response, secret, {
      '/laptop/night': (onStep) => night({}, onStep),
      '/laptop/snapshot': () => host.invoke('nightly', { step: 'snapshot', input: {} }),
      '/laptop/anonymise': async (_, input) => {
        const { anonymisedData } = await import('./anonymised.ts'); // with the SDK, which few commands need
        const from = { functions: host, storeEnvironment: stores.environment };
        return anonymisedData(from, input as { readonly k: number });
      },
      '/laptop/replay': (_, input) => host.invoke('nightly', { step: 'replay', input }),
    });
  const gateway = await startGateway({ port, invoke: host.invoke, extra, operatorToken: secret }).catch(
    async (error: unknown) => {
      await closeInner(); // or the process would stay, serving nobody
      throw error;
    },
  );
  url = gateway.url;
  let isClosed = false;
  const clocks = Object.entries(schedules).map(([name, schedule]) => {
    const start = () =>
      'stateMachine' in schedule ? night({}, () => undefined) : host.invoke(schedule.calls, { step: schedule.step });
    // A step that is still at work when its time comes again is not started a second time.
    return new Cron(schedule.cron, { timezone: 'UTC', protect: true }, () =>
      start().then(
        () => undefined,
        (error: unknown) => {
          // A step that was at work when its laptop was closed may end later, when the folder is gone.
          if (!isClosed) appendFileSync(log, `${name} failed: ${String(error)}\n`);
        },
      ),
    );
  });
  writeFileSync(
    runningFile(directory),
    JSON.stringify({ pid: process.pid, url: gateway.url, secret } satisfies Running),
    { mode: 0o600 }, // the secret is for who may read this user's files
  );

  const addKey = (key: object) => host.invoke('keys', { command: 'add-key', name: 'laptop', ...key });
  await addKey({ kind: 'write', key: LAPTOP_KEYS.write });
  await addKey({ kind: 'secret', key: LAPTOP_KEYS.secret, scopes: ALL_SCOPES });
  return {
    url: gateway.url,
    functions: host,
    operatorToken: secret,
    storeEnvironment: stores.environment,
    runNight: night,
    async close() {
      isClosed = true;
      for (const clock of clocks) clock.stop();
      await gateway.close();
      await closeInner();
      rmSync(runningFile(directory), { force: true });
    },
  };
}

function hostedEnvironment(name: FunctionName, options: PlanOptions): Record<string, string> {
  const { grants, memoryMb } = functions[name];
  const granted = new Set<StoreName>([...(grants.read ?? []), ...('write' in grants ? grants.write : [])]);
  return {
    ...storeEnvironment(granted),
    ...environmentOf(functions[name], options),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    TZ: 'UTC',
  };
}

type Entries = Readonly<Record<FunctionName, string>>;

const entriesFrom = (entryOf: (name: FunctionName) => string): Entries =>
  Object.fromEntries(
    Object.keys(functions).map((name) => [name, pathToFileURL(entryOf(name as FunctionName)).href]),
  ) as Entries;

const sourceEntries = (): Entries => entriesFrom((name) => join(ROOT, functions[name].entry));

/** The bundles that a deployment ships, but for the native packages, which are this machine's. */
async function bundledEntries(directory: string): Promise<Entries> {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
  const { bundleFunctions } = await import('../bundles.ts');
  const outDir = join(directory, 'bundles');
  await bundleFunctions({ outDir, architecture });
  return entriesFrom((name) => join(outDir, architecture, name, 'index.mjs'));
}

// ── A running laptop, as other commands find it ──────────────────────────────────────────────────────

export interface Running {
  readonly pid: number;
  readonly url: string;
  /** Proves to the operator's door that the caller can read this machine's files. */
  readonly secret: string;
}

const runningFile = (directory: string): string => join(directory, 'running.json');

/** The laptop that serves a folder now, if any; a file left behind by a killed one does not count. */
export function runningLaptop(directory: string): Running | undefined {
  if (!existsSync(runningFile(directory))) return undefined;
  try {
    const running = JSON.parse(readFileSync(runningFile(directory), 'utf8')) as Running;
    process.kill(running.pid, 0);
    return running.pid === process.pid ? undefined : running;
  } catch {
    return undefined;
  }
}

/** What the APIs of Step Functions and Lambda are in AWS: does an operator's work, and tells its steps as lines of JSON. */
function operatorDoor(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  works: Readonly<Record<string, (onStep: (step: string) => void, input: unknown) => Promise<unknown>>>,
): boolean {
  if (request.url === '/' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Rapport is running. The HTTP API lies under /v1; README.md has the calls.\n');
    return true;
  }
  const work = works[request.url ?? ''];
  if (work === undefined) return false;
  if (request.method !== 'POST' || request.headers['x-laptop-secret'] !== secret) {
    response.writeHead(401).end();
    return true;
  }
  const line = (value: unknown) => response.write(`${JSON.stringify(value)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  json(request)
    .then((input) => work((step) => line({ step }), input))
    .then((output) => line({ output }))
    .catch((error: unknown) => line({ error: String(error) }))
    .finally(() => response.end());
  return true;
}

/** What a request brings; undefined where that is nothing. */
async function json(request: IncomingMessage): Promise<unknown> {
  const body = await text(request);
  return body === '' ? undefined : JSON.parse(body);
}
