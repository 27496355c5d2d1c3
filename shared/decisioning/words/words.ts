import type { InteractionKind } from '../../domain/interaction.ts';
import type { Cell } from '../../features/context.ts';
import type { SourceName } from '../../model/sources.ts';

/** Where an item stands among the candidates on record, and where it would stand without an event; 1-based. */
export interface Fall {
  readonly now: number;
  readonly without: number;
  readonly of: number;
}

/** What an explanation says, in one language. Titles and texts are of the shopper's side: "you". */
export interface Words {
  /** BCP 47 */
  readonly language: string;
  /** What stands between two sentences. */
  readonly between: string;
  /** What was done to an item, by kind. */
  readonly did: Readonly<Record<InteractionKind, string>>;
  /** An event of the person spoke for the item. */
  becauseOf(kind: InteractionKind, title: string): string;
  /** The page's item spoke for it. */
  becauseOfPage(title: string): string;
  /** What would be without that event. */
  without(fall: Fall): string;
  readonly friends: string;
  popularAt(cells: readonly Cell[]): string;
  readonly popular: string;
  readonly trending: string;
  readonly wishes: string;
  /** Nothing speaks for it alone. */
  readonly together: string;
  /** Of a slate of what they bought. */
  readonly boughtBefore: string;
  readonly sameCategory: string;
  readonly newItem: string;
  readonly catalogOrder: string;
  /** Of a ranking: nothing moved it. */
  readonly givenOrder: string;
  /** @param probability - with which it is drawn, in (0, 1]. */
  drawn(probability: number): string;
  /** Of a drawn slate. @param probability - with which it was drawn given what stands before it, in (0, 1]. */
  byLot(probability: number): string;
  readonly promoted: string;
  /** What a source goes by, the shop's wishes, its stock, and people whom the person knows, of whom none is named. */
  readonly sources: Readonly<Record<SourceName | 'wishes' | 'stock' | 'friends', string>>;
}
