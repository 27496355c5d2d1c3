import type { PlackettLuce } from '../domain/placement-policy.ts';
import type { Candidate } from './candidates.ts';
import { type Described, likeness, MAX_LIKENESS } from './likeness.ts';
import type { Slot } from './promotions.ts';

/** A policy that draws, with the numbers it draws by: uniform in [0, 1). */
export interface Lot extends Omit<PlackettLuce, 'kind'> {
  readonly random: () => number;
}

/** What counts beside the scores. */
export interface Likenesses {
  /** In [0, 1]. */
  readonly diversity: number;
  /** What the shop says of a row's item. */
  readonly describedAt: (row: number) => Described;
}

/**
 * The first `limit` slots, drawn from the first `pool` candidates without replacement; each says the probability with
 * which it was drawn, given what was drawn before it. Where the pool runs out, the others follow in their order.
 *
 * Of n that are left, each is drawn with floor + (1 − n · floor) · exp(uᵢ ÷ temperature) ÷ Σ exp(uⱼ ÷ temperature). u is
 * the score; with diversity it is the gain of maximal marginal relevance in units of the score, as `diversified` has it:
 * (1 − diversity) · score − diversity · spread · (likeness to the most alike that was drawn before), where spread is the
 * range of the pool's scores. Candidates without a score count as the lowest that has one. O(limit × pool).
 *
 * Source: Plackett (1975), "The Analysis of Permutations"; Luce (1959), "Individual Choice Behavior".
 *
 * @param candidates - best first.
 */
export function drawnSlots(
  candidates: readonly Candidate[],
  limit: number,
  { temperature, pool, floor, random, diversity, describedAt }: Lot & Likenesses,
): readonly Slot[] {
  const left = candidates.slice(0, pool).map((candidate) => ({ candidate, nearest: 0 }));
  const scores = left.flatMap(({ candidate: { score } }) => score ?? []);
  const low = scores.length === 0 ? 0 : Math.min(...scores);
  const spread = scores.length === 0 ? 0 : Math.max(...scores) - low;
  const gainOf = ({ candidate: { score = low }, nearest }: (typeof left)[number]): number =>
    (1 - diversity) * score - diversity * spread * nearest;

  const slots: Slot[] = [];
  while (slots.length < limit && left.length > 0) {
    const probabilities = floored(softmax(left.map(gainOf), temperature), floor);
    const at = placeOf(random(), probabilities);
    const [{ candidate }] = left.splice(at, 1) as [(typeof left)[number]];
    slots.push({ ...candidate, probability: probabilities[at]! });
    if (diversity === 0) continue;
    const shown = describedAt(candidate.row);
    for (const one of left) {
      one.nearest = Math.max(one.nearest, likeness(shown, describedAt(one.candidate.row)) / MAX_LIKENESS);
    }
  }
  return [...slots, ...candidates.slice(pool, pool + limit - slots.length).map(certain)];
}

const certain = (candidate: Candidate): Slot => ({ ...candidate, probability: 1 });

/** The largest is taken off first: what is far below it has no chance, and nothing is too large for a number. */
function softmax(gains: readonly number[], temperature: number): readonly number[] {
  const most = Math.max(...gains);
  const weights = gains.map((gain) => Math.exp((gain - most) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

const floored = (probabilities: readonly number[], floor: number): readonly number[] =>
  probabilities.map((probability) => Math.min(1, floor + (1 - probabilities.length * floor) * probability));

/** Where a number in [0, 1) falls; the last one that has a chance where rounding leaves a rest. */
function placeOf(number: number, probabilities: readonly number[]): number {
  let below = 0;
  let last = 0;
  for (const [at, probability] of probabilities.entries()) {
    if (probability === 0) continue;
    last = at;
    below += probability;
    if (number < below) return at;
  }
  return last;
}
