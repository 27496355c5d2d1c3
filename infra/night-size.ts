/**
 * What a night takes of a shop, and what it runs on: rows, memory, minutes and dollars, from counts.
 * Pure: `npx rapport plan` prints it.
 */
import { MOST_READ } from './topology.ts';

export interface ShopCounts {
  readonly people: number;
  readonly items: number;
  /** What events did to items. */
  readonly interactions: number;
  /** Of all kinds, interactions included; as many as interactions where it is not known. */
  readonly events?: number;
}

export interface NightPlan {
  readonly counts: Required<ShopCounts>;
  readonly steps: readonly PlannedStep[];
  /** Of all steps. */
  readonly seconds: number;
  /** Of the step that takes most. */
  readonly memoryMb: number;
  readonly snapshotBytes: number;
  readonly size: NightSize;
  readonly dollars: NightDollars;
}

export interface PlannedStep {
  readonly step: 'snapshot' | 'train' | 'evaluate' | 'publish';
  readonly seconds: number;
  readonly memoryMb: number;
}

export type NightSize =
  | { readonly runsOn: 'lambda'; readonly memoryMb: number; readonly reason: string }
  | { readonly runsOn: 'fargate'; readonly vcpu: number; readonly memoryMb: number; readonly reason: string }
  /** A task beside it, which reads some of the people. */
  | { readonly runsOn: 'athena'; readonly vcpu: number; readonly memoryMb: number; readonly reason: string };

export interface NightDollars {
  /** Reading the people table. */
  readonly table: number;
  readonly compute: number;
  /** Writing and reading the snapshot, and the steps of the state machine. */
  readonly requests: number;
  readonly night: number;
  /** Of thirty nights. */
  readonly month: number;
}

// ── What was measured ───────────────────────────────────────────────────────────────────────────────

/** What a step costs: a base, and so much a unit. */
interface Cost {
  readonly base: number;
  readonly interaction: number;
  readonly item: number;
  readonly person: number;
  /** What looks at a part of a large shop only: so much an interaction, until it is this much. */
  readonly bounded?: { readonly interaction: number; readonly most: number };
}

/**
 * CPU seconds (AMD EPYC, two cores of a shared virtual machine under load, November 2026) and MB of resident memory, as
 * `npm run bench:night` printed them for these shops, with the search of settings. Half of what train takes of a
 * large shop keeps both cores busy, so that it is done sooner; all else is one thread. The two smaller ones were
 * measured before texts of a snapshot were bytes.
 *
 * | people | items | interactions | snapshot | train | evaluate | publish |
 * |---|---|---|---|---|---|---|
 * | 2,000 | 1,000 | 0.06 M | 0.8 s | 88 s, 372 MB | 1.8 s, 220 MB | 1.1 s, 147 MB |
 * | 100,000 | 10,000 | 5 M | 27 s | 395 s, 1,561 MB | 20 s, 551 MB | 1.2 s, 180 MB |
 * | 1,000,000 | 100,000 | 50 M | 573 s, 2,254 MB | 729 s, 4,026 MB | 16 s, 821 MB | 2.7 s, 488 MB |
 *
 * The two smaller snapshots were taken before people were foreseen, enrolled and judged, and demand and anomalies were
 * looked for. With all of it 5 M of 100,000 people and items took 66 to 76 s.
 */
export const MEASURED: Readonly<Record<PlannedStep['step'], { readonly seconds: Cost; readonly memoryMb: Cost }>> = {
  snapshot: {
    // 6.4 µs an event with all that looks at it, and 4 µs to unpack it as DynamoDB's client gives it (JSON.parse,
    // unmarshall); 60 µs a person who is foreseen, enrolled and judged, and 0.1 ms to write what is kept of them. What is
    // bounded is learning, of 10,000 people at most, what came of what they did. Memory with a heap of 600 MB, which
    // 1 M events took as fast as a larger one; beyond it people are held, as models see them.
    seconds: {
      base: 9,
      interaction: 1.04e-5,
      item: 4.5e-5,
      person: 1.6e-4,
      bounded: { interaction: 4e-4, most: 40 },
    },
    memoryMb: { base: 650, interaction: 0, item: 0.001, person: 0.0014 },
  },
  train: {
    // The search has bounds, docs/adr/0011-size-of-the-night.md; reading and counting have none.
    seconds: { base: 5, interaction: 6e-6, item: 2.7e-3, person: 0, bounded: { interaction: 1.5e-3, most: 310 } },
    memoryMb: {
      base: 350,
      interaction: 4.5e-5,
      item: 0.005,
      person: 0.0006,
      bounded: { interaction: 7e-4, most: 900 },
    },
  },
  evaluate: {
    // The buckets of 5 million interactions are read, and the graph computes 500 million scores, at most.
    seconds: { base: 1, interaction: 0, item: 0, person: 0, bounded: { interaction: 7e-6, most: 18 } },
    memoryMb: { base: 210, interaction: 0, item: 0.0035, person: 0, bounded: { interaction: 7e-5, most: 340 } },
  },
  publish: {
    seconds: { base: 1, interaction: 0, item: 6e-6, person: 0 },
    memoryMb: { base: 150, interaction: 0, item: 0.0026, person: 0 },
  },
};

