import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { pinballLoss } from '../../../shared/evaluation/forecast-errors.ts';
import { intervalCoverage, tenthsOf, valueErrors } from '../../../shared/evaluation/value-errors.ts';
import { fitGammaGamma } from '../../../shared/learning/lifetime-value/gamma-gamma.ts';
import {
  foreseenBy,
  foreseeValues,
  halfOf,
  type LifetimeValues,
} from '../../../shared/learning/lifetime-value/lifetime-value.ts';
import { historyAt } from '../../../shared/learning/lifetime-value/order-histories.ts';
import {
  type OrderBook,
  type OrdersUntil,
  ordersUntil,
  ordersWithin,
} from '../../../shared/learning/lifetime-value/orders-until.ts';
import {
  type FittedParetoNbd,
  fitParetoNbd,
  ordersByParetoNbd,
} from '../../../shared/learning/lifetime-value/pareto-nbd.ts';
import { type RfmScores, rfmScores, rfmTable, valueByRfm } from '../../../shared/learning/lifetime-value/rfm.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import { type Measure, whyNull } from './measure.ts';
import type { Options } from './options.ts';
import { dayName, dayOf, readOrders } from './read-orders.ts';

/** What is learnt from ends with a day; what comes after it is to be foreseen. */
interface Cut {
  readonly until: number;
  readonly end: number;
  readonly weeks: number;
}

const LEVEL = 0.8;
const DRAWS = 400;
const SEED = 1;

/** Orders and value of people after a day, foreseen from what they had ordered by then. */
export const measureLifetimeValue: Measure = async (files, options, { log, timed }) => {
  const { book, counts } = await readOrders(files, options);
  const cut = cutOf(book, options);
  const read = timed();
  const random = seededRandom(SEED);
  const foreseen = foreseeValues(book, { ...cut, level: LEVEL, drawCount: DRAWS, random });
  const { known, future } = foreseen;
  const foresee = timed();
  log.info('lifetime value foreseen', { people: known.people.length, seconds: foresee });
  const pareto = fitParetoNbd(known.histories);
  const reference = timed();
  const actual = ordersWithin(book, known.people, cut.until, cut.end);
  const methods = methodsOf(book, cut, foreseen, pareto);
  const metrics = Object.fromEntries(
    methods.map(({ method, value, orders }) => [
      method,
      {
        ...named('value', value === undefined ? {} : { ...valueErrors(value, actual.values) }),
        ...named('orders', orders === undefined ? {} : { ...valueErrors(orders, actual.orders) }),
        ...(method === 'model' ? coverageOf(foreseen, actual) : {}),
      },
    ]),
  );
  return {
    protocol: `orders of ${dayName(cut.until + 1)} to ${dayName(cut.end)} foreseen from those until ${dayName(cut.until)}, of everybody who had ordered by then; an order is what a person bought on a day`,
    counts: {
      ...counts,
      foreseenPeople: known.people.length,
      repeatBuyers: known.histories.repeats.filter((repeats) => repeats > 0).length,
      foreseenOrders: sumOf(actual.orders),
    },
    metrics,
    reasons: whyNull(metrics, (figure) =>
      figure.endsWith('Spearman')
        ? 'all people are alike in what was foreseen, or in what came'
        : 'nobody ordered, or for nothing, after the day that is learnt until',
    ),
    details: {
      until: dayName(cut.until),
      weeks: cut.weeks,
      ...parametersOf(foreseen, pareto),
      totalOrders: { ...future.totalOrders, actual: sumOf(actual.orders) },
      totalValue: { ...future.totalValue, actual: sumOf(actual.values) },
      tenths: Object.fromEntries(
        methods.flatMap(({ method, value }) => (value === undefined ? [] : [[method, tenthsOf(value, actual.values)]])),
      ),
    },
    seconds: { read, foresee, reference, measure: timed() },
  };
};

