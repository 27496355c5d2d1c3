import { dualPrice } from '../../../shared/decisioning/offers/dual-price.ts';
import type { DecisionPoint, PointAction } from '../../../shared/domain/decision-point.ts';
import type { Budget, Offer } from '../../../shared/domain/offer.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { AskablePolicy } from '../../../shared/model/action-policy.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { BudgetBook } from '../../../shared/ports/offers.ts';
import type { LearntDecision } from './learnt-decision.ts';

export interface PricePorts {
  readonly offers: Pick<Documents<Offer>, 'list'>;
  readonly budgets: Pick<Documents<Budget>, 'list'>;
  readonly book: Pick<BudgetBook, 'read'>;
}

/** A point with what was learnt for it, and for whom it decided. */
export interface PricedPoint {
  readonly point: DecisionPoint;
  readonly policy: Pick<AskablePolicy, 'beliefs'>;
  readonly decisions: readonly LearntDecision[];
}

/** Decisions by which a budget is priced, the newest: they say who comes. */
const MOST_ASKED = 5000;
/** A budget without a day to be spent by is spread so far. */
const SPREAD_DAYS = 30;

/**
 * By budget, what a unit of its money is worth beyond itself, so that with it each person is decided for alone and the
 * budget lasts: for those who came lately, by what each offer is expected to earn with them. A budget that no learnt point
 * takes of has none.
 */
export async function priceBudgets(
  ports: PricePorts,
  points: readonly PricedPoint[],
  nowMs: number,
): Promise<Readonly<Record<string, number>>> {
  const taking = points.filter(
    ({ point }) => point.currency !== undefined && point.actions.some(({ offerId }) => offerId),
  );
  if (taking.length === 0) return {};
  const [offers, budgets] = await Promise.all([ports.offers.list(), ports.budgets.list()]);
  const offerOf = new Map(offers.map(({ id, body }) => [id, body]));
  const prices: Record<string, number> = {};
  for (const { body: budget } of budgets) {
    const state = await ports.book.read(budget.budgetId);
    const cases = taking.flatMap((point) => casesOf(point, budget, offerOf));
    if (cases.length === 0) continue;
    const days = daysOf(cases);
    const found = dualPrice(treatmentsOf(cases), days * perDayOf(budget, state?.remainingMinor ?? 0, nowMs));
    prices[budget.budgetId] = found.price;
  }
  return prices;
}

interface Case {
  readonly decidedAtMs: number;
  /** What each action that takes of the budget earns beyond the best that does not, before what its offer costs. */
  readonly ways: readonly { readonly gain: number; readonly cost: number }[];
}

function casesOf({ point, policy, decisions }: PricedPoint, budget: Budget, offers: ReadonlyMap<string, Offer>) {
  const costOf = ({ offerId }: PointAction): number | undefined => {
    const offer = offers.get(offerId ?? '');
    return offer?.budgetId === budget.budgetId ? offer.costMinor : undefined;
  };
  if (!point.actions.some((action) => costOf(action) !== undefined)) return [];
  return newest(decisions).map(({ features, decidedAtMs }): Case => {
    const beliefs = policy.beliefs(features, NOTHING_SINCE);
    const worthOf = ({ actionId, costMinor, valueMinor = 0 }: PointAction): number =>
      (beliefs.get(actionId)?.mean ?? 0) * (point.reward.kind === 'money' ? 1 : valueMinor) - costMinor;
    const free = point.actions.filter((action) => costOf(action) === undefined).map(worthOf);
    const otherwise = free.length === 0 ? 0 : Math.max(...free);
    return {
      decidedAtMs,
      ways: point.actions.flatMap((action) => {
        const cost = costOf(action);
        return cost === undefined ? [] : [{ gain: worthOf(action) - otherwise + cost, cost }];
      }),
    };
  });
}

const NOTHING_SINCE = new Map();

const newest = (decisions: readonly LearntDecision[]): readonly LearntDecision[] =>
  decisions
    .toSorted((a, b) => b.decidedAtMs - a.decidedAtMs || (a.decisionId < b.decisionId ? -1 : 1))
    .slice(0, MOST_ASKED);

/** Points have different numbers of ways: what a point has not earns nothing and costs nothing. */
function treatmentsOf(cases: readonly Case[]) {
  const ways = Math.max(...cases.map((one) => one.ways.length));
  const gain = new Float64Array(cases.length * ways);
  const cost = new Float64Array(cases.length * ways);
  cases.forEach((one, person) => {
    one.ways.forEach((way, at) => {
      gain[person * ways + at] = way.gain;
      cost[person * ways + at] = way.cost;
    });
  });
  return { gain, cost, ways };
}

/** In which they came: a day at least. */
function daysOf(cases: readonly Case[]): number {
  const times = cases.map(({ decidedAtMs }) => decidedAtMs);
  const first = times.reduce((least, atMs) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  const last = times.reduce((most, atMs) => Math.max(most, atMs), 0);
  return Math.max(1, (last - first) / DAY_MS);
}

function perDayOf({ untilDay, perDayMinor }: Budget, remainingMinor: number, nowMs: number): number {
  const left = untilDay === undefined ? SPREAD_DAYS : (Date.parse(`${untilDay}T00:00:00Z`) + DAY_MS - nowMs) / DAY_MS;
  return Math.min(perDayMinor ?? Number.POSITIVE_INFINITY, Math.max(0, remainingMinor) / Math.max(1, left));
}
