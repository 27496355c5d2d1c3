import type { Metric } from '../../domain/experiment.ts';
import type { Moments } from './moments.ts';

/** What a night counted of an experiment. */
export interface CountedExperiment {
  /** In the order of the variants. */
  readonly arms: readonly CountedArm[];
  /** People who met more than one variant; they count for the first one that they met. */
  readonly metSeveral: number;
  /** Orders of counted people that were paid in other currencies of which no rate is known, and all of them. */
  readonly otherCurrencies: number;
  readonly orders: number;
  /** Units that were ordered of items whose cost is not known, and all of them. */
  readonly unitsWithoutCost: number;
  readonly units: number;
  readonly ctrPer: 'impression' | 'decision';
}

export interface CountedArm {
  /** Who met it. */
  readonly people: number;
  /** Of those whose window is over. */
  readonly moments: Readonly<Record<Metric, Moments>>;
}
