/**
 * `npm run bench:night -- --people 100000 --items 10000 --interactions 2000000`: the real steps of a night on a
 * generated shop, each in a process of its own, with its seconds and its peak of resident memory. The young heap is the
 * task's in all of them; this process, which takes the snapshot, has it from the script in package.json.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { anomalyObserver } from '../../functions/nightly/anomalies/anomaly-observer.ts';
import { writeRoll } from '../../functions/nightly/audiences/write-roll.ts';
import { botObserver } from '../../functions/nightly/bots/bot-observer.ts';
import { campaignObserver } from '../../functions/nightly/campaigns/campaign-observer.ts';
import { decisionObserver } from '../../functions/nightly/decisions/decision-observer.ts';
import { logWatcher } from '../../functions/nightly/decisions/log-watcher.ts';
import { metricsWatcher } from '../../functions/nightly/decisions/metrics-watcher.ts';
import { demandObserver } from '../../functions/nightly/demand/demand-observer.ts';
import { experimentObserver } from '../../functions/nightly/experiments/experiment-observer.ts';
import { friendObserver } from '../../functions/nightly/friends/friend-observer.ts';
import { foresee } from '../../functions/nightly/predictions/foresee.ts';
import { predictBehaviour } from '../../functions/nightly/predictions/predict-behaviour.ts';
import { predictCommunity } from '../../functions/nightly/predictions/predict-community.ts';
import { predictValue } from '../../functions/nightly/predictions/predict-value.ts';
import { qualityObserver } from '../../functions/nightly/quality/quality-observer.ts';
import { snapshot } from '../../functions/nightly/snapshot/snapshot.ts';
import { profileStates } from '../../functions/nightly/states/profile-states.ts';
import { DEFAULT_SETTINGS } from '../../functions/nightly/training/tuning/default-settings.ts';
import { openEmbeddedStores, storeEnvironment } from '../../infra/laptop/stores.ts';
import { nightlyTask } from '../../infra/night-machine.ts';
import { functions, type StoreName, stores } from '../../infra/topology.ts';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3DecisionLogs } from '../../shared/adapters/s3/decision-logs.ts';
import { s3ModelCards } from '../../shared/adapters/s3/model-cards.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Rolls } from '../../shared/adapters/s3/rolls.ts';
import { s3ShopMetrics } from '../../shared/adapters/s3/shop-metrics.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { uuidIds } from '../../shared/adapters/system/ids.ts';
import { pseudonymsBy } from '../../shared/adapters/system/pseudonyms.ts';
import type { Campaign } from '../../shared/domain/campaign.ts';
import type { SnapshotManifest } from '../../shared/ports/snapshots.ts';
import { noRates } from '../support/night-money.ts';
import { silentPeople } from '../support/night-people.ts';
import { silentLog } from '../support/system-ports.ts';
import { largeShop } from './large-shop.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    items: { type: 'string', default: '10000' },
    interactions: { type: 'string', default: '1000000' },
    /** V8's heap of each step; what typed arrays hold is not in it. */
    'heap-mb': { type: 'string', default: '2048' },
    /** Keeps the stores there, and takes up a snapshot that lies there already. */
    directory: { type: 'string' },
    /** Default settings instead of the search. */
    pinned: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const shop = {
  people: Number(values.people),
  items: Number(values.items),
  interactions: Number(values.interactions),
};