/** Until the day that the options name, or half of the days. */
function cutOf(book: OrderBook, options: Options): Cut {
  if (book.days.length === 0) throw new InvalidInputError('no order is left of what was read');
  const first = book.days.reduce((a, b) => Math.min(a, b));
  const end = book.days.reduce((a, b) => Math.max(a, b));
  const asked = options['until'];
  const until = asked === undefined ? first + Math.floor((end - first) / 2) : dayOf(asked, '--until');
  if (until < first || until >= end)
    throw new InvalidInputError(
      `--until: want a day from ${dayName(first)} to ${dayName(end - 1)}, got ${dayName(until)}`,
    );
  return { until, end, weeks: (end - until) / 7 };
}

interface Method {
  readonly method: string;
  readonly value?: Float64Array;
  readonly orders?: Float64Array;
}

/** The model, its parts as they are published, and the baselines. */
function methodsOf(
  book: OrderBook,
  cut: Cut,
  { known, future, orders, worth }: LifetimeValues,
  pareto: FittedParetoNbd,
): readonly Method[] {
  const byParts = worth === undefined ? undefined : foreseenBy(orders, worth, known, cut.weeks);
  const ofOrders = (counts: Float64Array) =>
    byParts === undefined ? {} : { value: counts.map((count, row) => count * byParts.worth[row]!) };
  const byPareto = Float64Array.from(known.people, (_, row) =>
    ordersByParetoNbd(pareto.model, historyAt(known.histories, row), cut.weeks),
  );
  const before = ordersWithin(book, known.people, cut.until - 7 * cut.weeks, cut.until);
  return [
    { method: 'model', value: future.value.mean, orders: future.orders.mean },
    ...(byParts === undefined ? [] : [{ method: 'bgNbd', ...ofOrders(byParts.orders), orders: byParts.orders }]),
    { method: 'paretoNbd', ...ofOrders(byPareto), orders: byPareto },
    { method: 'rfm', value: rfmValues(book, cut, known) },
    { method: 'asBefore', value: before.values, orders: before.orders },
  ];
}

/** What cells of the RFM table are worth is learnt as the model learns its correction: from the first half, of the second. */
function rfmValues(book: OrderBook, { until, weeks }: Cut, known: OrdersUntil): Float64Array {
  const half = halfOf(book, until);
  const tried = ordersUntil(book, half.after);
  const later = ordersWithin(book, tried.people, half.after, until).values;
  const table = rfmTable(
    scoresOf(tried),
    later.map((value) => (half.weeks > 0 ? (value * weeks) / half.weeks : 0)),
  );
  return valueByRfm(table, scoresOf(known));
}

const scoresOf = ({ histories: { newest, watched, repeats }, totals }: OrdersUntil): RfmScores =>
  rfmScores(
    watched.map((weeks, row) => weeks - newest[row]!),
    Float64Array.from(repeats),
    totals,
  );

/** How often what happened lies in the intervals, which say 80 %, and the pinball losses of their ends. */
const coverageOf = (
  { future }: LifetimeValues,
  actual: { readonly orders: Float64Array; readonly values: Float64Array },
) => ({
  'valuePinball0.1': pinballLoss(actual.values, future.value.low, (1 - LEVEL) / 2),
  'valuePinball0.9': pinballLoss(actual.values, future.value.high, (1 + LEVEL) / 2),
  valueIn80: intervalCoverage({ ...future.value, none: future.none, level: LEVEL }, actual.values),
});

function parametersOf({ orders, worth, pace, correction, known }: LifetimeValues, pareto: FittedParetoNbd) {
  const published = fitGammaGamma(known.repeatSpending);
  const said = (fit: { readonly model: object; readonly logLikelihood: number; readonly isDetermined: boolean }) => ({
    ...fit.model,
    logLikelihood: fit.logLikelihood,
    isDetermined: fit.isDetermined,
  });
  return {
    bgNbd: said(orders),
    paretoNbd: said(pareto),
    /** Of repeat orders alone, as the papers fit it; the model's own is of all orders. */
    gammaGamma: published === undefined ? null : { ...said(published), people: published.personCount },
    gammaGammaOfAll: worth === undefined ? null : { ...said(worth), people: worth.personCount },
    pace,
    correction: correction === undefined ? null : [...correction.weights],
  };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const named = (prefix: string, figures: Readonly<Record<string, number | null>>): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(figures).map(([figure, value]) => [`${prefix}${figure[0]!.toUpperCase()}${figure.slice(1)}`, value]),
  );
