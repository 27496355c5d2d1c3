import type { Candidate } from './candidates.ts';

/** A candidate in a place of the slate. */
export interface Slot extends Candidate {
  readonly promoted?: true;
  /** With which it was drawn, given what stands before it; absent: the slate was not drawn, or a promotion has it. */
  readonly probability?: number;
}

/**
 * The 1-based positions of a promotion that asks for a share of the slate: round(share × limit), at least one, spread
 * evenly over the positions that are free; all of those if there are fewer.
 *
 * @param share - in (0, 1].
 * @param taken - positions of other promotions.
 */
export function sharedPositions(share: number, limit: number, taken: ReadonlySet<number>): readonly number[] {
  const free = Array.from({ length: limit }, (_, i) => i + 1).filter((position) => !taken.has(position));
  const count = Math.min(free.length, Math.max(1, Math.round(share * limit)));
  return Array.from({ length: count }, (_, i) => free[Math.floor(((i + 0.5) * free.length) / count)]!);
}

/** A promotion's places, ascending, and what may fill them, best first. */
export interface FillingPromotion<Kind extends Candidate> {
  readonly positions: readonly number[];
  readonly candidates: readonly Kind[];
}

/** What fills each position that a promotion could fill; an item once, the first promotion that wants it has it. */
export function promoted<Kind extends Candidate>(
  promotions: readonly FillingPromotion<Kind>[],
): ReadonlyMap<number, Kind & Slot> {
  const filled = new Map<number, Kind & Slot>();
  const taken = new Set<number>();
  for (const { positions, candidates } of promotions) {
    const open = candidates.filter(({ row }) => !taken.has(row));
    positions.slice(0, open.length).forEach((position, i) => {
      const candidate = open[i]!;
      taken.add(candidate.row);
      filled.set(position, { ...candidate, promoted: true });
    });
  }
  return filled;
}

/** The slate: promoted items at their positions, the others in their order; where those run out, it closes up. */
export function placed(filled: ReadonlyMap<number, Slot>, others: readonly Slot[], limit: number): readonly Slot[] {
  const rest = others[Symbol.iterator]();
  const slots: Slot[] = [];
  for (let position = 1; position <= limit; position++) {
    const slot = filled.get(position) ?? (rest.next().value as Slot | undefined);
    if (slot !== undefined) slots.push(slot);
  }
  return slots;
}
