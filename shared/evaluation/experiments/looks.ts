import type { Experiment } from '../../domain/experiment.ts';
import type { ReportedLook } from '../../domain/experiment-report.ts';
import { DAY_MS } from '../../domain/time.ts';
import { criticalValues } from './critical-values.ts';

/** The chance that a result which is chance alone is ever told as proven. */
const FALSE_PROOFS = 0.05;
/** The same of a guardrail, to either side. */
const FALSE_VERDICTS = 0.1;

/** Standard errors to either side of what is told now. */
export interface Reach {
  readonly proof: number;
  readonly guardrail: number;
}

/**
 * Of the chance of a false proof, what may be used up by a time: the square of the part of the experiment’s days that is
 * over, counted from when the first window is. It goes by the calendar alone, so nothing that is seen can change it.
 *
 * Source: Kim & DeMets (1987), "Design and Analysis of Group Sequential Tests Based on the Type I Error Spending Rate
 * Function", with ρ = 2.
 */
export function spentBy({ startedAtMs = 0, days, windowDays }: Experiment, takenAtMs: number): number {
  const over = (takenAtMs - startedAtMs) / DAY_MS - windowDays;
  return Math.min(1, Math.max(0, over / days)) ** 2;
}

/** The time of a look is worth one: more people are counted, and more may be used up. */
export function isNewLook(look: ReportedLook, before: ReportedLook | undefined): boolean {
  if (!(look.spent > (before?.spent ?? 0))) return false;
  return Object.entries(look.information).every(([arm, people]) => people > (before?.information[arm] ?? 0));
}

/** By variant but the first, how far intervals of the last of the looks reach; the arms share the chance. */
export function reachOf(looks: readonly ReportedLook[], variantId: string): Reach {
  const arms = Object.keys(looks.at(-1)?.information ?? {}).length;
  const at = (chance: number) =>
    criticalValues(
      looks.map(({ information, spent }) => ({
        information: information[variantId] ?? 0,
        spent: (spent * chance) / arms,
      })),
    ).at(-1) ?? Number.POSITIVE_INFINITY;
  return { proof: at(FALSE_PROOFS), guardrail: at(FALSE_VERDICTS) };
}
