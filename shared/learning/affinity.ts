import { invertPositiveDefinite } from '../math/positive-definite.ts';
import { seededRandom } from '../math/random.ts';
import type { Histories } from './sequence-neighbours.ts';

/** The values that items may be told apart by, each of one facet: `brand: Alto`, `category 2: tents`. */
export interface ItemValues {
  readonly valueCount: number;
  /** A facet a value, in [0, facetCount). */
  readonly facets: Uint8Array;
  readonly facetCount: number;
  /** (itemCount + 1): item i has the values columns[offsets[i]] …, each once, ascending. */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

export interface AffinitySettings {
  /** Events of a history that count, the newest; at least as many as are explained. */
  readonly historyLimit: number;
  /** So many events as of everybody are added to a person's own, > 0. */
  readonly doubt: number;
  /** Events to learn the facets' weights from, at most. */
  readonly lookLimit: number;
  /** Items beside what was met that a look is told from, drawn evenly. */
  readonly negatives: number;
  /** Sets of values that items may have, at most: facets that tell least are left out until there are as few. */
  readonly groupLimit: number;
  readonly seed: number;
}

/**
 * What a person likes by the facets of items, in log-odds. With c of N events on items with a value v, which p of
 * everybody's events have, the value's lift is log((c + doubt p) / ((N + doubt) p)); an item scores
 * Σ over its values of liking[v] · lift(v), and last[v] more where the last item has the value too.
 *
 * Items with the same values are one group: scores are computed by group.
 */
export interface Affinity {
  readonly itemCount: number;
  readonly historyLimit: number;
  readonly doubt: number;
  /** Values of a group, at most. */
  readonly width: number;
  /** (itemCount) */
  readonly groupOf: Int32Array;
  /** (groups, width): its values; where it has fewer, the value behind the last one, of which nothing is said. */
  readonly groups: Int32Array;
  /** (values + 1) in (0, 1] */
  readonly shares: Float32Array;
  /** (values + 1) */
  readonly liking: Float32Array;
  /** (values + 1) */
  readonly last: Float32Array;
}

/**
 * The weights of each facet by conditional logit: what was met next and had not been met before, against other items,
 * with an item's popularity beside. Newton's method, a normal prior of variance 1.
 * O(looks × negatives × facets²).
 *
 * Source: McFadden (1974), "Conditional Logit Analysis of Qualitative Choice Behavior"; with some of the alternatives
 * only, drawn evenly: McFadden (1978), "Modelling the Choice of Residential Location", section 6.
 *
 * @returns undefined where nobody met a second item, or items have no values.
 */
export function fitAffinity(
  histories: Histories,
  values: ItemValues,
  itemCount: number,
  settings: AffinitySettings,
): Affinity | undefined {
  const counts = new Float64Array(itemCount);
  for (const item of histories.items) counts[item]!++;
  const looks = drawLooks(histories, itemCount, settings);
  if (looks.length === 0) return undefined;
  for (let kept = values; kept.columns.length > 0; ) {
    const grouped = groupItems(kept, itemCount);
    const shares = sharesOf(kept, counts);
    const { weights, tells } = fitWeights(looks, kept, counts, shares, settings);
    if (grouped.groups.length / grouped.width > settings.groupLimit) {
      kept = withoutFacet(kept, facetThatTellsLeast(kept, tells));
      continue;
    }
    const ofFacets = (from: number) =>
      Float32Array.from({ length: kept.valueCount + 1 }, (_, v) =>
        v < kept.valueCount ? weights[from + kept.facets[v]!]! : 0,
      );
    return {
      itemCount,
      historyLimit: settings.historyLimit,
      doubt: settings.doubt,
      ...grouped,
      shares: Float32Array.from([...shares, 1]),
      liking: ofFacets(1),
      last: ofFacets(1 + kept.facetCount),
    };
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

function groupItems({ offsets, columns, valueCount }: ItemValues, itemCount: number) {
  const groupOf = new Int32Array(itemCount);
  const rows = new Map<string, Int32Array>();
  const numbers = new Map<string, number>();
  let width = 1;
  for (let item = 0; item < itemCount; item++) {
    const row = columns.subarray(offsets[item]!, offsets[item + 1]!);
    const key = row.join(' ');
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) {
      numbers.set(key, number);
      rows.set(key, row);
      width = Math.max(width, row.length);
    }
    groupOf[item] = number;
  }
  const groups = new Int32Array(rows.size * width).fill(valueCount);
  let at = 0;
  for (const row of rows.values()) {
    groups.set(row, at);
    at += width;
  }
  return { groupOf, groups, width };
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

/** Somebody met an item for the first time. */
interface Look {
  /** Newest first. */
  readonly before: readonly number[];
  /** The item that was met, and others that had not been met. */
  readonly candidates: readonly number[];
}

/** Drawn evenly from all events that can be told apart from others; each at most once. */
function drawLooks(
  { offsets, items }: Histories,
  itemCount: number,
  { historyLimit, lookLimit, negatives, seed }: AffinitySettings,
): readonly Look[] {
  const random = seededRandom(seed);
  const looks: Look[] = [];
  const share = Math.min(1, (3 * lookLimit) / items.length); // a third is new, mostly; the rest is cut off
  for (let u = 0; u + 1 < offsets.length; u++) {
    for (let e = offsets[u]! + 1; e < offsets[u + 1]!; e++) {
      if (random() >= share) continue;
      const met = new Set(items.subarray(offsets[u]!, e));
      if (met.has(items[e]!) || met.size >= itemCount - 1) continue;
      const candidates = [items[e]!];
      met.add(items[e]!);
      const wanted = Math.min(negatives, itemCount - met.size);
      if (wanted < negatives) for (let item = 0; item < itemCount; item++) met.has(item) || candidates.push(item);
      else
        while (candidates.length <= wanted) {
          const item = Math.floor(random() * itemCount);
          if (met.has(item)) continue;
          met.add(item);
          candidates.push(item);
        }
      looks.push({ before: [...items.subarray(Math.max(offsets[u]!, e - historyLimit), e)].reverse(), candidates });
    }
  }
  while (looks.length > lookLimit) {
    const last = looks.pop()!;
    const at = Math.floor(random() * (looks.length + 1));
    if (at < looks.length) looks[at] = last;
  }
  return looks;
}

/** @returns weights: of popularity, of each facet's lift, of agreement with the last item; and how much each facet tells. */
function fitWeights(
  looks: readonly Look[],
  values: ItemValues,
  counts: Float64Array,
  shares: Float64Array,
  settings: AffinitySettings,
) {
  const size = 1 + 2 * values.facetCount;
  const rows = looks.map((look) => describe(look, values, counts, shares, settings));
  let weights = new Float64Array(size);
  weights[0] = 1;
  let now = derivatives(rows, weights);
  for (let step = 0; step < MAX_STEPS; step++) {
    const inverse = invertPositiveDefinite(now.hessian, size);
    const direction = weights.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += inverse[i * size + j]! * now.gradient[j]!;
      return sum;
    });
    let next = now;
    let moved = weights;
    for (let length = 1; length > 1e-3; length /= 2) {
      moved = weights.map((weight, i) => weight - length * direction[i]!);
      next = derivatives(rows, moved);
      if (next.loss <= now.loss) break;
    }
    const gain = now.loss - next.loss;
    if (!(gain >= 0)) break;
    [weights, now] = [moved, next];
    if (gain < 1e-7) break;
  }
  return { weights, tells: tellingOf(rows, weights, values.facetCount) };
}

const MAX_STEPS = 25;

/** (candidates, 1 + 2 facets) by look; the first candidate is what was met. */
function describe(
  { before, candidates }: Look,
  { offsets, columns, facets, facetCount }: ItemValues,
  counts: Float64Array,
  shares: Float64Array,
  { doubt }: AffinitySettings,
): Float32Array {
  const size = 1 + 2 * facetCount;
  const ofPerson = new Map<number, number>();
  for (const item of before) {
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++)
      ofPerson.set(columns[at]!, (ofPerson.get(columns[at]!) ?? 0) + 1);
  }
  const newest = before[0]!;
  const ofLast = new Set(columns.subarray(offsets[newest]!, offsets[newest + 1]!));
  const unmet = Math.log(doubt / (before.length + doubt));
  const rows = new Float32Array(candidates.length * size);
  candidates.forEach((item, c) => {
    rows[c * size] = Math.log(counts[item]! + 0.5);
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const value = columns[at]!;
      const place = c * size + 1 + facets[value]!;
      const own = ofPerson.get(value);
      const expected = doubt * shares[value]!;
      rows[place]! +=
        own === undefined ? unmet : Math.log((own + expected) / ((before.length + doubt) * shares[value]!));
      if (ofLast.has(value)) rows[place + facetCount]!++;
    }
  });
  return rows;
}

