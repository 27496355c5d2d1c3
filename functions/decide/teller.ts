import { type Grounds, reasonIn } from '../../shared/decisioning/grounds.ts';
import type { Shelf } from '../../shared/decisioning/shelf.ts';
import type { Reason } from '../../shared/domain/decision.ts';
import { itemTexts, type ShownItem, toShownItem } from '../../shared/domain/item-texts.ts';
import { languageWish } from '../../shared/domain/language.ts';
import { wordsFor } from '../../shared/words/languages.ts';

/** Puts what was decided into words for one shopper. */
export interface Teller {
  /** BCP 47, of the words. */
  readonly language: string;
  /** In the best language that the catalog has the title in; undefined for an item that it never heard of. */
  titleOf(itemId: string): string | undefined;
  reasonOf(grounds: Grounds): Reason;
  itemIdAt(row: number): string;
  itemAt(row: number): ShownItem | undefined;
}

/** What a shopper reads, from what says most. */
export interface Readers {
  /** By the request. */
  readonly asked: string | undefined;
  /** By what is known of the person, best first. */
  readonly known: readonly string[];
  /** That the shop's own texts are written in. */
  readonly language: string;
}

/** All texts come with the catalog that lies in memory: nothing is read, and nothing translated. */
export function tellerFor(
  shelf: Pick<Shelf, 'get' | 'itemIdAt' | 'entryAt'>,
  { asked, known, language: shopLanguage }: Readers,
): Teller {
  const wanted = [...(asked === undefined ? [] : [asked]), ...known, shopLanguage];
  const [wish, words] = [languageWish(wanted), wordsFor(wanted)];
  const titleOf = (itemId: string): string | undefined => {
    const entry = shelf.get(itemId);
    return entry && itemTexts(entry, wish, shopLanguage).title;
  };
  return {
    language: words.language,
    titleOf,
    reasonOf: (grounds) => reasonIn(words, grounds, (itemId) => titleOf(itemId) ?? itemId),
    itemIdAt: shelf.itemIdAt,
    itemAt(row) {
      const entry = shelf.entryAt(row);
      return entry && toShownItem(entry, wish, shopLanguage);
    },
  };
}
