import type { Candidate } from './candidates.ts';
import { type Described, likeness, MAX_LIKENESS } from './likeness.ts';

/**
 * The first `limit` candidates by maximal marginal relevance: greedily the one with the largest
 * (1 − diversity) · relevance − diversity · (likeness to the most alike that was chosen before).
 *
 * Relevance is the score, scaled to [0, 1] over the candidates; the likeness, by categories and brand, to [0, 1] too.
 * Equals in the given order, so 0 gives the given order. The first chosen is always the first given.
 * O(limit × candidates).
 *
 * Source: Carbonell & Goldstein (1998), "The Use of MMR, Diversity-Based Reranking for Reordering Documents and
 * Producing Summaries", equation 1.
 *
 * @param candidates - best first.
 * @param diversity - in [0, 1].
 * @param describedAt - what the shop says of a row's item.
 */
export function diversified<Kind extends Candidate>(
  candidates: readonly Kind[],
  limit: number,
  diversity: number,
  describedAt: (row: number) => Described,
): readonly Kind[] {
  if (diversity === 0 || candidates.length < 2) return candidates.slice(0, limit);
  const relevance = relevances(candidates);
  const described = candidates.map(({ row }) => describedAt(row));
  const nearest = new Float64Array(candidates.length);
  const rest = candidates.map((_, i) => i);
  const chosen: Kind[] = [];
  while (chosen.length < limit && rest.length > 0) {
    const gain = (i: number) => (1 - diversity) * relevance[i]! - diversity * nearest[i]!;
    let best = 0;
    for (let at = 1; at < rest.length; at++) if (gain(rest[at]!) > gain(rest[best]!)) best = at;
    const [next = 0] = rest.splice(best, 1);
    chosen.push(candidates[next]!);
    for (const i of rest) {
      nearest[i] = Math.max(nearest[i]!, likeness(described[next]!, described[i]!) / MAX_LIKENESS);
    }
  }
  return chosen;
}

/** Scores from 0, the lowest, to 1, the highest; those without a score have none, and by rank if nobody has one. */
function relevances(candidates: readonly Candidate[]): readonly number[] {
  const scores = candidates.flatMap(({ score }) => score ?? []);
  if (scores.length === 0) return candidates.map((_, i) => 1 - i / candidates.length);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  return candidates.map(({ score = low }) => (high === low ? 1 : (score - low) / (high - low)));
}
