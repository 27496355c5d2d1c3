import { NEW_ITEM } from './candidates.ts';
import type { Slot } from './promotions.ts';
import type { Shelf } from './shelf.ts';

/** A slot with the probability that the policy fills it so; in a drawn slate, given what stands before it. */
export interface ShownSlot extends Slot {
  readonly probability: number;
}

export interface Exploration {
  /** Of the slate's slots, how many are given away on average; in [0, 1]. */
  readonly share: number;
  /** Rows to draw from, without those in the slate. */
  readonly pool: readonly number[];
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Fewer events than this, and a model has little to go by. */
const FEW_EVENTS = 5;
/** Drawn from: so few that each has its chance before it is new no more. */
const POOL_SIZE = 100;

/** The newest rows that may be offered and of which a model knows little. */
export type NewItems = (isEligible: (row: number) => boolean) => readonly number[];

/** @param eventCounts - by row of the model's items, what it learnt from; it knows nothing of the rows beyond. */
export function newItemsOf(shelf: Shelf, eventCounts: ArrayLike<number>): NewItems {
  let order: Int32Array | undefined;
  let hardlyMet = new Int32Array(0);
  return (isEligible) => {
    if (order !== shelf.newestFirst()) {
      order = shelf.newestFirst();
      hardlyMet = order.filter((row) => (eventCounts[row] ?? 0) < FEW_EVENTS);
    }
    const rows: number[] = [];
    for (const row of hardlyMet) if (isEligible(row) && rows.push(row) === POOL_SIZE) break;
    return rows;
  };
}

/**
 * Gives slots away to new items, the last slots first, promoted ones never.
 *
 * Of n slots, ⌊share · n⌋ are given away, and one more with the probability of the fraction that is left; no more than
 * the pool has items. The items are drawn without replacement, all alike. So the slot that is the j-th to go is given
 * away with pⱼ = P(at least j go); what stood there keeps it with 1 − pⱼ, and each item of the pool has it with
 * pⱼ ÷ pool size. Each shown slot says its own probability.
 *
 * Of a drawn slate all probabilities are given what stands before: what was drawn keeps its slot with 1 − pⱼ times its
 * own, and a new item has pⱼ ÷ (pool size less the new items before it). The pool must then have nothing in it that
 * could have been drawn, or what became of the slots that were given away would tell on it.
 */
export function explored(slots: readonly Slot[], { share, pool, random }: Exploration): readonly ShownSlot[] {
  const inSlate = new Set(slots.map(({ row }) => row));
  const urn = pool.filter((row) => !inSlate.has(row));
  const isDrawn = slots.some(({ probability }) => probability !== undefined);
  const open = slots.flatMap(({ promoted }, i) => (promoted ? [] : [i])).reverse();
  const most = Math.min(urn.length, open.length);
  const whole = Math.floor(share * slots.length);
  const fraction = share * slots.length - whole;
  const given = Math.min(most, whole + (random() < fraction ? 1 : 0));

  const shown: ShownSlot[] = slots.map((slot) => ({ ...slot, probability: slot.probability ?? 1 }));
  const size = urn.length;
  for (let j = 1; j <= Math.min(most, whole + 1); j++) {
    const at = open[j - 1]!;
    const givenAway = j <= whole ? 1 : fraction;
    if (j > given) {
      shown[at] = { ...shown[at]!, probability: shown[at]!.probability * (1 - givenAway) };
      continue;
    }
    const drawn = Math.floor(random() * urn.length);
    const row = urn[drawn]!;
    urn[drawn] = urn.at(-1)!;
    urn.pop();
    const standBefore = isDrawn ? given - j : 0; // the first slot to go is the last of the slate
    shown[at] = { row, reason: NEW_ITEM, probability: givenAway / (size - standBefore) };
  }
  return shown;
}
