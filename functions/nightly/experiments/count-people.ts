import { type Experiment, METRICS, type Metric } from '../../../shared/domain/experiment.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import {
  type CountedArm,
  type CountedExperiment,
  NOTHING_SPENT,
  type Spending,
} from '../../../shared/evaluation/experiments/counted.ts';
import { type Moments, NO_PEOPLE, withPerson } from '../../../shared/evaluation/experiments/moments.ts';
import type { InOneCurrency, OrderOutcome, Outcome } from '../../../shared/features/outcome.ts';
import { type Refund, refundsOf } from '../../../shared/features/refunds.ts';
import type { Exposure } from './exposures.ts';
import type { ShownDecision } from './shown-decisions.ts';
import { type Spent, type ToldIn, withSpent } from './spent-on.ts';

/** What a person did before they came in, which is taken out of what they did after. */
export const DAYS_BEFORE = 28;

export interface CountedPeople {
  /** By owner, those who may be counted. */
  readonly exposures: ReadonlyMap<string, Exposure>;
  readonly outcomesOf: (owner: string) => readonly Outcome[];
  /** Decisions of the experiment, by owner. */
  readonly decisionsOf: (owner: string) => readonly ShownDecision[];
  readonly ctrPer: 'impression' | 'decision';
  /** What they were sent and given, by owner. */
  readonly spentOn: (owner: string) => readonly Spent[];
  readonly messageMinor: CountedExperiment['messageMinor'];
  /** What was paid in another currency than the experiment's counts by the rate of its day. */
  readonly inOneCurrency: InOneCurrency;
}

/** Sums of what people did after they came in, those whose window is over at `takenAtMs`. */
export function countPeople(experiment: Experiment, people: CountedPeople, takenAtMs: number): CountedExperiment {
  const arms = experiment.variants.map(() => newArm());
  const windowMs = experiment.windowDays * DAY_MS;
  const toldIn: ToldIn = (amount, { currency, atMs }) =>
    people.inOneCurrency(amount, { from: currency, to: experiment.currency, atMs });
  let [metSeveral, otherCurrencies, orders, unitsWithoutCost, units] = [0, 0, 0, 0, 0];
  for (const [owner, exposure] of people.exposures) {
    const arm = arms[exposure.arm]!;
    arm.people++;
    if (exposure.metSeveral) metSeveral++;
    if (exposure.atMs + windowMs > takenAtMs) continue;
    const outcomes = people.outcomesOf(owner);
    const refunds = refundsOf(outcomes);
    const [sinceMs, untilMs] = [exposure.atMs - DAYS_BEFORE * DAY_MS, exposure.atMs + windowMs];
    const after = within(outcomes, exposure.atMs, untilMs);
    const before = within(outcomes, sinceMs, exposure.atMs);
    const shown = within(people.decisionsOf(owner), exposure.atMs, untilMs);
    const refunded = refundedIn(refunds, exposure.atMs, untilMs);
    const values = { ...sumsOf(after, refunded, toldIn), ...ratiosOf(after), ctr: clicksOf(shown, people.ctrPer) };
    const earlier = sumsOf(before, refundedIn(refunds, sinceMs, exposure.atMs), toldIn);
    arm.spending = withSpent(arm.spending, within(people.spentOn(owner), exposure.atMs, untilMs), toldIn);
    for (const metric of METRICS) {
      const { y, x = isSum(metric) ? earlier[metric].y : 0 } = values[metric];
      arm.moments[metric] = withPerson(arm.moments[metric], y, x);
    }
    for (const order of after.filter(isOrder)) {
      orders++;
      const { paid, atMs } = order;
      if (paid !== undefined && toldIn(paid.amount, { ...paid, atMs }) === undefined) otherCurrencies++;
      units += order.units;
      unitsWithoutCost += order.unitsWithoutCost;
    }
  }
  const { ctrPer, messageMinor } = people;
  return { arms, metSeveral, otherCurrencies, orders, unitsWithoutCost, units, ctrPer, messageMinor };
}

/** The currency that most orders are paid in; of as many, the first by name. "": nobody paid. */
export function commonestCurrency(outcomes: Iterable<readonly Outcome[]>): string {
  const counts = new Map<string, number>();
  for (const list of outcomes) {
    for (const { paid } of list.filter(isOrder))
      if (paid) counts.set(paid.currency, (counts.get(paid.currency) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}

interface Value {
  readonly y: number;
  /** Of a ratio, what y is divided by. */
  readonly x?: number;
}

const SUMS = ['conversion', 'orders', 'revenue', 'margin', 'refunds'] as const satisfies readonly Metric[];
const isSum = (metric: Metric): metric is (typeof SUMS)[number] => (SUMS as readonly Metric[]).includes(metric);

function sumsOf(
  outcomes: readonly Outcome[],
  refunded: readonly Refund[],
  toldIn: ToldIn,
): Readonly<Record<(typeof SUMS)[number], Value>> {
  let [orders, paid, cost] = [0, 0, 0];
  // By the rate of the order's day: what is given back in full leaves nothing.
  const refunds = refunded.reduce(
    (sum, { amount, currency, orderedAtMs }) => sum + (toldIn(amount, { currency, atMs: orderedAtMs }) ?? 0),
    0,
  );
  for (const outcome of outcomes) {
    if (outcome.what === 'order') {
      orders++;
      if (outcome.paid === undefined) continue;
      const of = { currency: outcome.paid.currency, atMs: outcome.atMs };
      paid += toldIn(outcome.paid.amount, of) ?? 0;
      cost += toldIn(outcome.costMinor, of) ?? 0;
    }
  }
  return {
    conversion: { y: Math.min(1, orders) },
    orders: { y: orders },
    revenue: { y: paid - refunds },
    margin: { y: paid - refunds - cost },
    refunds: { y: refunds },
  };
}

function ratiosOf(outcomes: readonly Outcome[]) {
  const meanOf = (what: 'rating' | 'csat' | 'nps'): Value => {
    const answers = outcomes.flatMap((outcome) => (outcome.what === what ? outcome.score : []));
    return { y: answers.reduce((sum, score) => sum + score, 0), x: answers.length };
  };
  return { rating: meanOf('rating'), csat: meanOf('csat'), nps: meanOf('nps') };
}

function clicksOf(shown: readonly ShownDecision[], per: 'impression' | 'decision'): Value {
  if (per === 'decision') return { y: shown.filter(({ isClicked }) => isClicked).length, x: shown.length };
  const seen = shown.flatMap(({ impressions }) => impressions ?? []);
  const sumOf = (name: 'seen' | 'clicked') => seen.reduce((sum, one) => sum + one[name], 0);
  return { y: sumOf('clicked'), x: sumOf('seen') };
}

/** Of orders within the time, what was given back by its end: later it is too late to count for anybody. */
const refundedIn = (all: readonly Refund[], fromMs: number, untilMs: number): readonly Refund[] =>
  all.filter(({ orderedAtMs, atMs }) => orderedAtMs >= fromMs && orderedAtMs < untilMs && atMs < untilMs);

const within = <Timed extends { readonly atMs: number }>(all: readonly Timed[], fromMs: number, untilMs: number) =>
  all.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);

const isOrder = (outcome: Outcome): outcome is OrderOutcome => outcome.what === 'order';

const newArm = (): { people: number; moments: Record<Metric, Moments>; spending: Spending } & CountedArm => ({
  people: 0,
  spending: NOTHING_SPENT,
  moments: Object.fromEntries(METRICS.map((metric) => [metric, NO_PEOPLE])) as Record<Metric, Moments>,
});
