import type { Reason } from '../domain/decision.ts';
import type { InteractionKind } from '../domain/interaction.ts';
import type { Cell } from '../features/context.ts';
import type { Words } from '../words/words.ts';

/** Why an item may stand in a slate, before it is put into words: few of those that might are shown. */
export interface Grounds extends Omit<Reason, 'text'> {
  /** Of an event that speaks for it: what the person did. */
  readonly kind?: InteractionKind;
  /** How it belongs to what the slate is about, which then counts for more than what was done. */
  readonly relation?: Relation;
  /** Where and when it is wanted more than elsewhere. */
  readonly cells?: readonly Cell[];
  /** What it shares with the item that it is like. */
  readonly shares?: string;
}

export type Relation = 'goesWith' | 'boughtWith' | 'looksLike';

/** @param titleOf - an item's title, in a language that goes with the words. */
export function reasonIn(words: Words, grounds: Grounds, titleOf: (itemId: string) => string): Reason {
  const { code, itemId, share } = grounds;
  return {
    code,
    ...(itemId !== undefined && { itemId }),
    ...(share !== undefined && { share }),
    text: textOf(words, grounds, itemId === undefined ? '' : titleOf(itemId)),
  };
}

function textOf({ reasons }: Words, { code, kind = 'view', relation, cells, shares }: Grounds, title: string): string {
  switch (code) {
    case 'because-of-item':
      if (relation !== undefined) return reasons[relation](title);
      return reasons.because(kind === 'click' ? 'view' : kind, title); // who clicks on an item is shown it
    case 'popular':
      return cells === undefined ? reasons.popular : reasons.popularAt(cells);
    case 'same-category':
      return reasons.like(title, shares);
    case 'friends':
      return reasons.friends;
    case 'trending':
      return reasons.trending;
    case 'bought-before':
      return reasons.boughtBefore;
    case 'new-item':
      return reasons.newItem;
    case 'catalog-order':
      return reasons.catalogOrder;
    case 'given-order':
      return reasons.givenOrder;
  }
}
