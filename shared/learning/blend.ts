import { isAhead, ndcgAt } from '../math/ranks.ts';
import { topK } from '../math/top-k.ts';
import { bestSharesReader } from './best-shares.ts';
import { coordinateSearch } from './coordinate-search.ts';

/**
 * A log-linear blend of sources (a product of experts): each source gives every item an evidence of at least 0, of
 * which an item's share p counts weight · log(1 + p / floor); one source may instead give finished log-odds.
 * A small floor lets a source that has never heard of an item speak loudly against it; a large one, hardly at all.
 *
 * Source: Hinton (2002), "Training Products of Experts by Minimizing Contrastive Divergence", section 1.
 */
export interface SourceBlend {
  /** ≥ 0; 0 leaves the source out. */
  readonly weight: number;
  /** > 0; shares much smaller than this count nothing. */
  readonly floor: number;
}

/** How each source counts, by its name. */
export type Blend = Readonly<Record<string, SourceBlend>>;

/** What a source adds to an item's score. */
export const blended = (share: number, { weight, floor }: SourceBlend): number => weight * Math.log1p(share / floor);

/** Scores of all items by one source for one task. */
export interface SourceScores {
  readonly name: string;
  /** Of any size, which become shares of their sum; or log-odds, which count as they are. */
  readonly scale: 'shares' | 'log-odds';
  readonly scores: Float32Array;
}

/** The candidates of some tasks with what each source says of them. */
export interface BlendTasks {
  /** Task t has the candidates at positions starts[t] … starts[t + 1] − 1. */
  readonly starts: Int32Array;
  /** Item index of each candidate. */
  readonly items: Int32Array;
  /** (candidates) by source: shares, or log-odds. */
  readonly values: Readonly<Record<string, Float32Array>>;
  readonly scales: Readonly<Record<string, 'shares' | 'log-odds'>>;
  /** Of each task, how many items are right answers, candidates or not; at least 1. */
  readonly answerCounts: Int32Array;
  /** Positions of those that are candidates: targets[targetStarts[t]] … */
  readonly targetStarts: Int32Array;
  readonly targets: Int32Array;
}

/** Gathers tasks for `searchBlend`: of each only the candidates that some source puts among its best. */
export function blendTaskCollector(depth: number): {
  /** @param blocked - items that are no candidates. @param relevant - the task's right answers, at least one. */
  add(sources: readonly SourceScores[], blocked: ReadonlySet<number>, relevant: readonly number[]): void;
  tasks(): BlendTasks;
} {
  const starts = [0];
  const items: number[] = [];
  const targets: number[] = [];
  const targetStarts = [0];
  const answerCounts: number[] = [];
  const values = new Map<string, number[]>();
  const scales: Record<string, 'shares' | 'log-odds'> = {};
  const bestShares = bestSharesReader();
  return {
    add(sources, blocked, relevant) {
      const wanted = relevant.filter((item) => !blocked.has(item));
      const chosen = new Set(wanted);
      const totals = sources.map(({ name, scale, scores }) => {
        const count = Math.min(depth + blocked.size, scores.length);
        const { total, best } =
          scale === 'shares' ? bestShares(name, scores, count) : { total: 1, best: topK(scores, count) };
        for (const item of best) if (scores[item]! !== 0 && !blocked.has(item)) chosen.add(item);
        return total === 0 ? 1 : total;
      });
      for (const [at, { name, scale, scores }] of sources.entries()) {
        scales[name] = scale;
        let column = values.get(name);
        if (column === undefined) {
          column = [];
          values.set(name, column);
        }
        const total = totals[at]!;
        for (const item of chosen) column.push(scores[item]! / total);
      }
      let position = items.length;
      for (const item of chosen) {
        if (wanted.includes(item)) targets.push(position);
        items.push(item);
        position++;
      }
      starts.push(items.length);
      targetStarts.push(targets.length);
      answerCounts.push(relevant.length);
    },
    tasks: () => ({
      starts: Int32Array.from(starts),
      items: Int32Array.from(items),
      values: Object.fromEntries([...values].map(([name, column]) => [name, Float32Array.from(column)])),
      scales,
      answerCounts: Int32Array.from(answerCounts),
      targetStarts: Int32Array.from(targetStarts),
      targets: Int32Array.from(targets),
    }),
  };
}

const WEIGHTS = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6];
const SIGNED = [-8, -6, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6];
const FLOORS = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

/**
 * Share of the figure that all sources that are left out may have added together; or one standard error of that share,
 * where there are too few tasks to tell. A source that added .8 % on the validation window of a public data set
 * (cf-gowalla) added 3 % on its test part.
 *
 * Source: Breiman, Friedman, Olshen & Stone (1984), "Classification and Regression Trees", section 3.4.3 (1 SE rule).
 */
