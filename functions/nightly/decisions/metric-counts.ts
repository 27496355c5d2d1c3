import type { LoggedDecision } from '../../../shared/domain/logged-decision.ts';
import type { PlacementCoverage, PlacementDay } from '../../../shared/domain/shop-metrics.ts';
import { DAY_MS, utcDay } from '../../../shared/domain/time.ts';
import { NO_DRAWS, type RateSums, withCluster } from '../../../shared/evaluation/clustered-rate.ts';

/** Weeks over which it is counted how much of the catalog is shown. */
export const COVERAGE_DAYS = 28;

/** What one person adds to a day of a placement and policy. */
interface Own {
  decisions: number;
  impressed: number;
  carts: number;
  units: number;
  readonly revenue: Map<string, number>;
  seen: number;
  clicksOfSeen: number;
  shown: number;
  clicks: number;
  converted: number;
}

type Counted = Omit<Own, 'seen' | 'clicksOfSeen' | 'shown' | 'clicks' | 'converted'> & {
  readonly items: Set<number>;
  clicksOfSeen: RateSums;
  clicksOfShown: RateSums;
  conversions: RateSums;
};

/** Counts what came of decisions, person by person; memory: an entry a day, placement and policy, and a number an item in it. */
export function metricCounts(takenAtMs: number, rewardWindowMs: number) {
  const days = new Map<string, Counted>();
  const covered = new Map<string, Set<number>>();
  const numberOf = new Map<string, number>();
  const numbered = (itemId: string): number => {
    const known = numberOf.get(itemId) ?? numberOf.size;
    numberOf.set(itemId, known);
    return known;
  };
  return {
    /** All decisions of one person. */
    add(decisions: readonly LoggedDecision[]): void {
      const own = new Map<string, Own>();
      for (const decision of decisions) {
        const group = `${decision.point}\n${decision.policy}`;
        const key = `${utcDay(decision.decidedAtMs)}\n${group}`;
        const counted = days.get(key) ?? nothingCounted();
        days.set(key, counted);
        const sum = own.get(key) ?? nothingOwn();
        own.set(key, sum);
        addDecision(sum, decision);
        const isLately = decision.decidedAtMs > takenAtMs - COVERAGE_DAYS * DAY_MS;
        const lately = covered.get(group) ?? new Set();
        if (isLately) covered.set(group, lately);
        for (const { id } of decision.choices) {
          const item = numbered(id);
          counted.items.add(item);
          if (isLately) lately.add(item);
        }
      }
      for (const [key, sum] of own) pour(sum, days.get(key)!);
    },

    placements: (): readonly PlacementDay[] =>
      [...days].map(([key, counted]) => {
        const [day = '', placement = '', policy = ''] = key.split('\n');
        const { items, revenue, ...told } = counted;
        const isClosed = Date.parse(day) + DAY_MS + rewardWindowMs <= takenAtMs;
        return { day, placement, policy, ...told, revenue: Object.fromEntries(revenue), items: items.size, isClosed };
      }),

    /** @param itemCount - items that the catalog has. */
    coverage: (itemCount: number): readonly PlacementCoverage[] =>
      [...covered].map(([group, items]) => {
        const [placement = '', policy = ''] = group.split('\n');
        return { placement, policy, days: COVERAGE_DAYS, items: items.size, of: itemCount };
      }),
  };
}

const nothingCounted = (): Counted => ({
  ...{ decisions: 0, impressed: 0, carts: 0, units: 0, revenue: new Map(), items: new Set() },
  ...{ clicksOfSeen: NO_DRAWS, clicksOfShown: NO_DRAWS, conversions: NO_DRAWS },
});

const nothingOwn = (): Own => ({
  ...{ decisions: 0, impressed: 0, carts: 0, units: 0, revenue: new Map() },
  ...{ seen: 0, clicksOfSeen: 0, shown: 0, clicks: 0, converted: 0 },
});

function addDecision(own: Own, { choices }: LoggedDecision): void {
  const isImpressed = choices.some(({ isSeen }) => isSeen !== undefined);
  own.decisions++;
  if (isImpressed) own.impressed++;
  if (choices.some(({ units }) => units > 0)) own.converted++;
  for (const { isSeen, isClicked, isCarted, units, revenueMinor, currency } of choices) {
    own.shown++;
    if (isClicked) own.clicks++;
    if (isSeen) own.seen++;
    if (isSeen && isClicked) own.clicksOfSeen++;
    if (isCarted) own.carts++;
    own.units += units;
    if (currency !== undefined) own.revenue.set(currency, (own.revenue.get(currency) ?? 0) + revenueMinor);
  }
}

function pour(own: Own, into: Counted): void {
  into.decisions += own.decisions;
  into.impressed += own.impressed;
  into.carts += own.carts;
  into.units += own.units;
  for (const [currency, amount] of own.revenue) into.revenue.set(currency, (into.revenue.get(currency) ?? 0) + amount);
  into.clicksOfSeen = withCluster(into.clicksOfSeen, own.clicksOfSeen, own.seen);
  into.clicksOfShown = withCluster(into.clicksOfShown, own.clicks, own.shown);
  into.conversions = withCluster(into.conversions, own.converted, own.decisions);
}
