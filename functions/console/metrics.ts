import type { AnswersDay, MetricMonth, PlacementCoverage, PlacementDay } from '../../shared/domain/shop-metrics.ts';
import { monthOf } from '../../shared/domain/shop-metrics.ts';
import { DAY_MS, isoOf, utcDay } from '../../shared/domain/time.ts';
import { bothRates, NO_DRAWS, type RateSums, rateOf } from '../../shared/evaluation/clustered-rate.ts';
import type { ShopMetrics } from '../../shared/ports/shop-metrics.ts';
import type { ReturnReply, ReturnsQuery, ReturnsReply } from './experiments/returns.ts';
import { type AnswersReply, satisfactionOf } from './satisfaction.ts';

export type MetricName = 'ctr' | 'cvr' | 'satisfaction' | 'roi';

export interface MetricQuery {
  readonly name: MetricName;
  /** Absent: all. */
  readonly placement?: string | undefined;
  /** UTC days, both included. */
  readonly from: string;
  readonly to: string;
}

/** A measure, or why there is none; its interval at 95 %, or why there is none. */
export interface Measured {
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Why something is null. */
  readonly reason?: string;
}

export interface MetricReply extends Measured {
  readonly name: MetricName;
  readonly from: string;
  readonly to: string;
  /** Up to when was counted; absent: no night has counted yet. */
  readonly asOf?: string;
  /** Of ctr: what its draws are. */
  readonly basis?: Basis;
  readonly groups?: readonly GroupReply[];
  readonly days?: readonly DayReply[];
  readonly answers?: readonly AnswersReply[];
  /** Of roi: what was tried. */
  readonly experiments?: readonly ReturnReply[];
}

/** Impressions, or all items of all decisions where no impression came. */
type Basis = 'impressions' | 'shown items';

export interface GroupReply extends Measured {
  readonly placement: string;
  readonly policy: string;
  readonly basis?: Basis;
  readonly decisions: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly carts: number;
  readonly conversions: number;
  readonly units: number;
  /** By currency, in its minor unit. */
  readonly revenue: Readonly<Record<string, number>>;
  /** Of the weeks before the newest night; absent: nothing was shown in them. */
  readonly coverage?: {
    readonly value: number | null;
    readonly items: number;
    readonly of: number;
    readonly days: number;
  };
}

export interface DayReply extends Measured {
  readonly day: string;
  readonly decisions: number;
  /** Nothing more can come of the day. */
  readonly isClosed: boolean;
}

/** What nights counted of some days, as one figure and in parts. Where something is not defined it is null, and says why. */
export const metricOf =
  (metrics: ShopMetrics, returns: (query: ReturnsQuery) => Promise<ReturnsReply>) =>
  async (query: MetricQuery): Promise<MetricReply> => {
    const { name, from, to } = query;
    const [months, now] = await Promise.all([Promise.all(monthsOf(query).map(metrics.read)), metrics.now()]);
    const asked = { name, from, to, ...(now && { asOf: isoOf(now.asOfMs) }) };
    const counted = months.flatMap((month) => month ?? []);
    if (name === 'roi') return { ...asked, ...(await returns(query)) };
    if (name === 'satisfaction') return { ...asked, ...toldSatisfaction(answersIn(counted, query), query) };
    const days = placementsIn(counted, query);
    return { ...asked, ...toldRates(days, name, now?.coverage ?? []) };
  };

export const undefinedBecause = (reason: string): Measured => ({ value: null, interval: null, reason });

function monthsOf({ from, to }: MetricQuery): readonly string[] {
  const months = new Set<string>();
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += DAY_MS) months.add(monthOf(utcDay(ms)));
  return [...months];
}

const isWithin = ({ day }: { readonly day: string }, { from, to }: MetricQuery): boolean => day >= from && day <= to;

const placementsIn = (months: readonly MetricMonth[], query: MetricQuery): readonly PlacementDay[] =>
  months
    .flatMap(({ placements }) => placements)
    .filter((day) => isWithin(day, query) && (query.placement ?? day.placement) === day.placement);

const answersIn = (months: readonly MetricMonth[], query: MetricQuery): readonly AnswersDay[] =>
  months.flatMap(({ answers }) => answers).filter((day) => isWithin(day, query));

