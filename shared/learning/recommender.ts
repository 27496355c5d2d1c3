import { type Affinity, scoreAffinity } from './affinity.ts';
import { type Blend, blended, type SourceScores } from './blend.ts';
import { type AskedHistory, type ItemEmbeddings, personVector } from './item-embeddings.ts';
import { type LinearFactors, personFactor } from './linear-factors.ts';
import type { SequenceNeighbours } from './sequence-neighbours.ts';
import { type SessionNeighbours, scoreSession } from './session-neighbours.ts';

/** How the events of a history count, by how recent they are and by what was done. */
export type HistoryWeights = Pick<SequenceNeighbours, 'recency' | 'historyKindWeights'>;

/** A table of neighbours and how a history is read with it. */
export type HistoryNeighbours = Omit<SequenceNeighbours, 'popularity'>;

/** One fitted opinion on what comes next. */
export type Source =
  | { readonly kind: 'neighbours'; readonly name: string; readonly table: HistoryNeighbours }
  /** As `neighbours`, but what the table says is added as it is, and may speak against an item. */
  | { readonly kind: 'linear'; readonly name: string; readonly table: HistoryNeighbours }
  | { readonly kind: 'sessions'; readonly name: string; readonly index: SessionNeighbours }
  | { readonly kind: 'factors'; readonly name: string; readonly model: LinearFactors & HistoryWeights }
  | { readonly kind: 'embeddings'; readonly name: string; readonly model: ItemEmbeddings }
  | { readonly kind: 'affinity'; readonly name: string; readonly model: Affinity }
  /** 1 for the items of the history from one place to before another, newest first: whether they may come again. */
  | { readonly kind: 'own'; readonly name: string; readonly from: number; readonly to: number }
  /** What a context says while little is known of the person: `lifts` (cells, itemCount) in log units. */
  | { readonly kind: 'context'; readonly name: string; readonly lifts: Float32Array; readonly fadeEvents: number }
  /** (itemCount) shares, the same whoever asks. */
  | { readonly kind: 'prior'; readonly name: string; readonly shares: Float32Array };

/** What sources are asked with: a person's history, and the cells of the context that they know, each once. */
interface Heard extends AskedHistory {
  readonly context?: ArrayLike<number>;
}

/** All that is fitted for one shop: the readable form of the served graph. */
export interface Recommender {
  readonly itemCount: number;
  /** Events of a history that any source looks at, the newest. */
  readonly historyLimit: number;
  readonly sources: readonly Source[];
  /** How the sources count, by what is asked for. */
  readonly blends: Readonly<Record<string, Blend>>;
}

/** What one source says of all items. */
export function sourceScores(source: Source, itemCount: number, { items, kinds, context = [] }: Heard): SourceScores {
  switch (source.kind) {
    case 'linear':
      return { name: source.name, scale: 'log-odds', scores: evidenceOf(source.table, items, kinds) };
    case 'sessions':
      return {
        name: source.name,
        scale: 'shares',
        scores: new Float32Array(scoreSession(source.index, items).scores),
      };
    case 'factors':
      return { name: source.name, scale: 'log-odds', scores: productsOf(source.model, items, kinds) };
    case 'affinity':
      return { name: source.name, scale: 'log-odds', scores: scoreAffinity(source.model, items) };
    case 'own':
      return { name: source.name, scale: 'log-odds', scores: marksOf(source, itemCount, items) };
    case 'neighbours':
      return { name: source.name, scale: 'shares', scores: evidenceOf(source.table, items, kinds) };
    case 'embeddings':
      return { name: source.name, scale: 'log-odds', scores: logOddsOf(source.model, items) };
    case 'context':
      return { name: source.name, scale: 'log-odds', scores: liftsOf(source, itemCount, items.length, context) };
    case 'prior':
      return { name: source.name, scale: 'shares', scores: source.shares };
  }
}

/** Scores of all items, and what each source adds to them: (itemCount) by source, in the order of the sources. */
export function scoreBlend(
  { itemCount, sources, blends }: Recommender,
  blendName: string,
  heard: Heard,
): { readonly scores: Float64Array; readonly contributions: readonly Float64Array[] } {
  const blend = blends[blendName] ?? {};
  const scores = new Float64Array(itemCount);
  const contributions = sources.map((source) => {
    const counts = blend[source.name] ?? { weight: 0, floor: 1 };
    const said = sourceScores(source, itemCount, heard);
    const total = said.scale === 'shares' ? said.scores.reduce((sum, score) => sum + score, 0) || 1 : 1;
    return Float64Array.from(said.scores, (score, item) => {
      const added = said.scale === 'shares' ? blended(score / total, counts) : counts.weight * score;
      scores[item]! += added;
      return added;
    });
  });
  return { scores, contributions };
}

