import type { Reason } from '../domain/decision.ts';
import type { CatalogEntry } from '../domain/item.ts';
import type { Cell } from '../features/context.ts';
import type { BasisEvent } from './basis.ts';
import { sameCategory } from './same-category.ts';
import type { Shelf } from './shelf.ts';
import { englishPlace } from './words/en.ts';

/** An item that may stand in a slate, and why. */
export interface Candidate {
  readonly row: number;
  /** Absent where nothing is known of the item yet. */
  readonly score?: number;
  readonly reason: Reason;
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
  /** How an item is said to belong to an anchor; undefined: by what the person did to it. */
  readonly words: string | undefined;
  readonly anchors: readonly string[];
  /** What is said of an item that no event speaks for. */
  readonly otherwise: Reason;
}

export const POPULAR: Reason = { code: 'popular', text: 'popular in this shop' };
const FRIENDS: Reason = { code: 'friends', text: 'chosen by people you know' };
export const TRENDING: Reason = { code: 'trending', text: 'wanted by many now' };
export const NEW_ITEM: Reason = { code: 'new-item', text: 'new in the shop' };
const CATALOG_ORDER: Reason = {
  code: 'catalog-order',
  text: 'newest in the catalog; nothing is known of shoppers yet',
};

/** The model's ranking with its reasons. */
export function scoredCandidates(scored: ScoredItems, wording: Wording, shelf: Shelf): readonly Candidate[] {
  const { context } = scored;
  const popularHere: Reason | undefined = context && {
    code: 'popular',
    text: `popular ${englishPlace(context.cells)}`,
  };
  return Array.from(scored.rows, (row, column) => {
    const otherwise = popularHere && context!.added[column]! > 0 ? popularHere : wording.otherwise;
    const reason = isByFriends(scored, column) ? FRIENDS : reasonOf(scored, column, { ...wording, otherwise }, shelf);
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
  const reason: Reason = {
    code: 'same-category',
    itemId: item.itemId,
    text: `like “${item.title}”: ${item.categories.at(-1) ?? item.brand ?? 'same kind'}`,
  };
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
    .map((row) => ({
      row,
      reason: { code: 'bought-before', itemId: shelf.itemIdAt(row), text: 'you bought it before' },
    }));
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

const VERB: Partial<Record<BasisEvent['kind'], string>> = {
  purchase: 'you bought',
  cart: 'you put into the cart',
  wish: 'you wished for',
  rate: 'you rated',
};

/** The event that adds most to the item's score, of equals the newest, with its share of what all of them add. */
function reasonOf(scored: ScoredItems, column: number, wording: Wording, shelf: Shelf): Reason {
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
  const title = shelf.get(itemId)?.item.title ?? itemId;
  const isAnchored = wording.words !== undefined && wording.anchors.includes(itemId);
  const text = isAnchored ? `${wording.words} “${title}”` : `because ${VERB[kind] ?? 'you viewed'} “${title}”`;
  return { code: 'because-of-item', itemId, share: most / all, text };
}
