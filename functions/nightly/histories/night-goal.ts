import { type TimeSplit, timeSplit } from '../../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import type { TrainingData } from './training-data.ts';

/** What people are foreseen to turn to an item by. */
export type NightGoal = 'purchase' | 'any';

/** Fewer purchases than this to foresee, and any interaction is the goal instead. */
const MIN_PURCHASE_TASKS = 100;
const SHARES = { validation: 0.1, test: 0.1 } as const;
/** Each task asks the graph for a ranking of all items: a shop of a million people would be evaluated for days. */
export const MAX_ASKED = 10_000;

/** What the night foresees, and the split that asks for it. */
export function nightSplit({ people }: TrainingData): { readonly goal: NightGoal; readonly split: TimeSplit } {
  const purchase = timeSplit(people, goalKindsOf('purchase'), SHARES, MAX_ASKED);
  if (purchase.validation.length >= MIN_PURCHASE_TASKS && purchase.test.length >= MIN_PURCHASE_TASKS) {
    return { goal: 'purchase', split: purchase };
  }
  return { goal: 'any', split: timeSplit(people, goalKindsOf('any'), SHARES, MAX_ASKED) };
}

export const goalKindsOf = (goal: NightGoal): ReadonlySet<number> =>
  new Set(goal === 'purchase' ? [HISTORY_KINDS.indexOf('purchase')] : HISTORY_KINDS.keys());
