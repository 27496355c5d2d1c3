import { type CountDistribution, countQuantiles } from '../learning/forecasting/count-distribution.ts';
import { DEMAND_SPANS } from '../learning/forecasting/demand-forecast.ts';
import { gammaForecast, type RatePrior } from '../learning/forecasting/gamma-rates.ts';
import { stringHash } from '../math/string-hash.ts';

/** The folder of the newest night's forecasts, under models/. */
export const DEMAND_NAME = 'demand';

/** Raised whenever what was written before can no longer be read. */
export const DEMAND_SCHEMA = 1;

/** Levels whose quantiles are kept. */
const LEVELS = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995] as const;
export const [LEAST_LEVEL, MOST_LEVEL] = [LEVELS[0], LEVELS.at(-1)!];

/** Days ahead that are foreseen. */
export const MOST_DAYS = 28;

/** How many units of an item may be asked for in the days that follow a night. */
export interface Demand {
  /** (DEMAND_SPANS, LEVELS), in units, over mean days; rising in both. */
  readonly quantiles: readonly (readonly number[])[];
  /** What each 24 hours bring, seven in turn, the first those after the night: multiples of a mean day. */
  readonly week: readonly number[];
}

/** What is expected of an item before any of it is sold. */
export interface DemandPrior extends RatePrior, Pick<Demand, 'week'> {}

export interface DemandManifest {
  readonly schema: number;
  /** The days that are foreseen begin here, in ms since 1970. */
  readonly asOfMs: number;
  /** By category, of which something was sold. */
  readonly categories: Readonly<Record<string, DemandPrior>>;
  readonly shop: DemandPrior;
  /** Files that items are in, by `shardOf`; absent: 64, as nights wrote that came before it was told. */
  readonly shardCount?: number;
}

/** A part of the items that were sold, by id. */
export type DemandShard = Readonly<Record<string, Demand>>;

/** What decisions go by: how many will be sold of each item until goods that are ordered now are there. */
export interface StockDemand {
  readonly leadTimeDays: number;
  /** Column by column, all of one length. */
  readonly itemIds: readonly string[];
  readonly median: readonly number[];
  /** Not exceeded with a probability of `STOCK_SERVICE_LEVEL`. */
  readonly atServiceLevel: readonly number[];
}

export const STOCK_FILE = 'stock.json';
export const STOCK_SERVICE_LEVEL = 0.95;

const MOST_SHARDS = 64;
const ITEMS_A_SHARD = 250;

export const DEMAND_MANIFEST = 'manifest.json';
/** Files that so many items are spread over: one item is found in a small one, and a small shop has one. */
export const shardCountOf = (itemCount: number): number =>
  Math.min(MOST_SHARDS, Math.max(1, Math.ceil(itemCount / ITEMS_A_SHARD)));
/** The file that an item would be in. */
export const shardOf = (itemId: string, shardCount = MOST_SHARDS): string => shardFile(stringHash(itemId) % shardCount);
export const shardFiles = (shardCount = MOST_SHARDS): readonly string[] =>
  Array.from({ length: shardCount }, (_, shard) => shardFile(shard));
const shardFile = (shard: number): string => `items-${String(shard).padStart(2, '0')}.json`;

/** @param distributions - of sums over each of `DEMAND_SPANS`. */
export function demandOf(distributions: readonly CountDistribution[], week: Iterable<number>): Demand {
  let before: readonly number[] = LEVELS.map(() => 0);
  const quantiles = distributions.map((distribution) => {
    // Spans are foreseen apart, and a longer one does not bring less.
    before = countQuantiles(distribution, LEVELS).map((units, level) => Math.max(units, before[level]!));
    return before;
  });
  return { quantiles, week: Array.from(week, (multiple) => Math.round(multiple * 1000) / 1000) };
}

/** Days before these count for nothing: see `DISCOUNT` of the rates. */
const LISTED_DAYS = 400;

/** @param listedDays - for which the item has been there without a sale. */
export const demandByPrior = (prior: DemandPrior, listedDays: number): Demand =>
  demandOf(
    DEMAND_SPANS.map((span) => gammaForecast(prior, new Float64Array(Math.min(listedDays, LISTED_DAYS)), span)),
    prior.week,
  );

/**
 * Units that with a probability of `level` are not exceeded in so many days after the night: straight between the spans
 * that are kept, by what the weekdays between bring, and between levels in log odds.
 *
 * @param days - from 1 to MOST_DAYS.
 * @param level - from LEAST_LEVEL to MOST_LEVEL.
 * @returns a number ≥ 0 that rises with both; not rounded.
 */
export function demandWithin({ quantiles, week }: Demand, days: number, level: number): number {
  let length = 0;
  for (let day = 0; day < days; day++) length += week[day % week.length]!;
  const odds = (p: number) => Math.log(p / (1 - p));
  const atLevel = quantiles.map((ofSpan) => straight(LEVELS.map(odds), ofSpan, odds(level)));
  return straight([0, ...DEMAND_SPANS], [0, ...atLevel], length);
}

/** On the straight line between the neighbours of x; beyond the last, as there. */
function straight(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = xs.findIndex((known) => known >= x - 1e-9);
  if (next === 0) return ys[0]!;
  if (next < 0) return ys.at(-1)!;
  const share = Math.min(1, (x - xs[next - 1]!) / (xs[next]! - xs[next - 1]!));
  return ys[next - 1]! + share * (ys[next]! - ys[next - 1]!);
}