/** Bytes a row of Parquet parts: 34 on the generated shop, whose message ids are UUIDs. */
const SNAPSHOT_ROW_BYTES = 34;
/** Bytes of one event in the people table: a body of 0.75 KB, as a browser's client makes it, and its keys. */
const TABLE_EVENT_BYTES = 800;

// ── What is offered ─────────────────────────────────────────────────────────────────────────────────

/** List prices in dollars, us-east-1, arm64, read in November 2026; free tiers are left out. */
export const PRICES = {
  region: 'us-east-1',
  date: '2026-11',
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  fargateVcpuHour: 0.03238,
  fargateGbHour: 0.00356,
  /** Of 4 KB read consistently, or 8 KB as a scan reads. */
  tableReadUnit: 0.125e-6,
  s3Put: 0.005e-3,
  s3Get: 0.0004e-3,
  stateTransition: 0.025e-3,
  /** Of what Athena reads. */
  athenaTb: 5,
} as const;

const LAMBDA = { minMemoryMb: 1_769, maxMemoryMb: 10_240, maxSeconds: 900 };
/**
 * The memory that Fargate gives to so many cores. A step keeps two of them busy; more are there for their memory.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const TASKS = [
  { vcpu: 2, minMemoryMb: 4_096, maxMemoryMb: 16_384, stepMb: 1_024 },
  { vcpu: 4, minMemoryMb: 8_192, maxMemoryMb: 30_720, stepMb: 1_024 },
  { vcpu: 8, minMemoryMb: 16_384, maxMemoryMb: 61_440, stepMb: 4_096 },
  { vcpu: 16, minMemoryMb: 32_768, maxMemoryMb: 122_880, stepMb: 8_192 },
] as const;
/** A core of AWS is not the one that was measured, and shops differ: so much of a limit is planned with. */
const HEADROOM = 0.5;
/** Beyond it no Lambda is thought of. */
const MAX_INTERACTIONS = 2 ** 31;
/** As `functions/nightly/snapshot` writes them. */
const PART_ROWS = 50_000;
const BUCKETS = 32;
const TABLE_READ_BYTES = 8_192;

// ── The plan of a night ─────────────────────────────────────────────────────────────────────────────

