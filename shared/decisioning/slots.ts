import type { Candidate } from './candidates.ts';
import { diversified } from './diversity.ts';
import { drawnSlots, type Lot } from './drawn-slots.ts';
import type { Described } from './likeness.ts';
import { placed, promoted, type Slot } from './promotions.ts';
import type { Shelf } from './shelf.ts';

/** What a request says of the slate's making. */
export interface SlateWishes {
  readonly limit: number;
  /** In [0, 1]. */
  readonly diversity: number;
  readonly promotions: readonly { readonly positions: readonly number[] }[];
}

/** Diversity chooses among so many times more candidates than slots. */
const DIVERSITY_WIDTH = 4;
/** Candidates behind the slate, at most: what a decision's record compares the shown ones with. */
const RUNNERS_UP = 10;

/** How many candidates a decision asks for. @param policy - absent: nothing is drawn. */
export function candidateCount({ limit, diversity, promotions }: SlateWishes, policy?: Pick<Lot, 'pool'>): number {
  const ranked = diversity > 0 ? DIVERSITY_WIDTH * limit : limit + Math.min(limit, RUNNERS_UP);
  const width = Math.max(ranked, policy?.pool ?? 0);
  return width + promotions.reduce((sum, { positions }) => sum + positions.length, 0);
}

/**
 * The slate: promoted items at their positions, and between them the best of the others, or drawn ones where the wishes
 * have a lot, as diverse as was asked.
 *
 * @param candidates - for the slots that no promotion fills, best first.
 * @param promotable - by promotion, what may fill it, best first.
 */
export function slotsOf(
  candidates: readonly Candidate[],
  promotable: readonly (readonly Candidate[])[],
  { limit, diversity, promotions, lot }: SlateWishes & { readonly lot?: Lot | undefined },
  describedAt: (row: number) => Described,
): readonly Slot[] {
  const filled = promoted(promotions.map(({ positions }, p) => ({ positions, candidates: promotable[p] ?? [] })));
  const isPromoted = new Set(Array.from(filled.values(), ({ row }) => row));
  const others = candidates.filter(({ row }) => !isPromoted.has(row));
  if (lot !== undefined) return placed(filled, drawnSlots(others, limit, { ...lot, diversity, describedAt }), limit);
  const among = others.slice(0, DIVERSITY_WIDTH * limit);
  return placed(filled, diversified(among, limit, diversity, describedAt), limit);
}

/** What the catalog says of a row's item; nothing of one that it never heard of. */
export const describedBy =
  (shelf: Pick<Shelf, 'entryAt'>) =>
  (row: number): { readonly categories: readonly string[]; readonly brand?: string } => {
    const item = shelf.entryAt(row)?.item;
    return { categories: item?.categories ?? [], ...(item?.brand !== undefined && { brand: item.brand }) };
  };
