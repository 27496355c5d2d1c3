import type { Experiment } from '../../../shared/domain/experiment.ts';
import type { ReportInterval } from '../../../shared/domain/experiment-report.ts';
import { utcDay } from '../../../shared/domain/time.ts';
import { type ResultPorts, resultsOf } from './results.ts';

/** What an experiment's arm earned beside what it cost. */
export interface ReturnReply {
  readonly experimentId: string;
  readonly variantId: string;
  readonly currency: string;
  readonly gainMinor: number;
  readonly costMinor: number;
  readonly roi: number;
  readonly interval: ReportInterval;
}

export interface ReturnsReply {
  /** Of all of them together; null: see `reason`. */
  readonly value: number | null;
  readonly interval: ReportInterval | null;
  readonly reason?: string;
  readonly experiments: readonly ReturnReply[];
}

/** UTC days, both included. */
export interface ReturnsQuery {
  readonly placement?: string | undefined;
  readonly from: string;
  readonly to: string;
}

/**
 * What was earned by what was tried, of experiments that a night counted on these days: margin beyond the first variant's
 * against the costs that were stated. Together their gains and costs add up, and as their people are drawn apart, the
 * squares of their intervals' halves do.
 */
export const returnsOf =
  (ports: ResultPorts) =>
  async ({ placement, from, to }: ReturnsQuery): Promise<ReturnsReply> => {
    const all = (await ports.experiments.list()).map(({ body }) => body).filter((one) => isAt(one, placement));
    const results = await Promise.all(all.map(({ experimentId }) => resultsOf(ports)(experimentId)));
    const experiments = results.flatMap(({ experimentId, asOf, arms }) => {
      const day = asOf === undefined ? '' : utcDay(Date.parse(asOf));
      if (day < from || day > to) return [];
      return arms.flatMap(({ variantId, roi: earned }) => {
        if (earned?.roi === undefined || earned.interval === undefined) return [];
        const { currency, gainMinor, costMinor, roi, interval } = earned;
        return [{ experimentId, variantId, currency, gainMinor, costMinor, roi, interval }];
      });
    });
    return { ...together(experiments), experiments };
  };

const isAt = ({ placements }: Experiment, placement: string | undefined): boolean =>
  placement === undefined || (placements as readonly string[]).includes(placement);

function together(experiments: readonly ReturnReply[]): Omit<ReturnsReply, 'experiments'> {
  const currencies = new Set(experiments.map(({ currency }) => currency));
  if (experiments.length === 0) return { value: null, interval: null, reason: NONE };
  if (currencies.size > 1) return { value: null, interval: null, reason: MANY_CURRENCIES };
  const cost = experiments.reduce((sum, { costMinor }) => sum + costMinor, 0);
  const value = experiments.reduce((sum, { gainMinor }) => sum + gainMinor, 0) / cost - 1;
  const halves = experiments.map(({ interval: { low, high }, costMinor }) => ((high - low) / 2) * costMinor);
  const reach = Math.hypot(...halves) / cost;
  return { value, interval: { low: value - reach, high: value + reach } };
}

const NONE =
  'no experiment that a night counted on these days has a result, a margin and costs: state them by PUT /v1/experiments/{experimentId}';
const MANY_CURRENCIES = 'they are in several currencies, which are not added up';
