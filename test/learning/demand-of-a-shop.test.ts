import { describe, expect, it } from 'vitest';
import { foreseeDemand } from '../../functions/nightly/demand/foresee-demand.ts';
import { salesRows } from '../../functions/nightly/demand/sales-rows.ts';
import { interactionsOf } from '../../shared/domain/interaction.ts';
import { pinballLoss } from '../../shared/evaluation/forecast-errors.ts';
import { countQuantiles } from '../../shared/learning/forecasting/count-distribution.ts';
import {
  rateDistribution,
  type SmoothedRate,
  simpleSmoothing,
  syntetosBoylan,
} from '../../shared/learning/forecasting/count-references.ts';
import { type Demand, demandWithin } from '../../shared/model/demand.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { tablesOf } from '../support/simulated-night.ts';

const DAY_MS = 86_400_000;
const DAYS = 100;
const HELD_DAYS = 14;
const LEVELS = [0.5, 0.75, 0.9, 0.95];
const END_AT_MS = Date.UTC(2026, 5, 1);

/** What a simulated shop sold until its last two weeks, what is foreseen of them, and what they brought. */
function heldOut() {
  const shop = simulateShop({ seed: 4, itemCount: 200, shopperCount: 300, days: DAYS, endAtMs: END_AT_MS });
  const cutMs = END_AT_MS - HELD_DAYS * DAY_MS;
  const rows = salesRows();
  const later = new Map<string, number>();
  for (const { event } of tablesOf(shop).events) {
    for (const { kind, itemId, atMs, quantity } of interactionsOf(event)) {
      if (kind !== 'purchase') continue;
      const daysAgo = Math.floor((cutMs - 1 - atMs) / DAY_MS);
      if (daysAgo >= 0) rows.add({ itemId, daysAgo, units: quantity, buyer: 0 });
      else later.set(itemId, (later.get(itemId) ?? 0) + quantity);
    }
  }
  const sales = rows.sales(() => true);
  const listedDays = DAYS - HELD_DAYS;
  const catalog = new Map(
    shop.items.map(({ itemId, categories: [category = ''] }) => [itemId, { category, isDeleted: false, listedDays }]),
  );
  const foreseen = foreseeDemand(sales, catalog, 182);
  const withLater = ([itemId, demand]: readonly [string, Demand]) => ({
    demand,
    counts: sales.byDay(itemId, listedDays),
    asked: later.get(itemId) ?? 0,
  });
  return { sold: Array.from(foreseen.items, withLater), unsold: Array.from(foreseen.unsold, withLater) };
}

describe('two weeks of a simulated shop', () => {
  const { sold, unsold } = heldOut();

  it('bring no more than a quantile says as often as it says, also of what was never sold', () => {
    for (const items of [sold, [...sold, ...unsold]]) {
      expect(items.length).toBeGreaterThan(100);
      for (const level of LEVELS) {
        const held = items.filter(({ demand, asked }) => asked <= Math.round(demandWithin(demand, HELD_DAYS, level)));
        // Most sell one or none: the share is the level or more, 4 standard errors of items that are independent.
        const error = Math.sqrt((level * (1 - level)) / items.length);
        expect(held.length / items.length, `${level}`).toBeGreaterThan(level - 4 * error);
      }
    }
  });

  it('are foreseen better than by smoothing each item alone', () => {
    const lossOf = (quantiles: (one: (typeof sold)[number]) => readonly number[]) =>
      sold.reduce((sum, one) => {
        const foreseen = quantiles(one);
        const losses = LEVELS.map(
          (level, q) => pinballLoss(Float64Array.of(one.asked), Float64Array.of(foreseen[q]!), level)!,
        );
        return sum + losses.reduce((a, b) => a + b, 0) / sold.length;
      }, 0);
    const smoothed = (rate: (counts: Float64Array) => SmoothedRate) =>
      lossOf(({ counts }) => countQuantiles(rateDistribution(rate(counts), HELD_DAYS), LEVELS));
    const loss = lossOf(({ demand }) => LEVELS.map((level) => demandWithin(demand, HELD_DAYS, level)));
    expect(loss).toBeLessThan(smoothed(simpleSmoothing));
    expect(loss).toBeLessThan(smoothed(syntetosBoylan));
  });
});