// ── Rates ───────────────────────────────────────────────────────────────────────────────────────────

function toldRates(days: readonly PlacementDay[], name: 'ctr' | 'cvr', coverage: readonly PlacementCoverage[]) {
  const tell = name === 'ctr' ? clickRate : conversionRate;
  return {
    ...tell(days),
    groups: [...grouped(days, ({ placement, policy }) => `${placement}\n${policy}`)].map((group) =>
      groupReply(group, tell, coverage),
    ),
    days: [...grouped(days, ({ day }) => day)]
      .map(
        (of): DayReply => ({
          day: of[0]!.day,
          ...tell(of),
          decisions: sumOf(of, ({ decisions }) => decisions),
          isClosed: of.every(({ isClosed }) => isClosed),
        }),
      )
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

type Rated = Measured & { readonly basis?: Basis };

/** Clicks by impressions; where no impression came, by what was shown. */
function clickRate(days: readonly PlacementDay[]): Rated {
  if (days.length === 0) return undefinedBecause(NOTHING_DECIDED);
  const seen = ratesOf(days, ({ clicksOfSeen }) => clicksOfSeen);
  if (seen.draws > 0) return { ...measured(seen), basis: 'impressions' };
  const shown = ratesOf(days, ({ clicksOfShown }) => clicksOfShown);
  return shown.hits > 0 ? { ...measured(shown), basis: 'shown items' } : undefinedBecause(NOTHING_CAME);
}

const NOTHING_DECIDED = 'nothing was decided on these days, or no night has counted them yet';
const NOTHING_CAME = 'no impression and no click of these days names a decision: send decision_id with both';

const conversionRate = (days: readonly PlacementDay[]): Rated =>
  days.length === 0 ? undefinedBecause(NOTHING_DECIDED) : measured(ratesOf(days, ({ conversions }) => conversions));

const ratesOf = (days: readonly PlacementDay[], of: (day: PlacementDay) => RateSums): RateSums =>
  days.reduce((sum, day) => bothRates(sum, of(day)), NO_DRAWS);

const measured = (sums: RateSums): Measured => rateOf(sums) ?? undefinedBecause(NOTHING_DECIDED);

function groupReply(
  days: readonly PlacementDay[],
  tell: (days: readonly PlacementDay[]) => Rated,
  coverages: readonly PlacementCoverage[],
): GroupReply {
  const { placement, policy } = days[0]!;
  const covered = coverages.find((one) => one.placement === placement && one.policy === policy);
  const revenue: Record<string, number> = {};
  for (const day of days)
    for (const [currency, amount] of Object.entries(day.revenue)) revenue[currency] = (revenue[currency] ?? 0) + amount;
  return {
    placement,
    policy,
    ...tell(days),
    decisions: sumOf(days, ({ decisions }) => decisions),
    impressions: sumOf(days, ({ clicksOfSeen }) => clicksOfSeen.draws),
    clicks: sumOf(days, ({ clicksOfShown }) => clicksOfShown.hits),
    carts: sumOf(days, ({ carts }) => carts),
    conversions: sumOf(days, ({ conversions }) => conversions.hits),
    units: sumOf(days, ({ units }) => units),
    revenue,
    ...(covered && { coverage: coverageReply(covered) }),
  };
}

const coverageReply = ({ items, of, days }: PlacementCoverage) => ({
  value: of === 0 ? null : Math.min(1, items / of), // what is shown may have left the catalog since
  items,
  of,
  days,
});

const sumOf = (days: readonly PlacementDay[], of: (day: PlacementDay) => number): number =>
  days.reduce((sum, day) => sum + of(day), 0);

function grouped(
  days: readonly PlacementDay[],
  keyOf: (day: PlacementDay) => string,
): Iterable<readonly PlacementDay[]> {
  return Map.groupBy(days, keyOf).values();
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────

function toldSatisfaction(answers: readonly AnswersDay[], { placement }: MetricQuery) {
  if (placement !== undefined) return undefinedBecause('answers and ratings are of the shop, not of a placement');
  const told = satisfactionOf(answers);
  const { value, interval, reason } = told.find(({ question }) => question === 'csat')!;
  return { value, interval, ...(reason !== undefined && { reason }), answers: told };
}
