import type { Candidates } from '../../../../shared/evaluation/ranking-task.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { historiesAt } from '../../histories/sessions.ts';
import type { Arithmetic } from '../arithmetic.ts';
import type { TrainingSet } from '../training-set.ts';

export interface TuneOptions {
  readonly candidates: Candidates;
  /** The cut of the figure that is sought. */
  readonly k: number;
  readonly arithmetic: Arithmetic;
  /** Told of each step. */
  readonly note?: (text: string) => void;
}

/** What the search of each source is given, beside its tasks. */
export type Search = Required<TuneOptions> & {
  readonly set: TrainingSet;
  /** The same with some of the people only. */
  readonly some: TrainingSet;
  readonly trials: number;
};

/** Trials that a search may take, and events that all its trials together may count. */
const MAX_TRIALS = 80;
const MAX_TRIAL_EVENTS = 60_000_000;
/**
 * Events of the people on whom settings of tables are tried: many trials on a few people say more than one on all. The
 * largest public data sets have half of it. What is chosen is then fitted on everybody, for the blend as for the model.
 */
const MAX_SEARCH_EVENTS = 2_000_000;

export function searchOf(set: TrainingSet, { note = () => {}, ...options }: TuneOptions): Search {
  const some = withSomePeople(set, MAX_SEARCH_EVENTS);
  const trials = Math.max(1, Math.min(MAX_TRIALS, Math.floor(MAX_TRIAL_EVENTS / some.histories.items.length)));
  return { ...options, note, set, some, trials };
}

const SEARCH_SEED = 1;

/** The histories of some people, drawn by the same seed each time, with about so many events; or all. */
export function withSomePeople(set: TrainingSet, eventCount: number): TrainingSet {
  const { offsets, items } = set.histories;
  if (items.length <= eventCount) return set;
  const random = seededRandom(SEARCH_SEED);
  const share = eventCount / items.length;
  const drawn = Int32Array.from(offsets.keys())
    .subarray(0, offsets.length - 1)
    .filter(() => random() < share);
  return { ...set, histories: historiesAt(set.histories, drawn) };
}

/** How fast the past fades for sources of which that is not searched, and where the search of it begins. */
export const startRecency = ({ isOrdered }: TrainingSet): number => (isOrdered ? 0.5 : 0);

/** Fits held at a time. */
const MAX_FITTED = 4;

/** Fits by what they were fitted with: the search comes back to the best one between its trials. */
export function newFits<Fitted>(): (by: object, make: () => Fitted) => Fitted {
  const fits = new Map<string, Fitted>();
  return (by, make) => {
    const key = JSON.stringify(by);
    const known = fits.get(key);
    if (known !== undefined) return known;
    if (fits.size >= MAX_FITTED) fits.clear();
    const fitted = make();
    fits.set(key, fitted);
    return fitted;
  };
}
