/** Terms that are known, by their hashes, and what each says. */
export interface TermWeights {
  /** (d): ascending; a term's place is its column. */
  readonly hashes: Uint32Array;
  /** (d): above 0, the rarer the term the more. */
  readonly rarity: Float32Array;
}

/** One text as a sparse row: blocks of terms one after another, each of length 1 where it has a known term. */
export interface WeightedTerms {
  /** Distinct. */
  readonly columns: Int32Array;
  readonly weights: Float32Array;
  /** Of the distinct terms of the text, which share is known; 0 of a text without any. */
  readonly known: number;
}

/**
 * Learns which terms tell texts apart: those of at least so many texts, each by its rarity,
 * log((1 + n) / (1 + texts that have it)) + 1. O(terms).
 *
 * Source: Spärck Jones (1972), "A statistical interpretation of term specificity", in the smoothed form that
 * scikit-learn's `TfidfTransformer` has.
 *
 * @param texts - of each, hashes by block, with repeats; all have equally many blocks.
 * @param leastTexts - (blocks): of how many texts a term of the block must be.
 */
export function fitTermWeights(texts: readonly (readonly Uint32Array[])[], leastTexts: readonly number[]): TermWeights {
  const kept: [hash: number, count: number][] = [];
  leastTexts.forEach((least, block) => {
    const counts = new Map<number, number>();
    for (const text of texts) for (const hash of new Set(text[block])) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    for (const entry of counts) if (entry[1] >= least) kept.push(entry);
  });
  kept.sort(([a], [b]) => a - b);
  return {
    hashes: Uint32Array.from(kept, ([hash]) => hash),
    rarity: Float32Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1),
  };
}

/** A term's column by its hash, or −1. */
export type TermColumns = (hash: number) => number;

/** A table with open addressing, at most half full: two or three reads a look-up, and no objects. */
export function termColumns({ hashes }: Pick<TermWeights, 'hashes'>): TermColumns {
  const size = 2 ** Math.ceil(Math.log2(2 * hashes.length + 2));
  const slots = new Int32Array(size).fill(-1);
  const mask = size - 1;
  hashes.forEach((hash, column) => {
    let at = hash & mask;
    while (slots[at] !== -1) at = (at + 1) & mask;
    slots[at] = column;
  });
  return (hash) => {
    for (let at = hash & mask; slots[at] !== -1; at = (at + 1) & mask)
      if (hashes[slots[at]!] === hash) return slots[at]!;
    return -1;
  };
}

/**
 * Gives a text's known terms, each weighing (1 + log of how often it stands there) · rarity, scaled so that each block's
 * squares sum to 1: a long block says no more than a short one. O(terms).
 *
 * Source: Salton & Buckley (1988), "Term-weighting approaches in automatic text retrieval", on logarithms and cosines.
 */
export function weighTerms(
  text: readonly Uint32Array[],
  { rarity }: Pick<TermWeights, 'rarity'>,
  columnOf: TermColumns,
): WeightedTerms {
  const columns: number[] = [];
  const weights: number[] = [];
  let [distinct, found] = [0, 0];
  for (const block of text) {
    const sorted = block.toSorted();
    const start = columns.length;
    let squares = 0;
    for (let at = 0, end = 0; at < sorted.length; at = end) {
      while (end < sorted.length && sorted[end] === sorted[at]) end++;
      distinct++;
      const column = columnOf(sorted[at]!);
      if (column === -1) continue;
      found++;
      const weight = (1 + Math.log(end - at)) * rarity[column]!;
      squares += weight ** 2;
      columns.push(column);
      weights.push(weight);
    }
    for (let i = start; i < weights.length; i++) weights[i]! /= Math.sqrt(squares);
  }
  return {
    columns: Int32Array.from(columns),
    weights: Float32Array.from(weights),
    known: distinct === 0 ? 0 : found / distinct,
  };
}
