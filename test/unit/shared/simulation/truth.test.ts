import { describe, expect, it } from 'vitest';
import type { SegmentEvent } from '../../../../shared/simulation/segment-event.ts';
import { simulateShop } from '../../../../shared/simulation/shop.ts';

const DAY_MS = 86_400_000;
const endAtMs = Date.UTC(2026, 5, 1);
const shop = simulateShop({ seed: 1, itemCount: 400, shopperCount: 600, days: 60, endAtMs });
const { truth, items } = shop;
const indexOf = new Map(items.map(({ itemId }, i) => [itemId, i]));
const shopperIdOf = new Map(shop.shoppers.map(({ anonymousId, id }) => [anonymousId, id]));

interface Look {
  readonly shopperId: string;
  readonly atMs: number;
  readonly index: number;
}
interface Step {
  readonly from: Look;
  readonly to: Look;
}

const looks: readonly Look[] = shop.events.flatMap((event) => {
  if (event.type !== 'track' || event.event !== 'Product Viewed') return [];
  const index = indexOf.get(event.properties['product_id'] as string)!;
  return [{ shopperId: shopperIdOf.get(event.anonymousId)!, atMs: Date.parse(event.timestamp), index }];
});

/** A look and the next of the same shopper in the same session: sessions lie at least 40 minutes apart. */
const steps: readonly Step[] = stepsOf(looks);

function stepsOf(ordered: readonly Look[]): Step[] {
  const last = new Map<string, Look>();
  return ordered.flatMap((to) => {
    const from = last.get(to.shopperId);
    last.set(to.shopperId, to);
    return from !== undefined && to.atMs - from.atMs < 30 * 60_000 ? [{ from, to }] : [];
  });
}

/** Positions of the ten highest, ties by position. */
function top10(weights: ArrayLike<number>): readonly number[] {
  return Array.from({ length: weights.length }, (_, i) => i)
    .sort((a, b) => weights[b]! - weights[a]! || a - b)
    .slice(0, 10);
}

function meanAndError(values: readonly number[]): { mean: number; standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

describe('the planted truth', () => {
  it('is a distribution over the items, before and within a session, and never the same item twice in a row', () => {
    for (const { id } of shop.shoppers.slice(0, 40)) {
      for (const previous of [undefined, items[0]!.itemId, items[77]!.itemId]) {
        const probabilities = truth.nextItemProbabilities(id, previous, endAtMs);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        expect(probabilities.every((value) => value >= 0)).toBe(true);
        if (previous !== undefined) expect(probabilities[indexOf.get(previous)!]).toBe(0);
      }
    }
  });

  it('says of purchases that they sum to one, and gives none to what cannot be bought', () => {
    for (const { id, market } of shop.shoppers.slice(0, 10)) {
      const affinities = items.map(({ itemId }) => truth.purchaseAffinity(id, itemId));
      expect(affinities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      for (const [i, { stock, markets }] of items.entries()) {
        const isForSale = stock !== 0 && (markets.length === 0 || markets.includes(market));
        expect(affinities[i]! > 0).toBe(isForSale);
      }
    }
  });

  it('plants complements of other kinds, none to itself', () => {
    const planted = items.filter(({ itemId }) => truth.complementsOf(itemId).length > 0);

    expect(planted.length).toBeGreaterThan(items.length / 2);
    for (const { itemId, attributes } of planted) {
      for (const other of truth.complementsOf(itemId)) {
        expect(items[indexOf.get(other)!]!.attributes['kind']).not.toBe(attributes['kind']);
      }
    }
  });

  it('refuses an id that is not in the shop, naming it', () => {
    expect(() => truth.purchaseAffinity('nobody', items[0]!.itemId)).toThrow('no such id, "nobody"');
    expect(() => truth.complementsOf('nothing')).toThrow(RangeError);
  });
});

describe('what the shoppers do', () => {
  it('hits the ten likeliest next items as often as the truth says', () => {
    let hits = 0;
    let expected = 0;
    let variance = 0;
    for (const { from, to } of steps) {
      const probabilities = truth.nextItemProbabilities(from.shopperId, items[from.index]!.itemId, to.atMs);
      const top = top10(probabilities);
      const p = top.reduce((sum, i) => sum + probabilities[i]!, 0);
      hits += top.includes(to.index) ? 1 : 0;
      expected += p;
      variance += p * (1 - p); // one Bernoulli draw a step
    }

    expect(Math.abs(hits - expected)).toBeLessThan(4 * Math.sqrt(variance));
  });

  it('follows planted complements more often than taste alone would', () => {
    const excess = steps
      .filter(({ from }) => truth.complementsOf(items[from.index]!.itemId).length > 0)
      .map(({ from, to }) => {
        const complements = truth.complementsOf(items[from.index]!.itemId).map((itemId) => indexOf.get(itemId)!);
        const byTaste = truth.nextItemProbabilities(from.shopperId, undefined, to.atMs);
        return (complements.includes(to.index) ? 1 : 0) - complements.reduce((sum, i) => sum + byTaste[i]!, 0);
      });
    const { mean, standardError } = meanAndError(excess);

    // A quarter of the steps is planted, less where a complement is not sold in the market.
    expect(mean - 4 * standardError).toBeGreaterThan(0.15);
  });

  it('is predicted best by taste and sequence, then by taste, then by popularity', () => {
    const cutMs = endAtMs - 15 * DAY_MS;
    const counts = new Float64Array(items.length);
    for (const { index, atMs } of looks) if (atMs < cutMs) counts[index]! += 1;
    const test = steps.filter(({ from }) => from.atMs >= cutMs);
    const hit = (weights: ArrayLike<number>, { to }: Step) => (top10(weights).includes(to.index) ? 1 : 0);

    const byPopularity = test.map((step) => hit(counts, step));
    const byTaste = test.map((step) =>
      hit(truth.nextItemProbabilities(step.from.shopperId, undefined, step.to.atMs), step),
    );
    const byOracle = test.map((step) =>
      hit(truth.nextItemProbabilities(step.from.shopperId, items[step.from.index]!.itemId, step.to.atMs), step),
    );
    const gainOf = (better: readonly number[], worse: readonly number[]) => {
      const { mean, standardError } = meanAndError(better.map((value, i) => value - worse[i]!));
      return mean - 4 * standardError; // paired, so the steps' own difficulty cancels
    };

    expect(test.length).toBeGreaterThan(1_000);
    expect(gainOf(byTaste, byPopularity)).toBeGreaterThan(0.1);
    expect(gainOf(byOracle, byTaste)).toBeGreaterThan(0.1);
    // What is left for a learner: at least three times the hits of the best that ignores the person.
    expect(meanAndError(byOracle).mean).toBeGreaterThan(3 * meanAndError(byPopularity).mean);
  });

  it('buys what the purchase affinity says, rather than what is popular', () => {
    const gains = shop.events.flatMap((event) =>
      boughtIn(event).map((itemId) => {
        const shopperId = shopperIdOf.get(event.anonymousId)!;
        return Math.log(truth.purchaseAffinity(shopperId, itemId)) - Math.log(truth.popularityOf(itemId));
      }),
    );
    const { mean, standardError } = meanAndError(gains);

    // A gain of log 2: the truth gives what was bought twice the probability that popularity gives it.
    expect(mean - 4 * standardError).toBeGreaterThan(Math.log(2));
  });
});

function boughtIn(event: SegmentEvent): readonly string[] {
  if (event.type !== 'track' || event.event !== 'Order Completed') return [];
  return (event.properties['products'] as { product_id: string }[]).map(({ product_id }) => product_id);
}
