import { described, drawLooks, type Everybody, type Look, type LookSettings } from './affinity-looks.ts';
import { type Choice, fitConditionalLogit } from './conditional-logit.ts';
import { groupItems, type ItemGroups, type ItemValues, withoutFacet } from './item-values.ts';
import type { Histories } from './sequence-neighbours.ts';

export interface AffinitySettings extends LookSettings {
  /** So many events as of everybody are added to a person's own, > 0. */
  readonly doubt: number;
  /** Sets of values that items may have, at most: facets that tell least are left out until there are as few. */
  readonly groupLimit: number;
}

/**
 * What a person likes by the facets of items, in log-odds. With c of N events on items with a value v, which p of
 * everybody's events have, the value's lift is log((c + doubt p) / ((N + doubt) p)); an item scores
 * Σ over its values of liking[v] · lift(v), and last[v] more where the last item has the value too.
 *
 * Items with the same values are one group: scores are computed by group.
 */
export interface Affinity extends ItemGroups {
  readonly itemCount: number;
  readonly historyLimit: number;
  readonly doubt: number;
  /** (values + 1) in (0, 1] */
  readonly shares: Float32Array;
  /** (values + 1) */
  readonly liking: Float32Array;
  /** (values + 1) */
  readonly last: Float32Array;
}

/**
 * The weights of each facet by conditional logit: what was met next and had not been met before, against other items,
 * with an item's popularity beside. O(looks × negatives × facets²).
 *
 * @returns undefined where nobody met a second item, or items have no values.
 */
export function fitAffinity(
  histories: Histories,
  values: ItemValues,
  itemCount: number,
  settings: AffinitySettings,
): Affinity | undefined {
  const { historyLimit, doubt, groupLimit } = settings;
  const counts = new Float64Array(itemCount);
  for (const item of histories.items) counts[item]!++;
  const looks = drawLooks(histories, itemCount, settings);
  if (looks.length === 0) return undefined;
  for (let kept = values; kept.columns.length > 0; ) {
    const grouped = groupItems(kept);
    const everybody = { counts, shares: sharesOf(kept, counts), doubt };
    const { weights, tells } = fitWeights(looks, kept, everybody);
    if (grouped.groups.length / grouped.width <= groupLimit) {
      const shares = Float32Array.from([...everybody.shares, 1]);
      const liking = byValue(kept, weights.subarray(1));
      const last = byValue(kept, weights.subarray(1 + kept.facetCount));
      return { itemCount, historyLimit, doubt, ...grouped, shares, liking, last };
    }
    kept = withoutFacet(kept, facetThatTellsLeast(kept, tells));
  }
  return undefined;
}

/** Scores of all items. @param items - newest first. */
export function scoreAffinity(model: Affinity, items: ArrayLike<number>): Float32Array {
  const { itemCount, historyLimit, doubt, width, groupOf, groups, shares, liking, last } = model;
  const eventCount = Math.min(items.length, historyLimit);
  const counts = new Float64Array(shares.length);
  const isLast = new Float64Array(shares.length);
  for (let k = 0; k < eventCount; k++) {
    const row = groupOf[items[k]!]! * width;
    for (let at = row; at < row + width; at++) {
      counts[groups[at]!]!++;
      if (k === 0) isLast[groups[at]!] = 1;
    }
  }
  const said = Float64Array.from(shares, (share, v) => {
    const lift = Math.log((counts[v]! + doubt * share) / ((eventCount + doubt) * share));
    return liking[v]! * lift + last[v]! * isLast[v]!;
  });
  const ofGroups = new Float32Array(groups.length / width).map((_, group) => {
    let sum = 0;
    for (let at = group * width; at < (group + 1) * width; at++) sum += said[groups[at]!]!;
    return sum;
  });
  const scores = new Float32Array(itemCount);
  for (let item = 0; item < itemCount; item++) scores[item] = ofGroups[groupOf[item]!]!;
  return scores;
}

/** Share of everybody's events, as if each item had half an event more: above 0. */
function sharesOf({ offsets, columns, valueCount }: ItemValues, counts: Float64Array): Float64Array {
  const shares = new Float64Array(valueCount);
  let total = 0;
  counts.forEach((count, item) => {
    total += count + 0.5;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) shares[columns[at]!]! += count + 0.5;
  });
  return shares.map((share) => Math.max(share, 0.5) / total);
}

/** Weights: of popularity, of each facet's lift, of agreement with the last item; and how much each facet tells. */
function fitWeights(looks: readonly Look[], values: ItemValues, everybody: Everybody) {
  const choices = looks.map((look) => described(look, values, everybody));
  const byPopularity = new Float64Array(1 + 2 * values.facetCount);
  byPopularity[0] = 1;
  const weights = fitConditionalLogit(choices, byPopularity);
  return { weights, tells: tellingOf(choices, weights, values.facetCount) };
}

/** (values + 1): of each value its facet's weight, and 0 behind the last. */
const byValue = ({ valueCount, facets }: ItemValues, ofFacets: Float64Array): Float32Array =>
  Float32Array.from({ length: valueCount + 1 }, (_, v) => (v < valueCount ? ofFacets[facets[v]!]! : 0));

/** By facet the variance among candidates of what it adds to scores. */
function tellingOf(choices: readonly Choice[], weights: Float64Array, facetCount: number): readonly number[] {
  const size = weights.length;
  return Array.from({ length: facetCount }, (_, facet) => {
    let total = 0;
    for (const look of choices) {
      const count = look.length / size;
      let [sum, squares] = [0, 0];
      for (let c = 0; c < count; c++) {
        const at = c * size + 1 + facet;
        const added = weights[1 + facet]! * look[at]! + weights[1 + facetCount + facet]! * look[at + facetCount]!;
        sum += added;
        squares += added * added;
      }
      total += squares / count - (sum / count) ** 2;
    }
    return total;
  });
}

/** Of those that items still have. */
function facetThatTellsLeast({ columns, facets }: ItemValues, tells: readonly number[]): number {
  const left = new Set(columns.map((value) => facets[value]!));
  return [...left].reduce((least, facet) => (tells[facet]! < tells[least]! ? facet : least));
}