/** @throws RangeError when a count is no whole number of at least 0. */
export function planNight(shop: ShopCounts): NightPlan {
  const counts = { ...shop, events: shop.events ?? shop.interactions };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${name}: want a whole number ≥ 0, got ${value}`);
  }
  const read = countsRead(counts);
  const steps = Object.entries(MEASURED).map(([step, { seconds, memoryMb }]) => ({
    step: step as PlannedStep['step'],
    seconds: costOf(seconds, step === 'train' ? read : counts),
    memoryMb: costOf(memoryMb, step === 'train' ? read : counts),
  }));
  const size = sizeOf(steps, counts);
  return {
    counts,
    steps,
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    memoryMb: Math.max(...steps.map(({ memoryMb }) => memoryMb)),
    snapshotBytes: counts.interactions * SNAPSHOT_ROW_BYTES,
    size,
    dollars: dollarsOf(steps, counts, size),
  };
}

/** What the night trains on: all, or the people of some buckets. At least one is read. */
function countsRead({ interactions, items, people }: ShopCounts): ShopCounts {
  const share = Math.max(Math.min(1, MOST_READ / Math.max(1, interactions)), 1 / BUCKETS);
  return { items, people: people * share, interactions: interactions * share };
}

const costOf = ({ bounded, ...cost }: Cost, { interactions, items, people }: ShopCounts): number =>
  cost.base +
  cost.interaction * interactions +
  cost.item * items +
  cost.person * people +
  (bounded === undefined ? 0 : Math.min(bounded.most, bounded.interaction * interactions));

/** The smallest that holds the night with room to spare: one Lambda, one task, an engine of many machines. */
function sizeOf(steps: readonly PlannedStep[], { interactions }: ShopCounts): NightSize {
  const longest = steps.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const largest = steps.reduce((a, b) => (b.memoryMb > a.memoryMb ? b : a));
  const wantedMb = largest.memoryMb / HEADROOM;
  const isShort = longest.seconds <= LAMBDA.maxSeconds * HEADROOM;
  if (isShort && wantedMb <= LAMBDA.maxMemoryMb) {
    return {
      runsOn: 'lambda',
      memoryMb: Math.max(LAMBDA.minMemoryMb, Math.ceil(wantedMb / 64) * 64),
      reason: `each step is done in half of the ${LAMBDA.maxSeconds} s that a Lambda has, and in half of its memory`,
    };
  }
  const tooMuch = isShort
    ? `${largest.step} takes ${rounded(largest.memoryMb)} MB, more than half of a Lambda's ${LAMBDA.maxMemoryMb}`
    : `${longest.step} takes ${rounded(longest.seconds)} s, more than half of a Lambda's ${LAMBDA.maxSeconds}`;
  const task = taskOf(wantedMb);
  if (task === undefined)
    throw new RangeError(`${largest.step} takes ${rounded(largest.memoryMb)} MB, more than half of the largest task’s`);
  if (interactions <= MOST_READ) return { runsOn: 'fargate', ...task, reason: tooMuch };
  return {
    runsOn: 'athena',
    ...task,
    reason: `${rounded(interactions)} interactions are more than the ${rounded(MOST_READ)} that one task reads`,
  };
}

/** The smallest task that has at least this memory; undefined when none has. */
export function taskOf(wantedMb: number): { readonly vcpu: number; readonly memoryMb: number } | undefined {
  const fitting = TASKS.find(({ maxMemoryMb }) => wantedMb <= maxMemoryMb);
  if (fitting === undefined) return undefined;
  const { vcpu, minMemoryMb, stepMb } = fitting;
  return { vcpu, memoryMb: Math.max(minMemoryMb, Math.ceil(wantedMb / stepMb) * stepMb) };
}

/** As many items and people to interactions as the larger shops had that were measured. */
const INTERACTIONS_AN_ITEM = 500;
const INTERACTIONS_A_PERSON = 50;

/**
 * The counts up to which a Lambda of this memory holds a night with room to spare. Every step takes more with each
 * count, so a shop that is beyond none of them is held; one that is beyond one may be, in other proportions.
 */
export function countsOfLambda(memoryMb: number): ShopCounts {
  const shopOf = (interactions: number): ShopCounts => ({
    interactions,
    items: Math.floor(interactions / INTERACTIONS_AN_ITEM),
    people: Math.floor(interactions / INTERACTIONS_A_PERSON),
  });
  const holds = (interactions: number): boolean => {
    const { size } = planNight(shopOf(interactions));
    return size.runsOn === 'lambda' && size.memoryMb <= memoryMb;
  };
  let held = 0;
  for (let step = MAX_INTERACTIONS / 2; step >= 1; step /= 2) if (holds(held + step)) held += step;
  return shopOf(held);
}

function dollarsOf(steps: readonly PlannedStep[], { interactions, events }: Required<ShopCounts>, size: NightSize) {
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const gb = size.memoryMb / 1024;
  const onTask = (vcpu: number) => (seconds / 3600) * (vcpu * PRICES.fargateVcpuHour + gb * PRICES.fargateGbHour);
  const scanned = size.runsOn === 'athena' ? (interactions * SNAPSHOT_ROW_BYTES * PRICES.athenaTb) / 1e12 : 0;
  const compute =
    size.runsOn === 'lambda'
      ? seconds * gb * PRICES.lambdaGbSecond + steps.length * PRICES.lambdaRequest
      : onTask(size.vcpu) + scanned;
  const parts = interactions / PART_ROWS + BUCKETS;
  const reads = 2; // train and evaluate
  const requests = parts * (PRICES.s3Put + reads * PRICES.s3Get) + (steps.length + 2) * PRICES.stateTransition;
  const table = ((events * TABLE_EVENT_BYTES) / TABLE_READ_BYTES) * PRICES.tableReadUnit;
  const night = table + compute + requests;
  return { table, compute, requests, night, month: 30 * night };
}

const rounded = (value: number): string => Math.round(value).toLocaleString('en-US');
