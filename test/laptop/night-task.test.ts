import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { StateMachine } from 'aws-local-stepfunctions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleTask, type TaskBundle } from '../../infra/bundles.ts';
import type { NightOutput } from '../../infra/laptop/night.ts';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { nightWithTask, type SnapshotCounts } from '../../infra/night-machine.ts';
import { functions } from '../../infra/topology.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { RECOMMENDER_NAME } from '../../shared/model/recommender-manifest.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';
import { openStepFunctions, type StepFunctions } from '../support/step-functions.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const {
  SNAPSHOT_BUCKET = '',
  MODEL_BUCKET = '',
  ...tables
} = storeEnvironment([...functions.nightly.grants.read, ...functions.nightly.grants.write]);

let bundle: TaskBundle;
let test: TestLaptop;
let stepFunctions: StepFunctions;
let s3: S3Client;

beforeAll(async () => {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
  bundle = await bundleTask({ outDir: temporaryFolder(), architecture });
  stepFunctions = await openStepFunctions();
  test = await openTestLaptop();
  const { AWS_REGION = '', AWS_ENDPOINT_URL_S3 = '' } = test.laptop.storeEnvironment;
  const credentials = { accessKeyId: 'laptop', secretAccessKey: 'laptop' };
  s3 = new S3Client({ region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_S3, credentials });
  await put('assets/task.tar.gz', await readFile(bundle.archive));
  await test.door.sendEvents('/v1/import', someEvents(), () => undefined);
}, 120_000);

afterAll(async () => {
  s3.destroy();
  await test.close();
  await stepFunctions.close();
});

const put = (Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: SNAPSHOT_BUCKET, Key, Body }));

/** Sixty people who go through eight items, each in a walk of their own. */
const someEvents = () =>
  Array.from({ length: 60 }, (_, u) =>
    Array.from({ length: 5 }, (_, i) => ({
      type: 'track',
      event: i === 4 ? 'Product Added' : 'Product Viewed',
      userId: `u${u}`,
      messageId: `m-${u}-${i}`,
      timestamp: new Date(Date.UTC(2026, 10, 1 + (u % 20), 0, u, i)).toISOString(),
      properties: { product_id: `i${(u * 3 + i) % 8}` },
    })),
  ).flat();

// ── A container ─────────────────────────────────────────────────────────────────────────────────────

interface Container {
  readonly code: number | null;
  readonly output: string;
}

/** What ECS runs, as a process: the definition's command and environment, and what a night overrides of it. */
async function run(overrides: Readonly<Record<string, string>>): Promise<Container> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', bundle.start], {
    env: {
      PATH: process.env['PATH'],
      ...test.laptop.storeEnvironment,
      ...tables,
      ...functions.nightly.environment,
      SNAPSHOT_BUCKET,
      MODEL_BUCKET,
      AWS_ENDPOINT_URL_SFN: stepFunctions.url,
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: stepFunctions.keysUrl,
      BUNDLE_URL: bundleUrl('assets/task.tar.gz'),
      HEARTBEAT_SECONDS: '1',
      ...overrides,
    },
  });
  const texts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => texts.push(text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: texts.join('') };
}

const bundleUrl = (key: string): string =>
  `${test.laptop.storeEnvironment['AWS_ENDPOINT_URL_S3']}/${SNAPSHOT_BUCKET}/${key}`;

/** A bundle of one module, made up for a test. */
async function bundleUrlOf(module: string): Promise<string> {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'index.mjs'), module);
  await promisify(execFile)('tar', ['-czf', `${folder}/made-up.tar.gz`, '-C', folder, 'index.mjs']);
  await put('assets/made-up.tar.gz', await readFile(`${folder}/made-up.tar.gz`));
  return bundleUrl('assets/made-up.tar.gz');
}

/** Runs a step as a task and gives what came back with its token. */
async function runStep(step: string, input: unknown, overrides: Readonly<Record<string, string>> = {}) {
  const taskToken = `token of ${step} ${stepFunctions.told.length}`;
  const STEP_INPUT_KEY = `snapshots/steps/by-hand/${step}.json`;
  await put(STEP_INPUT_KEY, JSON.stringify(input));
  const outcome = stepFunctions.waitFor(taskToken).then(
    (result) => ({ result }),
    ({ name, message }: Error) => ({ error: { name, message } }),
  );
  const container = await run({ STEP: step, STEP_INPUT_KEY, TASK_TOKEN: taskToken, ...overrides });
  return { outcome: await outcome, ...container };
}