const WORTH_KEEPING = 0.005;
const CLEAR_ERRORS = 1.645;

/** From so many tasks on their NDCG tells one blend from another by itself. */
const MANY_TASKS = 1000;

export interface BlendSearch {
  readonly blend: Blend;
  /** Mean NDCG@k. */
  readonly value: number;
  readonly triedCount: number;
  /** What each trial reached, in their order. */
  readonly values: readonly number[];
}

/**
 * The blend with the best mean NDCG@k on the tasks (on fewer than 1,000 of them, times the root of what came next's
 * likelihood, which does not change by jumps); never below that of one source alone.
 * @param budget - trials of one search, of which there may be two.
 * @param signed - sources that may speak against an item: their weight may be below 0.
 */
export function searchBlend(
  tasks: BlendTasks,
  start: Blend,
  k: number,
  budget: number,
  signed: ReadonlySet<string> = new Set(),
): BlendSearch {
  const names = Object.keys(tasks.values);
  const count = tasks.items.length;
  const cached = new Map<string, { readonly floor: number; readonly logs: Float32Array }>();
  const logsOf = (name: string, floor: number): Float32Array => {
    const known = cached.get(name);
    if (known?.floor === floor) return known.logs;
    const column = tasks.values[name]!;
    const logs = tasks.scales[name] === 'log-odds' ? column : column.map((share) => Math.log1p(share / floor));
    cached.set(name, { floor, logs });
    return logs;
  };
  const values: number[] = [];
  const scores = new Float64Array(count);
  /** Written over by the next. */
  const scoresOf = (flat: Record<string, number>): Float64Array => {
    scores.fill(0);
    for (const name of names) {
      const weight = flat[`${name}.weight`]!;
      if (weight === 0) continue;
      const logs = logsOf(name, flat[`${name}.floor`]!);
      for (let c = 0; c < count; c++) scores[c]! += weight * logs[c]!;
    }
    return scores;
  };
  const hasMany = tasks.starts.length > MANY_TASKS;
  const reachedBy = (flat: Record<string, number>): Reached => {
    const gains = taskNdcgs(tasks, scoresOf(flat), k);
    values.push(meanOf(gains));
    return { gains, logLikelihoods: hasMany ? undefined : taskLogLikelihoods(tasks, scores) };
  };
  const objective = (flat: Record<string, number>): number => figureOf(reachedBy(flat));
  const axes: Record<string, readonly number[]> = {};
  const flatStart: Record<string, number> = {};
  for (const name of names) {
    const { weight, floor } = start[name]!;
    flatStart[`${name}.weight`] = weight;
    flatStart[`${name}.floor`] = floor;
    axes[`${name}.weight`] = signed.has(name) ? SIGNED : WEIGHTS;
    if (tasks.scales[name] === 'shares') axes[`${name}.floor`] = FLOORS;
  }
  const search = (from: Record<string, number>) => coordinateSearch(from, axes, objective, budget);
  const first = search(flatStart);
  // Where one source alone is better than what was found, the search begins again from it.
  const single = names
    .map((only) => ({
      ...flatStart,
      ...Object.fromEntries(names.map((name) => [`${name}.weight`, name === only ? 1 : 0])),
    }))
    .map((from) => ({ from, value: objective(from) }))
    .reduce((best, next) => (next.value > best.value ? next : best));
  const second = single.value > first.value ? search(single.from) : undefined;
  let { settings } = second ?? first;
  const whole = reachedBy(settings);
  // What hardly adds to the figure costs time at each decision: the lightest first, without it if it is not missed.
  const byWeight = [...names].sort((a, b) => Math.abs(settings[`${a}.weight`]!) - Math.abs(settings[`${b}.weight`]!));
  for (const name of byWeight) {
    if (settings[`${name}.weight`] === 0) continue;
    const without = { ...settings, [`${name}.weight`]: 0 };
    const { mean, standardError } = lossOf(whole, reachedBy(without));
    if (mean <= Math.max(WORTH_KEEPING, CLEAR_ERRORS * standardError)) settings = without;
  }
  return {
    blend: Object.fromEntries(
      names.map((name) => [name, { weight: settings[`${name}.weight`]!, floor: settings[`${name}.floor`]! }]),
    ),
    value: meanOf(taskNdcgs(tasks, scoresOf(settings), k)),
    triedCount: values.length,
    values,
  };
}

export interface Addition {
  /** Of the added source: its best weight and floor, weight 0 where none is better than none. */
  readonly counts: SourceBlend;
  /** By how much it raises mean NDCG@k, and the standard error of that. */
  readonly gain: number;
  readonly standardError: number;
  /** Whether that is more than chance, as `searchBlend` asks of each source. */
  readonly isClear: boolean;
}

