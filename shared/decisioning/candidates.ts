import type { CatalogEntry } from '../domain/item.ts';
import type { Cell } from '../features/context.ts';
import type { BasisEvent } from './basis.ts';
import type { Grounds, Relation } from './grounds.ts';
import { sameCategory } from './same-category.ts';
import type { Shelf } from './shelf.ts';

/** An item that may stand in a slate, and why. */
export interface Candidate {
  readonly row: number;
  /** Absent where nothing is known of the item yet. */
  readonly score?: number;
  readonly reason: Grounds;
}

/** What the model said, best first. */
export interface ScoredItems {
  readonly rows: Int32Array;
  readonly scores: Float32Array;
  /** (explained events, items): how much each of the newest events speaks for each item, ≥ 0. */
  readonly evidence: Float32Array;
  /** The events that the model knew, in the order of the evidence's rows, which may be fewer. */
  readonly events: readonly BasisEvent[];
  /** What people whom the person knows add to each item's score, and (sources, items) what sources do; absent: nothing. */
  readonly friends?: { readonly added: Float32Array; readonly contributions: Float32Array };
  /** The cells of the context that the model knew, at least one, and what they added to each item's score. */
  readonly context?: { readonly cells: readonly Cell[]; readonly added: Float32Array };
}

export interface Wording {
  /** How an item belongs to an anchor; undefined: by what the person did to it. */
  readonly relation: Relation | undefined;
  readonly anchors: readonly string[];
  /** What is said of an item that no event speaks for. */
  readonly otherwise: Grounds;
}

export const POPULAR: Grounds = { code: 'popular' };
const FRIENDS: Grounds = { code: 'friends' };
export const TRENDING: Grounds = { code: 'trending' };
export const NEW_ITEM: Grounds = { code: 'new-item' };
const CATALOG_ORDER: Grounds = { code: 'catalog-order' };

/** The model's ranking with its reasons. */
export function scoredCandidates(scored: ScoredItems, wording: Wording): readonly Candidate[] {
  const { context } = scored;
  const popularHere: Grounds | undefined = context && { code: 'popular', cells: context.cells };
  return Array.from(scored.rows, (row, column) => {
    const otherwise = popularHere && context!.added[column]! > 0 ? popularHere : wording.otherwise;
    const reason = isByFriends(scored, column) ? FRIENDS : groundsOf(scored, column, { ...wording, otherwise });
    return { row, score: scored.scores[column]!, reason };
  });
}

/** Whether no source adds as much to an item's score as people whom the person knows. */
function isByFriends({ friends, rows }: ScoredItems, column: number): boolean {
  if (friends === undefined) return false;
  const { added, contributions } = friends;
  const amount = added[column]!;
  if (amount === 0) return false;
  for (let at = column; at < contributions.length; at += rows.length) if (contributions[at]! >= amount) return false;
  return true;
}

/** Items like the given one, by what the shop says of them: for an item of which the model has nothing to say. */
export function sameCategoryCandidates(
  { item }: CatalogEntry,
  shelf: Shelf,
  isEligible: Uint8Array,
  k: number,
): readonly Candidate[] {
  const shares = item.categories.at(-1) ?? item.brand;
  const reason: Grounds = { code: 'same-category', itemId: item.itemId, ...(shares !== undefined && { shares }) };
  return sameCategory(item, shelf, isEligible, k).map((alike) => ({ ...alike, reason }));
}

/** Items that the person bought, in the given order: it is theirs, and no score of a model. */
export function boughtCandidates(
  itemIds: readonly string[],
  shelf: Shelf,
  isEligible: Uint8Array,
  k: number,
): readonly Candidate[] {
  const rows = itemIds.flatMap((itemId) => shelf.rowOf(itemId) ?? []);
  return rows
    .filter((row) => isEligible[row] === 1)
    .slice(0, k)
    .map((row) => ({ row, reason: { code: 'bought-before', itemId: shelf.itemIdAt(row) } }));
}

/** The catalog, newest first: for a shop of which nothing is known but its catalog. */
export const catalogCandidates = (shelf: Shelf, isEligible: Uint8Array, k: number): readonly Candidate[] =>
  newest(shelf, isEligible, k, 0).map((row) => ({ row, reason: CATALOG_ORDER }));

/** Items that came after the model was made, newest first. @param itemCount - of the model. */
export const laterCandidates = (
  shelf: Shelf,
  isEligible: Uint8Array,
  k: number,
  itemCount: number,
): readonly Candidate[] => newest(shelf, isEligible, k, itemCount).map((row) => ({ row, reason: NEW_ITEM }));

function newest(shelf: Shelf, isEligible: Uint8Array, k: number, fromRow: number): readonly number[] {
  const rows: number[] = [];
  if (k <= 0 || fromRow >= shelf.rowCount) return rows;
  for (const row of shelf.newestFirst()) {
    if (row >= fromRow && isEligible[row] === 1 && rows.push(row) >= k) break;
  }
  return rows;
}

/** The event that adds most to the item's score, of equals the newest, with its share of what all of them add. */
function groundsOf(scored: ScoredItems, column: number, wording: Wording): Grounds {
  const { evidence, events, rows } = scored;
  let best = -1;
  let most = 0;
  let all = 0;
  for (let event = 0; event < events.length; event++) {
    const added = evidence[event * rows.length + column] ?? 0;
    if (added > 0) all += added;
    if (added > most) [best, most] = [event, added];
  }
  const event = events[best];
  if (event === undefined) return wording.otherwise;
  const { itemId, kind } = event;
  const relation = wording.anchors.includes(itemId) ? wording.relation : undefined;
  return { code: 'because-of-item', itemId, share: most / all, kind, ...(relation && { relation }) };
}
