import type { ValuePrediction } from '../../../shared/domain/prediction.ts';
import { DAY_MS, isoOf } from '../../../shared/domain/time.ts';
import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import type { InOneCurrency } from '../../../shared/features/outcome.ts';
import { foreseeValues, type LifetimeValues } from '../../../shared/learning/lifetime-value/lifetime-value.ts';
import { orderBookOf, ordersUntil } from '../../../shared/learning/lifetime-value/orders-until.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { KnownOrder } from '../states/state-watcher.ts';
import type { CardDraft } from '../write-card.ts';
import type { Foreseen, Foreseer } from './foreseer.ts';
import { tryValue } from './try-value.ts';
import { valueCard } from './value-card.ts';

interface Buyer {
  readonly partition: string;
  readonly orders: readonly KnownOrder[];
  readonly mayLearn: boolean;
}

const HORIZON_DAYS = 365;
const LEVEL = 0.8;
/** Futures that are drawn for each person: fewer where they are many, as all together take their time. */
const MOST_DRAWS = 200;
const LEAST_DRAWS = 20;
const ALL_DRAWS = 4_000_000;
/** Of who ordered so often, their own orders say more than those of all others. */
const OWN_ORDER_DAYS = 2;

export interface ValuePorts {
  readonly inOneCurrency: InOneCurrency;
  /** What values are told in; absent: the currency of most orders. */
  readonly baseCurrency?: string | undefined;
  readonly log: Log;
}

/**
 * Foresees what everybody who ordered will order within a year, and what it will come to, in one currency. What was ordered
 * in another counts by the exchange rate of its day; where none is known, as an order of unknown worth.
 */
export function predictValue({ inOneCurrency, baseCurrency, log }: ValuePorts): Foreseer {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let buyers: Buyer[] = [];
  let untilMs = 0;
  let told: readonly CardDraft[] = [];
  return {
    start(begun) {
      scan = begun;
      told = [];
      buyers = [];
    },
    see({ partition, atMs, orders, mayLearn }) {
      untilMs = atMs;
      if (orders.length > 0) buyers.push({ partition, orders, mayLearn });
    },
    learn() {
      const people = buyers.sort((a, b) => (a.partition < b.partition ? -1 : 1)); // a scan has no order of its own
      buyers = [];
      const learnable = people.filter(({ mayLearn }) => mayLearn);
      if (learnable.length === 0) return () => new Map();
      const until = Math.floor(untilMs / DAY_MS);
      const currency = baseCurrency ?? mostUsedCurrency(learnable);
      const bookOf = (some: readonly Buyer[]) =>
        orderBookOf(some.map((buyer) => dailyOrders(buyer, currency, inOneCurrency)));
      const book = bookOf(people);
      const settings = {
        until,
        weeks: HORIZON_DAYS / 7,
        level: LEVEL,
        drawCount: Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, Math.floor(ALL_DRAWS / people.length))),
        random: seededRandom(1),
      };
      const isOfAll = learnable.length === people.length && people.length <= MAX_LEARNT_FROM;
      const learntFrom = isOfAll ? book : bookOf(drawn(learnable, MAX_LEARNT_FROM));
      const values = foreseeValues(book, settings, learntFrom);
      log.info('value foreseen', {
        people: people.length,
        learntFrom: Math.min(learnable.length, MAX_LEARNT_FROM),
        currency: currency ?? 'none',
      });
      const tried = tryValue(bookOf(drawn(learnable, MAX_TRIED)), until);
      told = [valueCard(values, tried, { scan, untilMs, currency, learntFrom: ordersUntil(learntFrom, until) })];
      return foreseenFrom(people, values, { scan, currency });
    },
    cards: () => told,
  };
}

/** Whom the models are learnt from, at most: their handful of numbers would hardly move by more, and take minutes. */
const MAX_LEARNT_FROM = 50_000;
/** Whom a card's figures are of, at most: they would not move much by more. */
const MAX_TRIED = 5000;

/** As good as drawn by lot, the same each night; all where there are no more. */
const drawn = (learnable: readonly Buyer[], most: number): readonly Buyer[] => {
  if (learnable.length <= most) return learnable;
  const partitions = learnable.map(({ partition }) => partition);
  return Array.from(lowestHashed(partitions, most), (at) => learnable[at]!);
};

function foreseenFrom(
  people: readonly Buyer[],
  { known, future, worth }: LifetimeValues,
  { scan, currency }: { readonly scan: ObservedScan; readonly currency: string | undefined },
): Foreseen {
  const { orders, value, isHere } = future;
  const rowOf = new Map(Array.from(known.people, (person, row) => [people[person]!.partition, row]));
  const about = {
    ...({ kind: 'value', name: 'lifetime-value', predicted: true, horizonDays: HORIZON_DAYS } as const),
    modelVersion: scan.snapshotId,
    asOf: isoOf(scan.takenAtMs),
  };
  const predictionOf = (row: number): ValuePrediction => {
    const amount = (of: Float64Array) => Math.round(of[row]!);
    return {
      ...about,
      orders: { expected: orders.mean[row]!, low: orders.low[row]!, high: orders.high[row]! },
      value:
        worth === undefined || currency === undefined
          ? null
          : { expected: amount(value.mean), low: amount(value.low), high: amount(value.high), currency },
      aliveProbability: isHere[row]!,
      evidence: known.histories.repeats[row]! + 1 >= OWN_ORDER_DAYS ? 'person' : 'segment',
    };
  };
  return (partitions) =>
    new Map(
      partitions.flatMap((partition) => {
        const row = rowOf.get(partition);
        return row === undefined ? [] : [[partition, [predictionOf(row)]]];
      }),
    );
}

/** What a person bought day by day, in the one currency. */
function dailyOrders(
  { orders }: Buyer,
  currency: string | undefined,
  inOneCurrency: InOneCurrency,
): ReadonlyMap<number, number> {
  const byDay = new Map<number, number>();
  for (const { day, paid } of orders) {
    const amount =
      paid && currency && inOneCurrency(paid.amount, { from: paid.currency, to: currency, atMs: day * DAY_MS });
    byDay.set(day, (byDay.get(day) ?? 0) + Math.max(0, amount || 0));
  }
  return byDay;
}

/** Of equal ones the first by name; undefined where no order says what it came to. */
function mostUsedCurrency(people: readonly Buyer[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { orders } of people)
    for (const { paid } of orders) if (paid) counts.set(paid.currency, (counts.get(paid.currency) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
