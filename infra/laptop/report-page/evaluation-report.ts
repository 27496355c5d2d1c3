import type { ListMeasures } from '../../../shared/evaluation/list-measures.ts';
import type { Slice } from '../../../shared/evaluation/slices.ts';

/** What was measured, as the page shows it; a part that is absent has no section on the page. */
export interface EvaluationReport {
  /** The data set. */
  readonly title: string;
  readonly protocol: string;
  /** What was measured on: `people`, `items`, `events` and whatever else counts. */
  readonly counts: Readonly<Record<string, number>>;
  /** Which of the figures decides, e.g. `ndcg@10`. */
  readonly metric: string;
  /** The model first, then its sources, then the baselines. */
  readonly methods: readonly MeasuredMethod[];
  /** Of the same metric, method by method: the groups in the same order each time. */
  readonly byHistoryLength?: readonly GroupedMethod[];
  /** Tenths of the items by popularity, `new` first. */
  readonly byPopularity?: readonly GroupedMethod[];
  /** New items and new people. */
  readonly newcomers?: readonly GroupedMethod[];
  readonly search?: SearchTrace;
  /** As the manifest has them. */
  readonly settings?: object;
}

export interface MeasuredMethod {
  readonly name: string;
  readonly role: 'model' | 'source' | 'baseline';
  readonly figures: Readonly<Record<string, number | null>>;
  /** Of the metric that decides. */
  readonly interval?: Span | null;
  /** Of the first `k` of each list. */
  readonly lists?: ListMeasures & { readonly k: number };
}

export interface Span {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface GroupedMethod {
  readonly method: string;
  readonly slices: readonly Pick<Slice, 'name' | 'tasks' | 'people' | 'interval'>[];
}

export interface SearchTrace {
  /** What was searched for, e.g. `ndcg@10 on validation`. */
  readonly objective: string;
  /** In the order of the trials; null for one that gave no value. */
  readonly values: readonly (number | null)[];
}
