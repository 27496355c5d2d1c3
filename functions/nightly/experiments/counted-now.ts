import { overlapsOf } from '../../../shared/decisioning/experiment-overlap.ts';
import { type Experiment, HELD_OUT, HOLDOUT, SERVED } from '../../../shared/domain/experiment.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';

/** An experiment that a night counts. */
export interface CountedNow {
  readonly experiment: Experiment;
  /** What it is called on lines of decisions. */
  readonly mark: string;
  /** People come in within [fromMs, untilMs). */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Of experiments that overlap. */
  readonly overlaps: readonly string[];
}

/** Nights that an experiment is still counted after its last window, as events come late. */
const LATE_MS = 2 * DAY_MS;

/** Those that started and whose last window is not over for long. */
export function countedNow(all: readonly Experiment[], takenAtMs: number): readonly CountedNow[] {
  return all.flatMap((experiment) => {
    const { startedAtMs, stoppedAtMs = Number.POSITIVE_INFINITY, days, windowDays, experimentId } = experiment;
    if (startedAtMs === undefined || startedAtMs > takenAtMs) return [];
    const untilMs = Math.min(stoppedAtMs, startedAtMs + days * DAY_MS);
    if (takenAtMs > untilMs + windowDays * DAY_MS + LATE_MS) return [];
    const overlaps = overlapsOf(experiment, all).map((overlap) => overlap.experimentId);
    return [{ experiment, mark: experimentId, fromMs: startedAtMs, untilMs, overlaps }];
  });
}

const HOLDOUT_WINDOW_DAYS = 28;

/**
 * The holdout of this month and of the one before, each an experiment of its own: who is held out beside who is not, by
 * what they did in the 28 days after the first decision of the month. All that the shop does by what it knows of people
 * is in the difference, that of the months before included.
 *
 * @param share - of all people who are held out; 0: there are none.
 */
export function holdoutMonths(share: number, takenAtMs: number): readonly CountedNow[] {
  if (share <= 0 || share >= 1) return [];
  const taken = new Date(takenAtMs);
  const months = [-1, 0].map((back) => Date.UTC(taken.getUTCFullYear(), taken.getUTCMonth() + back));
  return months.flatMap((fromMs) => {
    const first = new Date(fromMs);
    const untilMs = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
    const experiment = holdoutOf(share, first.toISOString().slice(0, 7), { fromMs, untilMs });
    const isOver = takenAtMs > untilMs + HOLDOUT_WINDOW_DAYS * DAY_MS + LATE_MS;
    return isOver ? [] : [{ experiment, mark: HOLDOUT, fromMs, untilMs, overlaps: [] }];
  });
}

const holdoutOf = (
  share: number,
  month: string,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Experiment => ({
  experimentId: `${HOLDOUT}-${month}`,
  words: `what the shop is worth beyond what everybody is shown, ${month}`,
  layer: HOLDOUT,
  buckets: { from: 0, to: 0 },
  placements: [],
  campaigns: [],
  variants: [
    { variantId: HELD_OUT, weight: share, sets: {} },
    { variantId: SERVED, weight: 1 - share, sets: {} },
  ],
  metric: 'revenue',
  guardrails: [],
  currency: '',
  costs: [],
  days: (untilMs - fromMs) / DAY_MS,
  windowDays: HOLDOUT_WINDOW_DAYS,
  alongside: [],
  status: 'running',
  createdAtMs: fromMs,
  startedAtMs: fromMs,
});
