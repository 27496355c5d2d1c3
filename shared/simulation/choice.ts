import type { PlantedItem } from './catalog.ts';
import type { Shopper } from './shoppers.ts';
import type { PriceLevel } from './vocabulary.ts';

/** The planted truth as probabilities; every array is parallel to the catalog. */
export interface Choice {
  /** How the shopper's attention spreads over the items apart from any session: tastes times popularity; sums to 1. */
  affinity(shopper: Shopper): Float64Array;
  /** What the shopper looks at next after `previous` (undefined: at the start of a session); sums to 1. */
  nextItem(shopper: Shopper, previous: number | undefined, atMs: number): Float64Array;
  /** The probability that a look at the item ends in the cart; 0 for an item that cannot be bought. */
  addToCart(shopper: Shopper, index: number): number;
}

/** Shares of the reasons for the next look, given a previous one; a reason that has no item leaves its share to taste. */
const COMPLEMENT_SHARE = 0.25;
const SIMILAR_SHARE = 0.4;
const POPULAR_SHARE = 0.1;

export function makeChoice(items: readonly PlantedItem[]): Choice {
  let last: { readonly shopper: Shopper; readonly affinity: Float64Array } | undefined;

  const affinity = (shopper: Shopper): Float64Array => {
    if (last?.shopper !== shopper) last = { shopper, affinity: affinityOf(shopper, items) };
    return last.affinity;
  };

  return {
    affinity,
    nextItem(shopper, previous, atMs) {
      const liking = affinity(shopper);
      const from = previous === undefined ? undefined : items[previous]!;
      const [taste, similar, popular, complement] = Array.from({ length: 4 }, () => new Float64Array(items.length));
      for (let i = 0; i < items.length; i++) {
        const item = items[i]!;
        if (i === previous || liking[i] === 0 || item.createdAtMs > atMs) continue;
        taste![i] = liking[i]!;
        if (from === undefined) continue;
        similar![i] = liking[i]! * similarity(from, item);
        popular![i] = item.popularity;
      }
      for (const { index, weight } of from?.complements ?? []) complement![index] = taste![index]! > 0 ? weight : 0;
      return mixture(taste!, [
        [COMPLEMENT_SHARE, complement!],
        [SIMILAR_SHARE, similar!],
        [POPULAR_SHARE, popular!],
      ]);
    },
    addToCart(shopper, index) {
      const item = items[index]!;
      if (item.item.stock === 0 || !isSoldIn(item, shopper)) return 0;
      const likesBrand = shopper.tastes.brands[item.brand.name]!;
      const likesStyle = shopper.tastes.styles[item.style]!;
      return 0.02 + 0.25 * priceFit(shopper, item.brand.priceLevel) * saturated(likesBrand * likesStyle);
    },
  };
}

function affinityOf(shopper: Shopper, items: readonly PlantedItem[]): Float64Array {
  const { categories, brands, styles } = shopper.tastes;
  return normalised(
    Float64Array.from(items, (item) => {
      if (!isSoldIn(item, shopper)) return 0;
      const likes = categories[item.kind.category]! * brands[item.brand.name]! * styles[item.style]!;
      return likes * priceFit(shopper, item.brand.priceLevel) * item.popularity;
    }),
  );
}

function isSoldIn({ item }: PlantedItem, { market }: Shopper): boolean {
  return item.markets.length === 0 || item.markets.includes(market);
}

/** In (0, 1]: 1 when the brand is exactly as dear as the shopper likes, 0.54 one level off. */
function priceFit(shopper: Shopper, level: PriceLevel): number {
  return Math.exp(-((level - shopper.tastes.priceLevel) ** 2) / (2 * 0.9 ** 2));
}

/** Odds to probability: a neutral liking of 1 gives 1/2. */
function saturated(odds: number): number {
  return odds / (1 + odds);
}

/** Momentum: 0 across categories, most within the same kind and style. */
function similarity(from: PlantedItem, to: PlantedItem): number {
  if (from.kind.category !== to.kind.category) return 0;
  return (from.kind === to.kind ? 3 : 1) * (from.style === to.style ? 2 : 1);
}

type Part = readonly [share: number, weights: Float64Array];

/**
 * The parts by their shares; what is left over, or belongs to a part without weight, follows the base.
 * RangeError when the base has no weight: nothing is sold in this market.
 */
function mixture(base: Float64Array, parts: readonly Part[]): Float64Array {
  const result = new Float64Array(base.length);
  let left = 1;
  for (const [share, weights] of parts) {
    const sum = sumOf(weights);
    if (sum === 0) continue;
    left -= share;
    for (let i = 0; i < result.length; i++) result[i]! += (share * weights[i]!) / sum;
  }
  const rest = normalised(base);
  for (let i = 0; i < result.length; i++) result[i]! += left * rest[i]!;
  return result;
}

function normalised(weights: Float64Array): Float64Array {
  const sum = sumOf(weights);
  if (!(sum > 0)) throw new RangeError(`simulated shop: no item of ${weights.length} is sold in this shopper's market`);
  return weights.map((weight) => weight / sum);
}

function sumOf(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
}
