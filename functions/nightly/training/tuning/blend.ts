import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import { cellIndexer } from '../../../../shared/features/context.ts';
import {
  type Blend,
  type BlendSearch,
  type BlendTasks,
  blendTaskCollector,
  type SourceScores,
  searchBlend,
} from '../../../../shared/learning/blend.ts';
import { batchLogits } from '../../../../shared/learning/item-embeddings.ts';
import { type Source, sourceScores } from '../../../../shared/learning/recommender.ts';
import { productsOf } from './factors.ts';
import { batchesOf } from './mean-ndcg.ts';
import type { Search } from './search.ts';
import type { SearchTasks } from './search-tasks.ts';

/** How each source counts before the search. */
const START_BLEND: Blend = {
  embeddings: { weight: 1, floor: 1 },
  factors: { weight: 1, floor: 1 },
  linear: { weight: 1, floor: 1 },
  popularity: { weight: 0.1, floor: 1e-3 },
  sequence: { weight: 1, floor: 1e-3 },
  together: { weight: 0.5, floor: 1e-3 },
  content: { weight: 0.3, floor: 1e-3 },
  affinity: { weight: 1, floor: 1 },
  sessions: { weight: 0.5, floor: 1e-3 },
  current: { weight: 0, floor: 1 },
  earlier: { weight: 0, floor: 1 },
  context: { weight: 0.1, floor: 1 },
};

/** Sources of what a person has met before. */
export const OWN: ReadonlySet<string> = new Set(['current', 'earlier']);

/** Sources to which the order of a history says nothing or little. */
const BY_COMPANY: ReadonlySet<string> = new Set(['factors', 'together', 'linear']);

/** Sources with a vector for every item. */
const OF_VECTORS: readonly string[] = ['embeddings', 'factors'];

const MAX_BLEND_TRIALS = 250;
/** Of each source, the candidates that a blend is tried on. */
const BLEND_DEPTH = 150;

/**
 * How much each fitted source counts: sought among all of them on some tasks, then among those that it kept on more.
 * Near the best many blends look alike, and a few thousand tasks cannot tell them apart.
 */
export async function tuneBlend(
  search: Search,
  sources: readonly Source[],
  { forBlend, forKeptSources }: Pick<SearchTasks, 'forBlend' | 'forKeptSources'>,
): Promise<BlendSearch> {
  const { k, note } = search;
  const among = withOneOfVectors(await blendTasksOf(search, sources, forBlend), startOf(search, sources), k);
  note(`blend: ndcg@${k} ${among.value.toFixed(4)} after ${among.triedCount} trials`);
  const kept = sources.filter(({ name }) => (among.blend[name]?.weight ?? 0) !== 0);
  if (kept.length < 2 || forKeptSources.length <= forBlend.length) return among;
  const tasks = await blendTasksOf(search, kept, forKeptSources);
  const last = searchBlend(tasks, among.blend, k, MAX_BLEND_TRIALS, OWN);
  const triedCount = among.triedCount + last.triedCount;
  note(`blend: ndcg@${k} ${last.value.toFixed(4)} on ${forKeptSources.length} tasks after ${triedCount} trials`);
  return { ...last, triedCount, values: [...among.values, ...last.values] };
}

/**
 * The best blend with at most one source of vectors: each costs a decision a pass over all items, and of two that learn
 * from the same histories the second adds little (ADR 0014).
 */
export function withOneOfVectors(tasks: BlendTasks, start: Blend, k: number): BlendSearch {
  const search = (among: BlendTasks, from: Blend) => searchBlend(among, from, k, MAX_BLEND_TRIALS, OWN);
  const whole = search(tasks, start);
  const wanted = OF_VECTORS.filter((name) => (whole.blend[name]?.weight ?? 0) !== 0);
  if (wanted.length < 2) return whole;
  const searches = wanted.map((kept) => {
    const left = Object.entries(tasks.values).filter(([name]) => name === kept || !wanted.includes(name));
    return search({ ...tasks, values: Object.fromEntries(left) }, whole.blend);
  });
  return {
    ...searches.reduce((best, next) => (next.value > best.value ? next : best)),
    triedCount: [whole, ...searches].reduce((sum, { triedCount }) => sum + triedCount, 0),
    values: [whole, ...searches].flatMap(({ values }) => values),
  };
}

/** Where order says something, what only counts company comes in by its merit. */
function startOf({ set, candidates }: Search, sources: readonly Source[]): Blend {
  const isSecond = (name: string): boolean =>
    set.isOrdered && (BY_COMPANY.has(name) || (name === 'sessions' && candidates === 'new'));
  return Object.fromEntries(
    sources.map(({ name }) => [name, isSecond(name) ? { ...START_BLEND[name]!, weight: 0 } : START_BLEND[name]!]),
  );
}

/**
 * What each source says of each task's candidates.
 * @param others - what else speaks of a task, which no source says.
 */
export async function blendTasksOf(
  { set, candidates, arithmetic }: Pick<Search, 'set' | 'candidates' | 'arithmetic'>,
  sources: readonly Source[],
  tasks: readonly RankingTask[],
  others: (task: RankingTask) => readonly SourceScores[] = () => [],
): Promise<BlendTasks> {
  const { itemCount } = set;
  const logitsOf = await Promise.all(
    sources.map((source) => {
      if (source.kind === 'embeddings') return batchLogits(source.model, arithmetic.compile);
      return source.kind === 'factors' ? productsOf(source.model, arithmetic) : undefined;
    }),
  );
  const indexesOf = cellIndexer(set.cells ?? []);
  const collector = blendTaskCollector(BLEND_DEPTH);
  for (const batch of batchesOf(tasks, itemCount)) {
    const logits: (Float32Array | undefined)[] = [];
    for (const ofBatch of logitsOf) logits.push(await ofBatch?.(batch));
    batch.forEach((task, row) => {
      const { items, kinds, context = 0, target, alsoRelevant } = task;
      const heard = { items, kinds, context: indexesOf(context) };
      const said = sources.map((source, at): SourceScores => {
        const scores = logits[at]?.subarray(row * itemCount, (row + 1) * itemCount);
        if (scores === undefined) return sourceScores(source, itemCount, heard);
        return { name: source.name, scale: 'log-odds', scores };
      });
      collector.add([...said, ...others(task)], new Set(candidates === 'new' ? items : []), [
        target,
        ...(alsoRelevant ?? []),
      ]);
    });
  }
  return collector.tasks();
}
