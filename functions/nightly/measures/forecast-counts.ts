import { reorderQuantity, type StockPosition, stockSignal } from '../../../shared/decisioning/stock-signal.ts';
import { meanAbsoluteError, pinballLoss } from '../../../shared/evaluation/forecast-errors.ts';
import { type StockOutcome, simulateStock } from '../../../shared/evaluation/stock-simulation.ts';
import { type CountDistribution, countQuantiles } from '../../../shared/learning/forecasting/count-distribution.ts';
import { fitCountForecaster } from '../../../shared/learning/forecasting/count-forecast.ts';
import {
  rateDistribution,
  type SmoothedRate,
  simpleSmoothing,
  syntetosBoylan,
} from '../../../shared/learning/forecasting/count-references.ts';
import { type Measure, type Measured, whyNull } from './measure.ts';
import type { HeldSeries } from './read-series.ts';

const PROTOCOL =
  'intermittent counts: every held step foreseen once from what is known before all of them; stock ordered anew each step from what is known by then, lead time 1 step, unmet demand waits, a waiting unit costing what makes the wanted service level the cheapest';
const LEVELS = [0.5, 0.75, 0.9, 0.95];
const SERVICE_LEVELS = [0.9, 0.95];
const LEAD_TIME = 1;
/** Until goods of the order after this one are there. */
const PROTECTED_STEPS = LEAD_TIME + 1;

/** What a method says of the sum of so many steps after what is known. */
type Method = (span: number) => (known: Float64Array) => CountDistribution;

/** Quantiles of demand that comes now and then, and the stock that would have been kept by them. */
export function measureCounts(series: readonly HeldSeries[], { log, timed }: Parameters<Measure>[2]): Measured {
  timed();
  const methods = methodsFor(series);
  const fitted = timed();
  const signals: Record<string, number> = {};
  const metrics = Object.fromEntries(
    Object.entries(methods).map(([name, method]) => {
      const kept = SERVICE_LEVELS.map((level) => keptStock(series, method(PROTECTED_STEPS), level));
      if (name === 'model') for (const { signal } of kept[0]!.signals) signals[signal] = (signals[signal] ?? 0) + 1;
      log.info('counts measured', { method: name });
      return [name, { ...foreseen(series, method(1)), ...Object.assign({}, ...kept.map(({ figures }) => figures)) }];
    }),
  );
  return {
    protocol: PROTOCOL,
    counts: { series: series.length, points: series.reduce((sum, { asked }) => sum + asked.length, 0) },
    metrics,
    reasons: whyNull(metrics, () => 'nothing was asked for'),
    details: { levels: LEVELS, serviceLevels: SERVICE_LEVELS, leadTime: LEAD_TIME, stockSignalsAtTheEnd: signals },
    seconds: { fit: fitted, foresee: timed() },
  };
}

function methodsFor(series: readonly HeldSeries[]): Readonly<Record<string, Method>> {
  const known = series.map((one) => ({ counts: one.known, group: 0 }));
  const horizon = Math.max(1, ...series.map(({ asked }) => asked.length));
  const forecasters = new Map([
    [1, fitCountForecaster(known, { horizon, span: 1 })],
    // Stock is ordered anew each step, so nothing beyond the goods of the next order need be foreseen.
    [PROTECTED_STEPS, fitCountForecaster(known, { horizon: PROTECTED_STEPS, span: PROTECTED_STEPS })],
  ]);
  const smoothed =
    (rate: (counts: Float64Array) => SmoothedRate): Method =>
    (span) =>
    (counts) =>
      rateDistribution(rate(counts), span);
  return {
    model: (span) => (counts) => forecasters.get(span)!.distribution({ counts, group: 0 }),
    sba: smoothed(syntetosBoylan),
    ses: smoothed(simpleSmoothing),
    zero: () => () => rateDistribution({ mean: 0, squaredError: 0 }, 1),
  };
}

/** Mean pinball losses a step, the median's mean absolute error, and how often the count is not above each quantile. */
function foreseen(series: readonly HeldSeries[], distribution: (known: Float64Array) => CountDistribution) {
  const losses = LEVELS.map(() => 0);
  const below = LEVELS.map(() => 0);
  let [error, points] = [0, 0];
  for (const { known, asked } of series) {
    const quantiles = countQuantiles(distribution(known), LEVELS);
    LEVELS.forEach((level, q) => {
      const path = new Float64Array(asked.length).fill(quantiles[q]!);
      losses[q]! += pinballLoss(asked, path, level)! * asked.length;
      below[q]! += asked.filter((count) => count <= quantiles[q]!).length;
    });
    error += meanAbsoluteError(asked, new Float64Array(asked.length).fill(quantiles[0]!))! * asked.length;
    points += asked.length;
  }
  return {
    ...Object.fromEntries(LEVELS.map((level, q) => [`pinball${level}`, losses[q]! / points])),
    ...Object.fromEntries(LEVELS.map((level, q) => [`below${level}`, below[q]! / points])),
    maeOfMedian: error / points,
  };
}

/** Holding a unit for a step costs 1, and waiting for one so much that the service level is the cheapest (newsvendor). */
function keptStock(
  series: readonly HeldSeries[],
  distribution: (known: Float64Array) => CountDistribution,
  serviceLevel: number,
) {
  const settings = { leadTime: LEAD_TIME, holdingCost: 1, shortageCost: serviceLevel / (1 - serviceLevel) };
  const demandAt = ({ known, asked }: HeldSeries) => {
    const all = Float64Array.of(...known, ...asked);
    return (step: number) => {
      const [median, atServiceLevel] = countQuantiles(distribution(all.subarray(0, known.length + step)), [
        0.5,
        serviceLevel,
      ]);
      return { median: median!, atServiceLevel: atServiceLevel! };
    };
  };
  const outcomes = series.map((one) => {
    const demand = demandAt(one);
    const order = (step: number, stock: StockPosition) => reorderQuantity(stock, demand(step));
    const outcome = simulateStock(one.asked, order, settings);
    return { outcome, signal: stockSignal(outcome, demand(one.asked.length)).signal };
  });
  const total = (figure: keyof StockOutcome) => outcomes.reduce((sum, { outcome }) => sum + outcome[figure], 0);
  const service = total('stepsWithout') / total('steps');
  return {
    signals: outcomes,
    figures: {
      [`service${serviceLevel}`]: service,
      [`fillRate${serviceLevel}`]: total('asked') === 0 ? null : total('served') / total('asked'),
      [`cost${serviceLevel}`]: total('cost') / total('steps'),
    },
  };
}
