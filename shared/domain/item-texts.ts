import type { CatalogEntry, Item } from './item.ts';
import type { LanguageWish } from './language.ts';
import type { TextPart } from './machine-texts.ts';

/** An item's texts for one reader. */
export interface ItemTexts {
  readonly title: string;
  readonly description?: string;
  /** BCP 47, of the title; "und" where the shop has not said what its texts are written in. */
  readonly contentLanguage: string;
  /** Something of it was translated by a machine, and nobody has read it. */
  readonly machineTranslated?: true;
}

type Told = Pick<CatalogEntry, 'item' | 'translated'>;

/**
 * The texts of an item that fit a reader best, each for itself: of a language that the shop wrote and a machine made the
 * shop's own counts. What nobody has in any language wanted is told as the shop has it.
 *
 * @param shopLanguage - that the item's own title and description are written in.
 */
export function itemTexts(entry: Told, wish: LanguageWish, shopLanguage: string): ItemTexts {
  const title = bestText(entry, 'title', wish, shopLanguage);
  const description = bestText(entry, 'description', wish, shopLanguage);
  return {
    title: title?.text ?? entry.item.title,
    ...(description !== undefined && { description: description.text }),
    contentLanguage: title?.language ?? shopLanguage,
    ...((title?.isMachine || description?.isMachine) && { machineTranslated: true }),
  };
}

/** What may leave towards a page, in one language: a slate is often passed on as it is. */
export type ShownItem = Omit<Item, 'cost' | 'stock' | 'locales' | 'title' | 'description'> & ItemTexts;

/** @param shopLanguage - that the item's own texts are written in. */
export function toShownItem(entry: CatalogEntry, wish: LanguageWish, shopLanguage: string): ShownItem {
  const { itemId, cost: _cost, stock: _stock, locales: _locales, title: _title, description: _, ...shown } = entry.item;
  return { itemId, ...itemTexts(entry, wish, shopLanguage), ...shown };
}

interface BestText {
  readonly text: string;
  readonly language: string;
  readonly isMachine: boolean;
}

function bestText(
  { item, translated }: Told,
  part: TextPart,
  wish: LanguageWish,
  shopLanguage: string,
): BestText | undefined {
  const own = item[part];
  const written = (tag: string) => item.locales?.[tag]?.[part];
  const made = (tag: string) => translated?.locales[tag]?.[part]?.text;
  const tags = Object.keys(item.locales ?? {}).filter((tag) => written(tag) !== undefined);
  const shops = wish.best(own === undefined ? tags : [shopLanguage, ...tags]);
  const machines = wish.best(Object.keys(translated?.locales ?? {}).filter((tag) => made(tag) !== undefined));
  if (machines !== undefined && (shops === undefined || wish.rankOf(machines)! < wish.rankOf(shops)!))
    return { text: made(machines)!, language: machines, isMachine: true };
  const text = shops === undefined ? own : (written(shops) ?? own);
  return text === undefined ? undefined : { text, language: shops ?? shopLanguage, isMachine: false };
}