/** Mean negative log-likelihood with the prior, its gradient and its Hessian. */
function derivatives(rows: readonly Float32Array[], weights: Float64Array) {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const mean = new Float64Array(size);
  let loss = 0;
  for (const look of rows) {
    const count = look.length / size;
    const chances = new Float64Array(count);
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < count; c++) {
      for (let i = 0; i < size; i++) chances[c]! += weights[i]! * look[c * size + i]!;
      most = Math.max(most, chances[c]!);
    }
    let sum = 0;
    for (let c = 0; c < count; c++) {
      chances[c] = Math.exp(chances[c]! - most);
      sum += chances[c]!;
    }
    loss -= Math.log(chances[0]! / sum);
    mean.fill(0);
    for (let c = 0; c < count; c++) {
      const chance = chances[c]! / sum;
      for (let i = 0; i < size; i++) {
        const part = chance * look[c * size + i]!;
        if (part === 0) continue;
        mean[i]! += part;
        for (let j = 0; j <= i; j++) hessian[i * size + j]! += part * look[c * size + j]!;
      }
    }
    for (let i = 0; i < size; i++) {
      gradient[i]! += mean[i]! - look[i]!;
      for (let j = 0; j <= i; j++) hessian[i * size + j]! -= mean[i]! * mean[j]!;
    }
  }
  for (let i = 0; i < size; i++) {
    loss += weights[i]! ** 2 / 2;
    gradient[i]! += weights[i]!;
    hessian[i * size + i]!++;
    for (let j = 0; j < i; j++) hessian[j * size + i] = hessian[i * size + j]!;
  }
  const scale = 1 / rows.length;
  return { loss: loss * scale, gradient: gradient.map((g) => g * scale), hessian: hessian.map((h) => h * scale) };
}

/** By facet the variance among candidates of what it adds to scores. */
function tellingOf(rows: readonly Float32Array[], weights: Float64Array, facetCount: number): readonly number[] {
  const size = weights.length;
  return Array.from({ length: facetCount }, (_, facet) => {
    let total = 0;
    for (const look of rows) {
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

/** The values of one facet are taken from the items. */
function withoutFacet(values: ItemValues, facet: number): ItemValues {
  const offsets = new Int32Array(values.offsets.length);
  const columns = values.columns.slice();
  let size = 0;
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let at = values.offsets[item]!; at < values.offsets[item + 1]!; at++)
      if (values.facets[values.columns[at]!] !== facet) columns[size++] = values.columns[at]!;
    offsets[item + 1] = size;
  }
  return { ...values, offsets, columns: columns.slice(0, size) };
}