// ── The state machine ───────────────────────────────────────────────────────────────────────────────

interface NightOnAws {
  readonly output: NightOutput;
  /** The states that did something, in order. */
  readonly ran: readonly string[];
  /** What each step answered that ran in the Lambda. */
  readonly answers: ReadonlyMap<string, unknown>;
}

const NOTHING_HELD: SnapshotCounts = { interactionCount: 0, itemCount: 0, personCount: 0 };
const ALL_HELD: SnapshotCounts = { interactionCount: 1e9, itemCount: 1e9, personCount: 1e9 };

/** Runs the plan's state machine with the laptop's function, and with containers where it starts a task. */
async function nightOf(most: SnapshotCounts, lambda = test.laptop.functions.invoke): Promise<NightOnAws> {
  const ran: string[] = [];
  const answers = new Map<string, unknown>();
  const definition = JSON.parse(
    JSON.stringify(nightWithTask(most))
      .replaceAll('${' + 'nightly}', 'arn:aws:lambda:eu-west-1:000000000000:function:nightly')
      .replaceAll('${' + 'partition}', 'aws')
      .replaceAll('${' + 'snapshotBucket}', SNAPSHOT_BUCKET),
  );
  const doing = (state: string, resource: string) => async (parameters: never) => {
    ran.push(state);
    if (resource.endsWith('putObject')) return putObject(parameters);
    if (resource.endsWith('waitForTaskToken')) return runTask(parameters);
    const answer = await lambda('nightly', parameters);
    answers.set((parameters as { step: string }).step, answer);
    return answer;
  };
  const tasks = Object.entries(definition.States as Record<string, { Type: string; Resource: string }>)
    .filter(([, { Type }]) => Type === 'Task')
    .map(([state, { Resource }]) => [state, doing(state, Resource)]);
  const running = new StateMachine(definition, { validationOptions: { noValidate: true } }).run(
    {},
    {
      overrides: { taskResourceLocalHandlers: Object.fromEntries(tasks) as never },
      context: { Execution: { Name: randomUUID() }, Task: { Token: 'token of the night' } } as never,
    },
  );
  const output: unknown = await running.result;
  return { output: output as NightOutput, ran, answers };
}

async function putObject({ Key, Body }: { readonly Key: string; readonly Body: unknown }): Promise<void> {
  await put(Key, JSON.stringify(Body));
}

interface RunTask {
  readonly Overrides: {
    readonly ContainerOverrides: readonly [
      { readonly Environment: readonly { readonly Name: string; readonly Value: string }[] },
    ];
  };
}

async function runTask({ Overrides }: RunTask): Promise<unknown> {
  expect(JSON.stringify(Overrides).length + 2048).toBeLessThan(8192); // a token of AWS has up to 2,048 characters
  const said = Object.fromEntries(Overrides.ContainerOverrides[0].Environment.map(({ Name, Value }) => [Name, Value]));
  const result = stepFunctions.waitFor(said['TASK_TOKEN'] ?? '');
  const [given] = await Promise.all([result, run(said)]);
  return given;
}

const modelFile = (version: string, file: string): Promise<Uint8Array> =>
  s3Models(s3, MODEL_BUCKET).read(RECOMMENDER_NAME, version, file);