/** How much one more source of shares should count beside a blend that stays as it is. */
export function searchAddition(tasks: BlendTasks, blend: Blend, name: string, k: number): Addition {
  const base = new Float64Array(tasks.items.length);
  const add = (scores: Float64Array, source: string, counts: SourceBlend): Float64Array => {
    const isShares = tasks.scales[source] === 'shares';
    return scores.map((score, c) => {
      const said = tasks.values[source]![c]!;
      return score + (isShares ? blended(said, counts) : counts.weight * said);
    });
  };
  const whole = Object.keys(tasks.values)
    .filter((source) => source !== name && blend[source] !== undefined)
    .reduce<Float64Array>((scores, source) => add(scores, source, blend[source]!), base);
  const without = taskNdcgs(tasks, whole, k);
  const gainsOf = (counts: SourceBlend): Float64Array =>
    taskNdcgs(tasks, add(whole, name, counts), k).map((gain, t) => gain - without[t]!);
  const { settings } = coordinateSearch<SourceBlend>(
    { weight: 0, floor: 1e-2 },
    { weight: WEIGHTS, floor: FLOORS },
    (counts) => meanOf(gainsOf(counts)),
    MAX_ADDITION_TRIALS,
  );
  const gains = gainsOf(settings);
  const gain = meanOf(gains);
  const variance = gains.reduce((sum, each) => sum + (each - gain) ** 2, 0) / Math.max(1, gains.length - 1);
  const standardError = Math.sqrt(variance / Math.max(1, gains.length));
  return { counts: settings, gain, standardError, isClear: gain > CLEAR_ERRORS * standardError };
}

const MAX_ADDITION_TRIALS = 60;

/** What a blend reaches on each task. */
interface Reached {
  /** NDCG@k */
  readonly gains: Float64Array;
  /** Of what came next, where the tasks are few. */
  readonly logLikelihoods: Float64Array | undefined;
}

const figureOf = ({ gains, logLikelihoods }: Reached): number =>
  meanOf(gains) * Math.exp((logLikelihoods ? meanOf(logLikelihoods) : 0) / 2);

/** By which share another blend's value is below the whole's, to first order in what each task loses. */
function lossOf(whole: Reached, other: Reached): { readonly mean: number; readonly standardError: number } {
  const scale = meanOf(whole.gains);
  if (scale === 0) return { mean: 0, standardError: 0 };
  const losses = whole.gains.map((gain, t) => {
    const likelier = (whole.logLikelihoods?.[t] ?? 0) - (other.logLikelihoods?.[t] ?? 0);
    return (gain - other.gains[t]!) / scale + likelier / 2;
  });
  const mean = meanOf(losses);
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / Math.max(1, losses.length - 1);
  return { mean, standardError: Math.sqrt(variance / losses.length) };
}

const meanOf = (numbers: Float64Array): number => numbers.reduce((a, b) => a + b, 0) / Math.max(1, numbers.length);

/** NDCG@k of each task, 0 for one whose right answers are all no candidates. */
function taskNdcgs(
  { starts, items, answerCounts, targetStarts, targets }: BlendTasks,
  scores: Float64Array,
  k: number,
): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, t) => {
    // Right answers that are no candidates keep the rank 0, a miss.
    const ranks = new Array<number>(answerCounts[t]!).fill(0);
    for (let at = targetStarts[t]!; at < targetStarts[t + 1]!; at++) {
      const score = scores[targets[at]!]!;
      const target = items[targets[at]!]!;
      let rank = 1;
      for (let c = starts[t]!; c < starts[t + 1]! && rank <= k; c++) {
        if (isAhead(scores[c]!, items[c]!, score, target)) rank++;
      }
      ranks[at - targetStarts[t]!] = rank;
    }
    return ndcgAt(ranks, k);
  });
}

/** Of each task, the mean over its right answers of the logarithm of e^score over the sum of all candidates'. */
function taskLogLikelihoods({ starts, targetStarts, targets }: BlendTasks, scores: Float64Array): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, t) => {
    const [start, end] = [starts[t]!, starts[t + 1]!];
    let most = Number.NEGATIVE_INFINITY;
    for (let c = start; c < end; c++) most = Math.max(most, scores[c]!);
    let total = 0;
    for (let c = start; c < end; c++) total += Math.exp(scores[c]! - most);
    const wanted = targets.subarray(targetStarts[t]!, targetStarts[t + 1]!);
    const found = wanted.reduce((all, target) => all + scores[target]! - most - Math.log(total), 0);
    return found / Math.max(1, wanted.length);
  });
}
