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
  { random, ...lot }: Lot & Likenesses,
): readonly Slot[] {
  const { pool } = lot;
  const slots = takenOneByOne(candidates, limit, lot, (probabilities) => placeOf(random(), probabilities));
  return [...slots, ...candidates.slice(pool, pool + limit - slots.length).map(certain)];
}

/**
 * With which probability a policy draws what stands in a slate, slot by slot, given what stands before: what another
 * ranking of the candidates makes of the same slate.
 *
 * @param slate - rows, in the order of their slots.
 * @returns one a slot; 0 from the first row on that is not among the pool, which the policy does not draw.
 */
export function chancesOf(
  slate: readonly number[],
  candidates: readonly Candidate[],
  policy: Omit<Lot, 'random'> & Likenesses,
): Float64Array {
  const chances = new Float64Array(slate.length);
  let slot = 0;
  const slots = takenOneByOne(candidates, slate.length, policy, (_, placeOfRow) => placeOfRow(slate[slot++]!));
  slots.forEach(({ probability = 0 }, at) => {
    chances[at] = probability;
  });
  return chances;
}

/** @param choose - told the probabilities of those that are left, and where a row is among them; −1 ends it. */
function takenOneByOne(
  candidates: readonly Candidate[],
  limit: number,
  { temperature, pool, floor, diversity, describedAt }: Omit<Lot, 'random'> & Likenesses,
  choose: (probabilities: Float64Array, placeOfRow: (row: number) => number) => number,
): readonly Slot[] {
  const among = candidates.slice(0, pool);
  const nearest = new Float64Array(among.length);
  const gains = gainsOf(among, diversity);
  const left = among.map((_, at) => at);
  const probabilities = new Float64Array(among.length);

  const slots: Slot[] = [];
  while (slots.length < limit && left.length > 0) {
    for (let i = 0; i < left.length; i++) probabilities[i] = gains(left[i]!, nearest[left[i]!]!);
    const open = probabilities.subarray(0, left.length);
    toProbabilities(open, temperature, floor);
    const place = choose(open, (row) => left.findIndex((at) => among[at]!.row === row));
    if (place < 0) break;
    const [at] = left.splice(place, 1) as [number];
    slots.push({ ...among[at]!, probability: probabilities[place]! });
    if (diversity === 0) continue;
    const shown = describedAt(among[at]!.row);
    for (const other of left) {
      const alike = likeness(shown, describedAt(among[other]!.row)) / MAX_LIKENESS;
      nearest[other] = Math.max(nearest[other]!, alike);
    }
  }
  return slots;
}

const certain = (candidate: Candidate): Slot => ({ ...candidate, probability: 1 });

/** u of the one at a place, by how alike it is to what was drawn. */
function gainsOf(among: readonly Candidate[], diversity: number): (at: number, nearest: number) => number {
  const scores = among.flatMap(({ score }) => score ?? []);
  const low = scores.length === 0 ? 0 : Math.min(...scores);
  const spread = scores.length === 0 ? 0 : Math.max(...scores) - low;
  return (at, nearest) => (1 - diversity) * (among[at]!.score ?? low) - diversity * spread * nearest;
}

/** Gains, in place. The largest is taken off first: what is far below it has no chance, and nothing is too large. */
function toProbabilities(gains: Float64Array, temperature: number, floor: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const gain of gains) most = Math.max(most, gain);
  let sum = 0;
  for (let i = 0; i < gains.length; i++) {
    gains[i] = Math.exp((gains[i]! - most) / temperature);
    sum += gains[i]!;
  }
  const share = 1 - gains.length * floor;
  for (let i = 0; i < gains.length; i++) gains[i] = Math.min(1, floor + share * (gains[i]! / sum));
}

/** Where a number in [0, 1) falls; the last one that has a chance where rounding leaves a rest. */
function placeOf(number: number, probabilities: Float64Array): number {
  let below = 0;
  let last = 0;
  for (let at = 0; at < probabilities.length; at++) {
    if (probabilities[at] === 0) continue;
    last = at;
    below += probabilities[at]!;
    if (number < below) return at;
  }
  return last;
}
