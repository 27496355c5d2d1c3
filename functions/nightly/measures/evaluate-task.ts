import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import type { Clock, Hash, Log } from '../../../shared/ports/system.ts';
import type { TextTableReader } from '../../../shared/ports/text-tables.ts';
import { stopwatch } from '../progress.ts';
import type { Arithmetic } from '../training/arithmetic.ts';
import { measureAnomaly } from './anomaly.ts';
import { classify } from './classify.ts';
import { measureFaq } from './faq.ts';
import { measureForecast } from './forecast.ts';
import { measureIntents } from './intent.ts';
import { measureLifetimeValue } from './lifetime-value.ts';
import { measureLookalikes } from './lookalike.ts';
import type { Measure, Measured } from './measure.ts';
import { measureOffPolicy } from './off-policy.ts';
import type { Options } from './options.ts';
import { measureOutlier } from './outlier.ts';
import { measureSegments } from './segment.ts';
import { measureSlots } from './slots.ts';
import { measureSocial } from './social.ts';
import { measureUplift } from './uplift.ts';

export interface EvaluateTaskPorts {
  readonly datasets: DatasetStore;
  readonly tables: TextTableReader;
  readonly arithmetic: Arithmetic;
  readonly clock: Clock;
  readonly log: Log;
  readonly hash: Hash;
}

export interface TaskInput {
  readonly dataset: string;
  readonly task: string;
  readonly options: Options;
}

export interface TaskReport extends Measured {
  readonly dataset: string;
  readonly task: string;
}

const MEASURES: Readonly<Record<string, Measure>> = {
  classify,
  'lifetime-value': measureLifetimeValue,
  segment: measureSegments,
  lookalike: measureLookalikes,
  anomaly: measureAnomaly,
  forecast: measureForecast,
  outlier: measureOutlier,
  social: measureSocial,
  uplift: measureUplift,
  'off-policy': measureOffPolicy,
  intent: measureIntents,
  faq: measureFaq,
  slots: measureSlots,
};

/** Measures a data set for one task. @throws InvalidInputError naming the option, the file and what is wrong. */
export const evaluateTask =
  ({ datasets, tables, arithmetic, clock, log, hash }: EvaluateTaskPorts) =>
  async ({ dataset, task, options }: TaskInput): Promise<TaskReport> => {
    const measure = Object.hasOwn(MEASURES, task) ? MEASURES[task] : undefined;
    if (measure === undefined)
      throw new InvalidInputError(`--task: want ${Object.keys(MEASURES).join(', ')}, got "${task}"`);
    const files = {
      names: (await datasets.list(dataset)).toSorted(),
      text: (file: string) => datasets.readText(dataset, file),
      table: async (file: string, header?: readonly string[]) =>
        tables.read(await datasets.readText(dataset, file), file, header),
    };
    return { dataset, task, ...(await measure(files, options, { arithmetic, log, hash, timed: stopwatch(clock) })) };
  };