describe('the bundle of the night’s task', () => {
  it('is started by a text that fits beside all else that a definition says, and means nothing to CloudFormation', () => {
    expect(bundle.start.length).toBeLessThan(16 * 1024); // of 64 KiB
    expect(bundle.start).not.toContain('${');
    expect(bundle.start).not.toMatch(/from"(?!node:)/);
    expect(readdirSync(bundle.folder).sort()).toEqual(['index.mjs', 'node_modules', 'package.json']);
  });
});

describe('a night as tasks', { timeout: 240_000 }, () => {
  let small: NightOnAws;
  beforeAll(async () => {
    small = await nightOf(ALL_HELD);
  }, 120_000);

  it('gathers what a night in Lambdas gathers, with the same bytes of a model', async () => {
    expect(small.ran).toEqual(['Snapshot', 'Train', 'Evaluate', 'Publish', 'Sweep']);
    const version = String(small.output.training?.version);
    const files = ['model.onnx', 'trial.onnx', 'items.json', 'catalog.json'];
    const before = await Promise.all(files.map((file) => modelFile(version, file)));

    const large = await nightOf(NOTHING_HELD);
    expect(large.ran).toEqual([
      'Snapshot',
      ...['train', 'evaluate', 'publish'].flatMap((step) => [`Hand over ${step}`, `Run ${step} as a task`]),
      'Sweep',
    ]);
    expect(large.output.training).toEqual({ ...small.output.training, seconds: expect.any(Number) });
    expect(large.output.evaluation).toEqual(small.output.evaluation);
    const after = await Promise.all(files.map((file) => modelFile(version, file)));
    expect(after.map((bytes, i) => Buffer.compare(bytes, before[i]!))).toEqual(files.map(() => 0));
    expect(large.output.publication).toMatchObject({ status: 'unchanged', version });
  });

  it('begins where a Lambda ran out of time or memory', async () => {
    const lambda: typeof test.laptop.functions.invoke = async (_, event) => {
      const { step } = event as { step: string };
      if (step !== 'snapshot') return small.answers.get(step); // as the Lambda answered the night before
      throw Object.assign(new Error('the Lambda was ended'), { name: 'Sandbox.Timedout' });
    };
    const { ran, output } = await nightOf(ALL_HELD, lambda);
    expect(ran).toEqual([
      'Snapshot',
      'Hand over snapshot',
      'Run snapshot as a task',
      'Train',
      'Evaluate',
      'Publish',
      'Sweep',
    ]);
    expect(output).toMatchObject({ snapshot: { interactionCount: 300 } });
  });
});

describe('a task', { timeout: 120_000 }, () => {
  it('is heard of while the step keeps its processor busy', async () => {
    const from = stepFunctions.told.length;
    const busy = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3500);';
    const module = `${busy} process.send({ result: 'done' });`;
    const { outcome, code } = await runStep('train', {}, { BUNDLE_URL: await bundleUrlOf(module) });
    expect(outcome).toEqual({ result: 'done' });
    expect(code).toBe(0);
    const actions = stepFunctions.told.slice(from).map(({ action }) => action);
    expect(actions.pop()).toBe('SendTaskSuccess');
    expect(new Set(actions)).toEqual(new Set(['SendTaskHeartbeat']));
    expect(actions.length).toBeGreaterThanOrEqual(4); // one at the start, one a second
  });

  it('fails by the name and the message of the step’s own error', async () => {
    const { outcome, code, output } = await runStep('train', { snapshot: { snapshotId: 'never-taken' } });
    expect(outcome).toEqual({
      error: { name: 'NotFoundError', message: 'no object "snapshots/never-taken/manifest.json"' },
    });
    expect(code).toBe(1);
    expect(output).toContain('the step failed');
  });

  it('fails when its input is not there, or its bundle', async () => {
    expect((await runStep('train', {}, { STEP_INPUT_KEY: 'snapshots/steps/none.json' })).outcome).toMatchObject({
      error: { name: 'NotFoundError', message: 'no object "snapshots/steps/none.json"' },
    });
    expect((await runStep('train', {}, { BUNDLE_URL: bundleUrl('assets/none.tar.gz') })).outcome).toMatchObject({
      error: { name: 'NotFoundError', message: expect.stringContaining('404') },
    });
  });

  it('tells of a step that died', async () => {
    const { outcome } = await runStep('train', {}, { BUNDLE_URL: await bundleUrlOf('process.abort();') });
    expect(outcome).toEqual({ error: { name: 'StepCrashError', message: 'the process ended with SIGABRT' } });
  });

  it('ends when nobody waits for it any more', async () => {
    const startMs = Date.now();
    const { code, output } = await run({
      STEP: 'train',
      STEP_INPUT_KEY: 'snapshots/steps/none.json',
      TASK_TOKEN: 'old',
    });
    expect(code).toBe(1);
    expect(output).toContain('nobody waits for the step any more');
    expect(Date.now() - startMs).toBeLessThan(20_000);
  });
});
