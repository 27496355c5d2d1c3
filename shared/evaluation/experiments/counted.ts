import type { Metric } from '../../domain/experiment.ts';
import type { Channel } from '../../domain/message.ts';
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
  /** What a message costs, by channel, in minor units of the experiment’s currency; absent: not known. */
  readonly messageMinor: Partial<Readonly<Record<Channel, number>>>;
}

export interface CountedArm {
  /** Who met it. */
  readonly people: number;
  /** Of those whose window is over. */
  readonly moments: Readonly<Record<Metric, Moments>>;
  readonly spending: Spending;
}

/** What was spent on the people of an arm whose window is over, within their windows. */
export interface Spending {
  /** Messages, by channel. */
  readonly messages: Partial<Readonly<Record<Channel, number>>>;
  /** Offers, in minor units: those by which orders came to less, and all others. */
  readonly discountMinor: number;
  readonly otherOffersMinor: number;
}

export const NOTHING_SPENT: Spending = { messages: {}, discountMinor: 0, otherOffersMinor: 0 };
