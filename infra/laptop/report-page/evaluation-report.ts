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
  /** The model first, then the baselines. */
  readonly methods: readonly MeasuredMethod[];
  /** Model less baseline in the metric. */
  readonly lift?: Span;
  readonly sourcesAlone?: SourceComparison;
  /** Figures of all the items that were turned to later, method by method. */
  readonly remaining?: readonly Pick<MeasuredMethod, 'name' | 'role' | 'figures'>[];
  /** Of the same metric, method by method: the groups in the same order each time. */
  readonly byHistoryLength?: readonly GroupedMethod[];
  /** Tenths of the items by popularity, `new` first. */
  readonly byPopularity?: readonly GroupedMethod[];
  /** New items and new people. */
  readonly newcomers?: readonly GroupedMethod[];
  /** One of each search, in their order. */
  readonly searches?: readonly SearchTrace[];
  /** As the manifest has them. */
  readonly settings?: object;
}

export interface MeasuredMethod {
  readonly name: string;
  readonly role: 'model' | 'source' | 'baseline';
  readonly figures: Readonly<Record<string, number | null>>;
  /** Of the metric that decides. */
  readonly interval?: Span;
  /** Of the first `k` of each list. */
  readonly lists?: ListMeasures & { readonly k: number };
}

export interface SourceComparison {
  /** On how many of the test tasks. */
  readonly tasks: number;
  /** The whole blend, then its sources. */
  readonly methods: readonly MeasuredMethod[];
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
  /** What was searched, e.g. a source's name. */
  readonly of: string;
  /** In the order of the trials. */
  readonly values: readonly number[];
}
