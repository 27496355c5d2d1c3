import { type CatalogEntry, isForSale, isSoldIn } from '../../domain/item.ts';
import { bm25 } from '../../learning/bm25.ts';
import { topK } from '../../math/top-k.ts';
import { stem } from '../concepts/stem.ts';
import { termsOf } from '../terms.ts';

/** What of a catalog may be shown, and what is looked for. */
export interface ItemQuestion {
  readonly text: string;
  /** ISO 3166; absent: any. */
  readonly market?: string | undefined;
  readonly price?: PriceBounds;
  readonly exclude: ReadonlySet<string>;
}

/** Items that have no price, or one in another currency, are out of every bounds. */
export interface PriceBounds {
  readonly currency: string;
  /** In minor units, both inclusive. */
  readonly least: number;
  readonly most: number;
}

export interface FoundItem {
  readonly itemId: string;
  /** Above 0, at most 1. */
  readonly score: number;
}

/** The shop’s items, to be found by what somebody says. */
export interface ItemIndex {
  get(itemId: string): CatalogEntry | undefined;
  /** The best k that may be sold now, best first, equal ones in the catalog’s order; none where nothing is alike. */
  find(question: ItemQuestion, k: number): readonly FoundItem[];
  /** Those that may be sold now and are newest in the catalog. */
  newest(question: Omit<ItemQuestion, 'text'>, k: number): readonly FoundItem[];
}

/** Words with their forms say what is meant; runs of characters, what is misspelt. Chosen so that one right word beats any likeness. */
const WORDS_SHARE = 0.75;
/** Less is likeness by chance: a run or two of characters. */
const LEAST_SCORE = 0.08;
/** How often the title counts beside the description. */
const TITLE_TIMES = 3;

/**
 * O(characters) to make; of a text, O(items that have one of its words or runs of characters + items).
 * @param current - an item as it is now: prices and stock change more often than what is said of items.
 */
export function itemIndex(
  entries: readonly CatalogEntry[],
  current: (itemId: string) => CatalogEntry | undefined,
): ItemIndex {
  const words = bm25(entries.map((entry) => wordTerms(textOf(entry, TITLE_TIMES))));
  const characters = bm25(entries.map(({ item }) => termsOf(titlesOf(item).join(' '))[1]));
  const createdAt = entries.map(({ item, changedAtMs }) => Date.parse(item.createdAt ?? '') || changedAtMs);
  const isAllowed = (row: number, question: Omit<ItemQuestion, 'text'>): boolean => {
    const entry = current(entries[row]!.item.itemId);
    return entry !== undefined && isWanted(entry, question);
  };
  const best = (scores: Float64Array, least: number, question: Omit<ItemQuestion, 'text'>, k: number) => {
    const likely = Int32Array.from(entries.keys()).filter((row) => scores[row]! >= least);
    const allowed = likely.filter((row) => isAllowed(row, question));
    return Array.from(topK(scores, k, allowed), (row) => ({
      itemId: entries[row]!.item.itemId,
      score: Math.min(1, scores[row]!),
    }));
  };
  return {
    get: current,
    find(question, k) {
      const byWords = words.score(wordTerms(question.text));
      const byCharacters = characters.score(termsOf(question.text)[1]);
      const scores = byWords.map((score, row) => WORDS_SHARE * score + (1 - WORDS_SHARE) * byCharacters[row]!);
      return best(scores, LEAST_SCORE, question, k);
    },
    newest: (question, k) =>
      best(
        Float64Array.from(createdAt, (atMs) => atMs / 1e13),
        0,
        question,
        k,
      ),
  };
}

function isWanted(entry: CatalogEntry, { market, price, exclude }: Omit<ItemQuestion, 'text'>): boolean {
  const { item } = entry;
  if (exclude.has(item.itemId) || !isForSale(entry) || !isSoldIn(entry, market)) return false;
  if (price === undefined) return true;
  if (item.price?.currency !== price.currency) return false;
  return item.price.amount >= price.least && item.price.amount <= price.most;
}

const titlesOf = ({ title, locales = {} }: CatalogEntry['item']): readonly string[] => [
  title,
  ...Object.values(locales).flatMap((texts) => texts.title ?? []),
];

function textOf({ item }: CatalogEntry, titleTimes: number): string {
  const { description, categories, brand, attributes, locales = {} } = item;
  const titles = titlesOf(item).join(' ');
  return [
    ...Array.from({ length: titleTimes }, () => titles),
    ...categories,
    ...(brand === undefined ? [] : [brand]),
    ...(description === undefined ? [] : [description]),
    ...Object.values(locales).flatMap((texts) => texts.description ?? []),
    ...Object.values(attributes).filter((value) => typeof value === 'string'),
  ].join(' ');
}

/** Single words by their stems, so that `shoes` finds a shoe. */
function wordTerms(text: string): Uint32Array {
  const [terms] = termsOf(text.replace(/[A-Za-z]+/g, (word) => stem(word.toLowerCase())));
  return terms.subarray(0, terms.length >> 1); // the words, which pairs follow
}
