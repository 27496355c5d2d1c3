import type { CountSeries } from '../../../shared/learning/forecasting/count-forecast.ts';
import { fitDemandForecaster } from '../../../shared/learning/forecasting/demand-forecast.ts';
import { type RatePrior, ratePriors } from '../../../shared/learning/forecasting/gamma-rates.ts';
import {
  addSeasonCounts,
  type SeasonCounts,
  seasonCounts,
  seasonMultiples,
} from '../../../shared/learning/forecasting/season-shares.ts';
import { orderOf } from '../../../shared/math/order-of.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import { type Demand, type DemandPrior, demandByPrior, demandOf } from '../../../shared/model/demand.ts';
import type { CatalogItem } from './catalog-items.ts';
import type { Sales } from './sales-rows.ts';

export interface ForeseenDemand {
  readonly shop: DemandPrior;
  /** Of which something was sold. */
  readonly categories: ReadonlyMap<string, DemandPrior>;
  /** Items that were sold and are not deleted, by id; made as they are asked for. */
  readonly items: Iterable<readonly [itemId: string, Demand]>;
  /** The same of those in the catalog that were not sold. */
  readonly unsold: Iterable<readonly [itemId: string, Demand]>;
}

/** Items that regressions are learnt from, at most: more take longer, and their few weights hardly move. */
const MAX_LEARNT_FROM = 2000;
const WEEK = 7;
/** The group of items that have no category. */
const NO_CATEGORY = '';

/** What may be asked for of each item that was sold, and of the others by what their category sold. */
export function foreseeDemand(sales: Sales, catalog: ReadonlyMap<string, CatalogItem>, days: number): ForeseenDemand {
  const sold = sales.itemIds.filter((itemId) => catalog.get(itemId)?.isDeleted !== true);
  const known = [...catalog].filter(([, { isDeleted, listedDays }]) => !isDeleted && listedDays > 0);
  const all = [...new Set([...sold, ...known.map(([itemId]) => itemId)])].sort();
  const categoryOf = (itemId: string) => catalog.get(itemId)?.category ?? NO_CATEGORY;
  const names = [...new Set(all.map(categoryOf))].sort();
  const groupOf = new Map(names.map((name, group) => [name, group]));
  const seriesOf = (itemId: string): CountSeries => ({
    counts: sales.byDay(itemId, Math.min(days, catalog.get(itemId)?.listedDays ?? 0)),
    group: groupOf.get(categoryOf(itemId))!,
  });

  const priors = ratePriors(each(all, seriesOf));
  const weeks = weeksOf(each(sold, seriesOf));
  const priorOf = (prior: RatePrior, week: Float64Array): DemandPrior => ({ ...prior, week: [...week] });
  const forecaster = fitDemandForecaster(lowestHashed(all).map(seriesOf), priors);
  const shop = priorOf(priors.all, weeks.shop);
  const categories = new Map(
    [...priors.groups].flatMap(([group, prior]) =>
      names[group] === NO_CATEGORY ? [] : [[names[group]!, priorOf(prior, weeks.ofGroup(group))]],
    ),
  );
  const isSold = new Set(sold);
  const unsold = [...catalog].filter(([itemId, { isDeleted }]) => !isDeleted && !isSold.has(itemId));
  return {
    shop,
    categories,
    items: each(sold, (itemId) => {
      const series = seriesOf(itemId);
      const week = seasonMultiples(seasonCounts(series.counts, WEEK), weeks.ofGroup(series.group));
      return [itemId, demandOf(forecaster(series), week)] as const;
    }),
    unsold: each(unsold.map(([itemId]) => itemId).sort(), (itemId) => {
      const { category = NO_CATEGORY, listedDays } = catalog.get(itemId)!;
      return [itemId, demandByPrior(categories.get(category) ?? shop, listedDays)] as const;
    }),
  };
}

/** One at a time, each time anew: all of them at once take room. */
const each = <Of>(itemIds: readonly string[], of: (itemId: string) => Of): Iterable<Of> => ({
  *[Symbol.iterator]() {
    for (const itemId of itemIds) yield of(itemId);
  },
});

/** How a week goes in the shop, and in each group of items. */
function weeksOf(series: Iterable<CountSeries>) {
  const nothing: SeasonCounts = { byPlace: new Float64Array(WEEK), weight: 0 };
  let ofAll = nothing;
  const ofGroups = new Map<number, SeasonCounts>();
  for (const { counts, group } of series) {
    const own = seasonCounts(counts, WEEK);
    ofAll = addSeasonCounts(ofAll, own);
    ofGroups.set(group, addSeasonCounts(ofGroups.get(group) ?? nothing, own));
  }
  const shop = seasonMultiples(ofAll);
  return { shop, ofGroup: (group: number) => seasonMultiples(ofGroups.get(group) ?? nothing, shop) };
}

/** As good as drawn by lot, and the same each time. */
function lowestHashed(itemIds: readonly string[]): readonly string[] {
  const hashes = Float64Array.from(itemIds, (itemId) => stringHash(itemId, 5));
  return Array.from(orderOf(hashes).subarray(0, MAX_LEARNT_FROM), (at) => itemIds[at]!);
}