/**
 * What a table says of a history. Its products have 64 bits, where those of `addHistory` are rounded as the graph's are:
 * a twin that rounds alike would not tell what the graph's rounding costs.
 */
function evidenceOf(table: HistoryNeighbours, items: ArrayLike<number>, kinds: ArrayLike<number>): Float32Array {
  const { itemCount, width, neighbours, weights, recency, historyKindWeights } = table;
  const scores = new Float32Array(itemCount);
  for (let k = 0; k < Math.min(items.length, recency.length); k++) {
    const eventWeight = recency[k]! * historyKindWeights[kinds[k]!]!;
    for (let at = items[k]! * width; at < (items[k]! + 1) * width; at++) {
      scores[neighbours[at]!]! += eventWeight * weights[at]!;
    }
  }
  return scores;
}

/** How much each item stands above the average of all, in log-odds. */
function logOddsOf(model: ItemEmbeddings, items: ArrayLike<number>): Float32Array {
  const { itemCount, dimensions: d, vectors, biases } = model;
  const person = personVector(model, items);
  const logits = Float64Array.from(biases);
  for (let item = 0; item < itemCount; item++) {
    for (let j = 0; j < d; j++) logits[item]! += person[j]! * vectors[item * d + j]!;
  }
  const level = logits.reduce((sum, logit) => sum + logit, 0) / itemCount;
  return Float32Array.from(logits, (logit) => logit - level);
}

/** A context counts in full for somebody new, half after `fadeEvents` events, and less with each one more. */
const fadedBy = (eventCount: number, fadeEvents: number): number => fadeEvents / (fadeEvents + eventCount);

function liftsOf(
  { lifts, fadeEvents }: Extract<Source, { kind: 'context' }>,
  itemCount: number,
  eventCount: number,
  context: ArrayLike<number>,
): Float32Array {
  const sums = new Float64Array(itemCount);
  for (let c = 0; c < context.length; c++) {
    for (let item = 0; item < itemCount; item++) sums[item]! += lifts[context[c]! * itemCount + item]!;
  }
  const share = fadedBy(eventCount, fadeEvents);
  return Float32Array.from(sums, (sum) => share * sum);
}

function productsOf(
  model: LinearFactors & HistoryWeights,
  items: ArrayLike<number>,
  kinds: ArrayLike<number>,
): Float32Array {
  const { itemCount, dimensions: d, factors } = model;
  const person = personFactor(model, items, eventWeightsOf(model, kinds));
  const products = new Float32Array(itemCount);
  // Four sums at a time, each in its own order: one alone waits for each of its additions.
  let item = 0;
  for (; item + 4 <= itemCount; item += 4) {
    const at = item * d;
    let [a, b, c, e] = [0, 0, 0, 0];
    for (let j = 0; j < d; j++) {
      a += person[j]! * factors[at + j]!;
      b += person[j]! * factors[at + d + j]!;
      c += person[j]! * factors[at + 2 * d + j]!;
      e += person[j]! * factors[at + 3 * d + j]!;
    }
    products[item] = a;
    products[item + 1] = b;
    products[item + 2] = c;
    products[item + 3] = e;
  }
  for (; item < itemCount; item++) {
    let product = 0;
    for (let j = 0; j < d; j++) product += person[j]! * factors[item * d + j]!;
    products[item] = product;
  }
  return products;
}

/** What each event of a history counts, as far as the weights reach. */
export const eventWeightsOf = (
  { recency, historyKindWeights }: HistoryWeights,
  kinds: ArrayLike<number>,
): Float64Array =>
  Float64Array.from(
    { length: Math.min(kinds.length, recency.length) },
    (_, k) => recency[k]! * historyKindWeights[kinds[k]!]!,
  );

/** An item that stands at several places counts as standing at the newest. */
function marksOf(
  { from, to }: { readonly from: number; readonly to: number },
  itemCount: number,
  items: ArrayLike<number>,
): Float32Array {
  const marks = new Float32Array(itemCount);
  for (let k = Math.min(items.length, to) - 1; k >= from; k--) marks[items[k]!] = 1;
  for (let k = 0; k < Math.min(items.length, from); k++) marks[items[k]!] = 0;
  return marks;
}
