import { nightlyTask } from '../night-machine.ts';
import { taskOf } from '../night-size.ts';
import { type PlanOptions, planOptions, planOptionsOf } from '../plan-options.ts';
import { type MessageOptions, messageOptions, messageOptionsOf } from './message-options.ts';
import { type WriterOptions, writerOptionsOf } from './writer-options.ts';

/** What may differ between deployments. All else is the plan. */
export interface Config extends PlanOptions, MessageOptions, WriterOptions {
  readonly stage: Stage;
  /** Refuses to delete a table, even by hand, until it is switched off. */
  readonly deletionProtection: boolean;
  /**
   * A customer key for the alarm topic, $1 a month: the only encryption that CloudWatch can publish through, as the
   * policy of the free `alias/aws/sns` shuts it out and alarms would be lost in silence.
   */
  readonly encryptAlarms: boolean;
  /** For the whole API; what is beyond is answered 429, which clients retry. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** Overrides the plan; absent means what the plan says. */
  readonly nightlyMemoryMb: number | undefined;
  /** What runs a step that the nightly function does not hold; undefined: nothing does. */
  readonly nightlyTask: NightlyTaskConfig | undefined;
  /** What counts pairs of items where a snapshot has more than a task reads; undefined: the task, as far as it can. */
  readonly nightlyCounting: 'athena' | undefined;
}

export interface NightlyTaskConfig {
  readonly vcpu: number;
  readonly memoryMb: number;
  /** As the container's registry names it, by tag or by digest. */
  readonly image: string;
}

export type Stage = 'dev' | 'prod';

const stages: Readonly<Record<Stage, Pick<Config, 'deletionProtection' | 'encryptAlarms' | 'throttle'>>> = {
  dev: {
    deletionProtection: false,
    encryptAlarms: false,
    throttle: { requestsPerSecond: 100, burst: 200 },
  },
  prod: {
    deletionProtection: true,
    encryptAlarms: true,
    throttle: { requestsPerSecond: 2_000, burst: 4_000 },
  },
};

const options = [
  'stage',
  'nightlyMemoryMb',
  'nightlyTaskMemoryMb',
  'nightlyTaskImage',
  'nightlyCounting',
  ...planOptions,
  ...messageOptions,
  'writerKey',
];

/**
 * Reads the `-c key=value` options of a synth; the stage is dev unless said otherwise.
 * The CDK's own context keys all carry a colon or a dash, ours are plain words: an unknown plain word is a typing error.
 * @throws Error naming the key, the value, and what is wanted.
 */
export function loadConfig(context: Readonly<Record<string, unknown>>): Config {
  const unknown = Object.keys(context).filter((key) => /^\w+$/.test(key) && !options.includes(key));
  if (unknown.length > 0) throw new Error(`unknown option ${unknown.join(', ')}: want ${options.join(', ')}`);
  const stage = stageOf(context['stage'] ?? 'dev');
  return {
    stage,
    ...stages[stage],
    ...planOptionsOf(context),
    ...messageOptionsOf(context),
    ...writerOptionsOf(context),
    nightlyMemoryMb: memoryOf(context['nightlyMemoryMb']),
    nightlyTask: nightlyTaskOf(context['nightlyTaskMemoryMb'], context['nightlyTaskImage']),
    nightlyCounting: countingOf(context['nightlyCounting'], context['nightlyTaskMemoryMb']),
  };
}

function stageOf(value: unknown): Stage {
  if (typeof value === 'string' && Object.hasOwn(stages, value)) return value as Stage;
  throw new Error(`unknown stage ${JSON.stringify(value)}: want ${Object.keys(stages).join(' or ')}`);
}

/** Lambda takes 128 to 10,240 MB. */
function memoryOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const megabytes = Number(value);
  if (Number.isInteger(megabytes) && megabytes >= 128 && megabytes <= 10_240) return megabytes;
  throw new Error(`nightlyMemoryMb ${JSON.stringify(value)}: want a whole number from 128 to 10240`);
}

/** Fargate takes the memories that go with 2 to 16 vCPU. */
function nightlyTaskOf(memory: unknown, image: unknown = nightlyTask.image): NightlyTaskConfig | undefined {
  if (memory === undefined && image === nightlyTask.image) return undefined;
  const wanted = Number(memory);
  const task = Number.isInteger(wanted) && wanted > 0 ? taskOf(wanted) : undefined;
  if (task === undefined || task.memoryMb !== wanted) {
    const nearest = task ? `; the next that Fargate has is ${task.memoryMb}` : '';
    throw new Error(`nightlyTaskMemoryMb ${JSON.stringify(memory)}: want a whole number from 4096 to 122880${nearest}`);
  }
  if (typeof image === 'string' && /^[\w.-]+(:\d+)?(\/[\w.-]+)+(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image)) {
    return { ...task, image };
  }
  throw new Error(`nightlyTaskImage ${JSON.stringify(image)}: want REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST`);
}

/** A Lambda holds no shop that wants an engine. */
function countingOf(value: unknown, taskMemory: unknown): 'athena' | undefined {
  if (value === undefined) return undefined;
  if (value !== 'athena') throw new Error(`nightlyCounting ${JSON.stringify(value)}: want athena`);
  if (taskMemory === undefined) throw new Error('nightlyCounting "athena": want nightlyTaskMemoryMb with it');
  return value;
}
