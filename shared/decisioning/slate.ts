import type { DecidedItem, Decision, Reason } from '../domain/decision.ts';
import { type CatalogEntry, toShownItem } from '../domain/item.ts';
import type { BasisEvent } from './basis.ts';
import { sameCategory } from './same-category.ts';
import type { Shelf } from './shelf.ts';

/** The part of a decision that says what to show and why. */
export type Slate = Pick<Decision, 'items' | 'strategy' | 'evidence'>;

/** What the model said, best first. */
export interface ScoredItems {
  readonly itemIds: readonly string[];
  readonly scores: Float32Array;
  /** (events, items): what each event of the basis adds to each item's score. */
  readonly contributions: Float32Array;
  /** The events that the model knew, in the order of the contributions' rows. */
  readonly events: readonly BasisEvent[];
}

/** The policy of this house shows what it ranks: each item with probability 1. */
const GREEDY_PROPENSITY = 1;
/** An item of which less than this share comes from what the person did is shown because it is popular. */
const MIN_EXPLAINED_SHARE = 0.05;

/** A slate that the model ranked. */
export function scoredSlate(scored: ScoredItems, shelf: Shelf, pageItemId: string | undefined): Slate {
  const items = scored.itemIds.map((itemId, column) => {
    const reason = reasonOf(scored, column, shelf, pageItemId);
    return decidedItem(itemId, column + 1, scored.scores[column] ?? 0, reason, shelf);
  });
  const isExplained = items.some(({ reasons }) => reasons.some(({ code }) => code === 'because-of-item'));
  if (!isExplained) return { items, strategy: 'popular', evidence: 'market' };
  return pageItemId === undefined
    ? { items, strategy: 'personal', evidence: 'person' }
    : { items, strategy: 'similar', evidence: 'item' };
}

/** Items like the page's, by what the shop says of them: for an item that no model has met. */
export function sameCategorySlate(
  page: CatalogEntry,
  offered: readonly CatalogEntry[],
  limit: number,
  shelf: Shelf,
): Slate {
  const reason: Reason = {
    code: 'same-category',
    itemId: page.item.itemId,
    text: `like “${page.item.title}”: ${page.item.categories.at(-1) ?? page.item.brand ?? 'same kind'}`,
  };
  const items = sameCategory(page.item, offered)
    .slice(0, limit)
    .map(({ itemId, score }, i) => decidedItem(itemId, i + 1, score, reason, shelf));
  return { items, strategy: 'same-category', evidence: 'item' };
}

/** The catalog, newest first: for a shop of which nothing is known but its catalog. */
export function catalogSlate(offered: readonly CatalogEntry[], limit: number, shelf: Shelf): Slate {
  const reason: Reason = { code: 'catalog-order', text: 'newest in the catalog; nothing is known of shoppers yet' };
  const items = offered.slice(0, limit).map(({ item }, i) => decidedItem(item.itemId, i + 1, 0, reason, shelf));
  return { items, strategy: 'catalog-order', evidence: 'none' };
}

function decidedItem(itemId: string, rank: number, score: number, reason: Reason, shelf: Shelf): DecidedItem {
  const entry = shelf.get(itemId);
  return {
    itemId,
    rank,
    score,
    probability: GREEDY_PROPENSITY,
    reasons: [reason],
    ...(entry !== undefined && { item: toShownItem(entry.item) }),
  };
}

const VERB: Partial<Record<BasisEvent['kind'], string>> = {
  purchase: 'you bought',
  cart: 'you put into the cart',
  wish: 'you wished for',
  rate: 'you rated',
};

/** The event that adds most to the item's score, of equals the newest. */
function reasonOf(scored: ScoredItems, column: number, shelf: Shelf, pageItemId: string | undefined): Reason {
  const { contributions, events, itemIds, scores } = scored;
  let best = -1;
  let most = 0;
  for (let row = 0; row < events.length; row++) {
    const contribution = contributions[row * itemIds.length + column] ?? 0;
    if (contribution > most) [best, most] = [row, contribution];
  }
  const event = events[best];
  const score = scores[column] ?? 0;
  const share = score > 0 ? most / score : 0;
  if (event === undefined || share < MIN_EXPLAINED_SHARE) return { code: 'popular', text: 'popular in this shop' };
  const title = shelf.get(event.itemId)?.item.title ?? event.itemId;
  const text =
    event.itemId === pageItemId ? `goes with “${title}”` : `because ${VERB[event.kind] ?? 'you viewed'} “${title}”`;
  return { code: 'because-of-item', itemId: event.itemId, share, text };
}
