import type { People } from '../../../shared/evaluation/splits.ts';
import { type Cell, cellIndexer } from '../../../shared/features/context.ts';
import { type Recommender, scoreBlend } from '../../../shared/learning/recommender.ts';
import { topK } from '../../../shared/math/top-k.ts';
import type { RecommenderEvaluation } from '../../../shared/model/recommender-manifest.ts';
import { MAX_ROUNDING } from '../../../shared/model/rounding.ts';
import type { Scorer } from '../../../shared/ports/scorer.ts';

const GOLDEN_HISTORIES = 100;
const LENGTH = 20;
const NONE = new Int32Array(0);

/** Errors are told relative to scores above 1, as 32 bits hold them. */
const scaleOf = (score: number): number => Math.max(1, Math.abs(score));

/** The served graph must say what the readable twin says: scores, and first places under the same tie rule. */
export async function goldenCheck(
  model: Scorer,
  twin: Recommender,
  people: People,
  cells: readonly Cell[],
): Promise<RecommenderEvaluation['golden']> {
  const indexesOf = cellIndexer(cells);
  const bias = new Float32Array(twin.itemCount);
  const step = Math.max(1, Math.floor(people.length / GOLDEN_HISTORIES));
  const askedCount = Math.min(GOLDEN_HISTORIES, Math.ceil(people.length / step));
  const asked = Array.from({ length: askedCount }, (_, i) => people.at(i * step)!);
  let largestError = 0;
  let sameRankings = true;
  for (const person of asked) {
    const items = person.items.slice().reverse().subarray(0, twin.historyLimit);
    const kinds = person.kinds.slice().reverse().subarray(0, twin.historyLimit);
    const context = indexesOf(person.contexts?.at(-1) ?? 0);
    const k = Math.min(LENGTH, twin.itemCount);
    const { ids, scores: served } = await model.score({
      items,
      kinds,
      blocked: NONE,
      bias,
      blend: 'personal',
      context,
      k,
    });
    const { scores } = scoreBlend(twin, 'personal', { items, kinds, context });
    const expected = topK(scores, k);
    expected.forEach((item, rank) => {
      // Scores as near as rounding are a tie, which either may break.
      const found = ids[rank] ?? -1;
      if (found !== item && !(Math.abs(scores[found]! - scores[item]!) <= MAX_ROUNDING * scaleOf(scores[item]!)))
        sameRankings = false;
      // Written so that a NaN counts as the largest error.
      const error = Math.abs((served[rank] ?? Number.NaN) - scores[found]!) / scaleOf(scores[found]!);
      if (!(error <= largestError)) largestError = Number.isNaN(error) ? Number.MAX_VALUE : error;
    });
  }
  return { histories: asked.length, largestError, sameRankings };
}