interface Step {
  readonly step: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** One that looks at everybody. */
const WIN_BACK: Campaign = {
  ...{ campaignId: 'back', words: 'come back', trigger: { on: 'win-back', days: 30 }, reentry: 'never', exits: [] },
  ...{ conversionDays: 7, status: 'running', startedAtMs: 0 },
  steps: [{ stepId: 'say', message: { channel: 'email', templateId: 'back' } }],
};

const directory =
  values.directory === undefined ? await mkdtemp(join(tmpdir(), 'rapport-night-')) : resolve(values.directory);
await mkdir(directory, { recursive: true });
const embedded = await openEmbeddedStores(directory);
const names = storeEnvironment(Object.keys(stores) as StoreName[]);
Object.assign(process.env, embedded.environment);
const done: Step[] = [];
try {
  say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`);
  say(`${count(shop.people)} people × ${count(shop.items)} items × ${count(shop.interactions)} interactions`);
  const manifest = await writtenSnapshot();
  const settings = values.pinned ? { settings: DEFAULT_SETTINGS } : {};
  let state: Record<string, unknown> = { ...settings, snapshot: manifest };
  for (const [step, result] of [
    ['train', 'training'],
    ['evaluate', 'evaluation'],
    ['publish', 'publication'],
  ] as const) {
    state = { ...state, [result]: await runStep(step, state) };
  }
  const sum = done.reduce((seconds, step) => seconds + step.seconds, 0);
  const peak = Math.max(...done.filter(({ step }) => step !== 'snapshot').map(({ peakMb }) => peakMb));
  say(`${'night'.padEnd(10)}${sum.toFixed(1).padStart(10)} s${''.padStart(13)}${peak.toFixed(0).padStart(9)} MB`);
  say(JSON.stringify(state['evaluation']));
  if (values.json) console.log(JSON.stringify({ shop, snapshot: manifest, steps: done, result: state['publication'] }));
} finally {
  await embedded.close();
  if (values.directory === undefined) await rm(directory, { recursive: true, force: true });
}

/**
 * The snapshot of the generated shop, by the night's own step, with profiles folded, behaviour and value foreseen, the roll
 * written, bots and faults looked for, demand foreseen; less the drawing, and without reading or writing DynamoDB.
 */
async function writtenSnapshot(): Promise<SnapshotManifest> {
  const kept = join(directory, `manifest-${shop.people}-${shop.items}-${shop.interactions}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as SnapshotManifest;
  const snapshots = s3Snapshots(s3Client(), names[stores.snapshots.env] ?? '', parquetCodec);
  const cards = s3ModelCards(s3Client(), names[stores.snapshots.env] ?? '');
  const tables = largeShop(shop);
  const pseudonyms = pseudonymsBy(new Uint8Array(32).fill(7));
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  const foreseen = foresee({ predictions: { put: async () => undefined }, cards }, [
    predictBehaviour({ log: silentLog, kernels: openKernels(2) }),
    predictValue({ inOneCurrency: noRates, log: silentLog }),
    predictCommunity({ regime: 'opt-out', log: silentLog }),
  ]);
  const bucket = names[stores.snapshots.env] ?? '';
  const rewardWindowHours = Number(functions.nightly.environment.REWARD_WINDOW_HOURS);
  const metrics = metricsWatcher({ metrics: s3ShopMetrics(s3Client(), bucket), snapshots, rewardWindowHours });
  const logs = s3DecisionLogs(s3Client(), bucket, parquetCodec);
  const manifest = await snapshot({
    ...tables,
    ...silentPeople(),
    pseudonyms: async () => pseudonyms,
    snapshots,
    clock: systemClock,
    ids: uuidIds,
    log: silentLog,
    observers: [
      profileStates({
        profiles: { put: async () => undefined, drop: async () => undefined },
        regime: 'opt-out',
        log: silentLog,
        watchers: [
          foreseen,
          writeRoll({
            rolls: s3Rolls(s3Client(), names[stores.snapshots.env] ?? '', parquetCodec),
            segments: { list: async () => [] },
            memberships: { put: async () => undefined },
            foreseen,
            cards,
            log: silentLog,
          }),
        ],
      }),
      botObserver({
        snapshots,
        flags: { found: async () => undefined },
        namesInSnapshot: async () => pseudonyms.ofPerson,
        log: silentLog,
      }),
      demandObserver({
        catalog: tables.catalog,
        snapshots,
        namesInSnapshot: async () => pseudonyms.ofPerson,
        leadTimeDays: 14,
        models: s3Models(s3Client(), names[stores.models.env] ?? ''),
        log: silentLog,
      }),
      // As in a shop in which nothing runs.
      experimentObserver({
        ...silentPeople(),
        experiments: { list: async () => [] },
        contactPolicies: { find: async () => undefined },
        claims: { costs: async () => new Map() },
        reports: { read: async () => undefined, write: async () => undefined },
        catalog: tables.catalog,
        snapshots,
        namesInSnapshot: async () => pseudonyms.ofPerson,
        holdoutShare: 0,
        inOneCurrency: noRates,
        log: silentLog,
      }).people,
      friendObserver({
        ...silentPeople(),
        snapshots,
        models: { served: async () => undefined, read: async () => new Uint8Array() },
        lists: { put: async () => undefined, drop: async () => undefined },
        relations: { among: async () => [] },
        standings: { of: async () => new Map() },
        namesInSnapshot: async () => pseudonyms.ofPerson,
        log: silentLog,
      }),
      campaignObserver({
        campaigns: { list: async () => [{ id: WIN_BACK.campaignId, body: WIN_BACK, revision: 1 }] },
        catalog: tables.catalog,
        memory: { read: async () => undefined, write: async () => undefined },
        journeys: { enter: async () => true },
        reports: { put: async () => undefined },
        tallies: { read: async () => ({}) },
        regime: 'opt-out',
        log: silentLog,
      }),
      qualityObserver({
        catalog: tables.catalog,
        quarantine: { list: async () => ({ events: [] }) },
        reports: {
          read: () => Promise.reject(new Error('there is no report')),
          before: async () => undefined,
          write: async () => undefined,
        },
        log: silentLog,
      }),
      anomalyObserver({
        catalog: tables.catalog,
        anomalies: { read: async () => undefined, write: async () => undefined },
        log: silentLog,
      }),
      metrics.answers,
      decisionObserver({
        ...{ records: silentPeople().records, regime: 'opt-out', log: silentLog, rewardWindowHours },
        watchers: [metrics.decisions, logWatcher({ logs, pseudonyms: async () => pseudonyms, rewardWindowHours })],
      }),
    ],
  })();
  const { user, system } = process.cpuUsage(cpu);
  const drawn = tables.drawn();
  say(
    `${'(drawing)'.padEnd(10)}${drawn.seconds.toFixed(1).padStart(10)} s${drawn.cpuSeconds.toFixed(1).padStart(10)} CPU`,
  );
  tell({
    step: 'snapshot',
    seconds: (performance.now() - startMs) / 1000 - drawn.seconds,
    cpuSeconds: (user + system) / 1e6 - drawn.cpuSeconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
  });
  writeFileSync(kept, JSON.stringify(manifest));
  return manifest;
}

/** @throws Error with what the step wrote, when it failed. */
async function runStep(step: string, input: unknown): Promise<unknown> {
  const file = join(directory, 'input.json');
  writeFileSync(file, JSON.stringify({ step, input }));
  const entry = join(import.meta.dirname, '..', 'support', 'night-process.ts');
  const heap = [`--max-old-space-size=${values['heap-mb']}`, `--max-semi-space-size=${nightlyTask.youngMb}`];
  const child = spawn(process.execPath, [...heap, entry, file], {
    env: {
      ...process.env,
      ...embedded.environment,
      ...names,
      ...functions.nightly.environment,
      POWERTOOLS_LOG_LEVEL: values.json ? 'SILENT' : 'INFO',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const tellProgress = progressTeller();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    tellProgress(line);
  });
  const code = await new Promise((ended) => child.once('close', ended));
  if (code !== 0) throw new Error(`${step} ended with ${code}\n${lines.join('\n')}`);
  const { result, ...measured } = JSON.parse(lines.at(-1) ?? '') as Omit<Step, 'step'> & { readonly result: unknown };
  tell({ step, ...measured });
  return result;
}

/** Says what a step logs of its own parts: seconds and CPU since the line before, and memory. */
function progressTeller(): (line: string) => void {
  let lastCpu = 0;
  return (line) => {
    if (!line.startsWith('{"level"')) return;
    const { message, seconds, cpuSeconds, memoryMb } = JSON.parse(line) as Record<string, unknown>;
    const cpu = Number(cpuSeconds) - lastCpu;
    lastCpu = Number(cpuSeconds);
    const figures = [
      seconds === undefined ? '' : `${Number(seconds).toFixed(1)} s`,
      `${cpu.toFixed(1)} CPU`,
      `${memoryMb} MB`,
    ];
    say(`  ${String(message).padEnd(56)}${figures.map((figure) => figure.padStart(11)).join('')}`);
  };
}

function tell(step: Step): void {
  done.push(step);
  const { seconds, cpuSeconds, peakMb } = step;
  say(
    `${step.step.padEnd(10)}${seconds.toFixed(1).padStart(10)} s${cpuSeconds.toFixed(1).padStart(10)} CPU${peakMb.toFixed(0).padStart(8)} MB`,
  );
}

function say(text: string): void {
  (values.json ? process.stderr : process.stdout).write(`${text}\n`);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
