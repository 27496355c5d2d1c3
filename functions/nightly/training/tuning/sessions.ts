import { type Candidates, type RankingTask, relevantItems } from '../../../../shared/evaluation/ranking-task.ts';
import { type Axes, coordinateSearch, type SearchResult } from '../../../../shared/learning/coordinate-search.ts';
import {
  type SessionNeighbourSettings,
  type SessionNeighbours,
  type SparseScores,
  scoreSession,
  sparseScores,
  withSessionScoring,
} from '../../../../shared/learning/session-neighbours.ts';
import { isAhead, ndcgAt } from '../../../../shared/math/ranks.ts';
import { sessionIndexOf } from '../session-index.ts';
import { newFits, type Search } from './search.ts';

/** A scale at which every weight is 1 in 32 bits: Infinity, which JSON has not. */
const OFF = 1e18;

export const DEFAULT_SESSIONS: Omit<SessionNeighbourSettings, 'targetKindWeights'> = {
  sessionsPerItem: 500,
  neighbourCount: 100,
  historyLimit: 5,
  sessionLimit: 50,
  queryDecay: 'linear',
  matchDecay: 'linear',
  idfExponent: 0,
  lengthExponent: 0,
  ageScale: OFF,
  distanceScale: OFF,
  backwardWeight: 1,
};

const SESSION_AXES: Axes<typeof DEFAULT_SESSIONS> = {
  sessionsPerItem: [250, 500, 1500],
  neighbourCount: [50, 100, 200, 500],
  historyLimit: [2, 3, 5, 9],
  queryDecay: ['linear', 0.5, 1, 2],
  matchDecay: ['linear', 0, 0.5, 1],
  idfExponent: [0, 0.5, 1, 2],
  distanceScale: [1, 2, 4, 8, OFF],
  backwardWeight: [0, 0.3, 0.6, 1],
  lengthExponent: [0, 0.25, 0.5],
};

export function tuneSessions(
  { set, candidates, k, trials, note }: Search,
  tasks: readonly RankingTask[],
  targetKindWeights: readonly number[],
): SearchResult<typeof DEFAULT_SESSIONS> {
  const { itemCount } = set;
  const indexBy = newFits<SessionNeighbours>();
  const scratch = sparseScores(itemCount);
  const objective = (settings: typeof DEFAULT_SESSIONS): number => {
    const whole = { ...settings, targetKindWeights };
    const index = indexBy({ sessionsPerItem: settings.sessionsPerItem }, () => sessionIndexOf(set, whole));
    const model = withSessionScoring(index, whole);
    let sum = 0;
    for (const task of tasks) {
      sum += ndcgAt(ranksOfSpoken(scoreSession(model, task.items, scratch), task, candidates), k);
    }
    return sum / tasks.length;
  };
  const found = coordinateSearch<typeof DEFAULT_SESSIONS>(
    DEFAULT_SESSIONS,
    SESSION_AXES,
    objective,
    Math.ceil(trials / 2),
  );
  note(`sessions: ndcg@${k} ${found.value.toFixed(4)} after ${found.triedCount} trials`);
  return found;
}

/** Ranks of a task's right answers among the items that the sessions speak for; 0 for others, and for own items where only new ones count. */
function ranksOfSpoken(
  { scores, items: spoken, count }: SparseScores,
  task: RankingTask,
  candidates: Candidates,
): Int32Array {
  const own = new Set(candidates === 'new' ? task.items : []);
  return relevantItems(task).map((answer) => {
    const score = scores[answer]!;
    if (own.has(answer) || !(score > 0)) return 0;
    let rank = 1;
    for (let i = 0; i < count; i++) {
      const item = spoken[i]!;
      if (!own.has(item) && isAhead(scores[item]!, item, score, answer)) rank++;
    }
    return rank;
  });
}
