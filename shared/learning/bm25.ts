/** How well each of n documents answers a query. */
export interface Bm25 {
  /**
   * (n) for each document: Σ over the query's distinct terms of rarity · how much the document has of the term, as a
   * share of the most that any document could have; in [0, 1), and 0 where it has none of them.
   */
  score(query: Uint32Array): Float64Array;
}

/** How soon more of a term says no more, and how much a long document must have more; the values of the paper. */
const K1 = 1.2;
const B = 0.75;

/**
 * Okapi BM25 over documents of hashed terms. The rarity of a term is log(1 + (n − m + ½) / (m + ½)) where m of n
 * documents have it, which is never below 0. O(terms) to build, O(documents that have a term of the query) to ask.
 *
 * Source: Robertson & Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", equation 3.15, k1 and b
 * within the ranges of section 3.4.
 *
 * @param documents - terms with repeats; a document may have none.
 */
export function bm25(documents: readonly Uint32Array[]): Bm25 {
  const n = documents.length;
  const meanLength = Math.max(1, documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, n));
  const postings = new Map<number, { readonly document: number; readonly share: number }[]>();
  documents.forEach((terms, document) => {
    const counts = new Map<number, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const saturation = K1 * (1 - B + (B * terms.length) / meanLength);
    for (const [term, count] of counts) {
      const having = postings.get(term) ?? [];
      postings.set(term, having);
      having.push({ document, share: count / (count + saturation) });
    }
  });
  const rarityOf = (having: number) => Math.log(1 + (n - having + 0.5) / (having + 0.5));
  return {
    score(query) {
      const scores = new Float64Array(n);
      let most = 0;
      for (const term of new Set(query)) {
        const having = postings.get(term) ?? [];
        const rarity = rarityOf(having.length);
        most += rarity;
        for (const { document, share } of having) scores[document]! += rarity * share;
      }
      return most === 0 ? scores : scores.map((score) => score / most);
    },
  };
}
