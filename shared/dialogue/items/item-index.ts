import type { CatalogEntry, Money } from '../../domain/item.ts';
import { wordsOf } from '../../features/words.ts';
import { bm25 } from '../../learning/bm25.ts';
import { stringHash } from '../../math/string-hash.ts';
import { topK } from '../../math/top-k.ts';
import { stem } from '../concepts/stem.ts';

/** What of a catalog may be shown, and what is looked for. */
export interface ItemQuestion {
  readonly text: string;
  /** ISO 3166; absent: any. */
  readonly market?: string | undefined;
  readonly price?: PriceBounds;
  readonly exclude: ReadonlySet<string>;
}

export interface PriceBounds {
  /** A price as it is compared, in the bounds’ own minor unit; undefined: it cannot be, and is out of every bounds. */
  readonly amountOf: (price: Money) => number | undefined;
  /** Both inclusive. */
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

/** The catalog as it is now: prices, stock and what is delivered where change more often than what is said of items. */
export interface CurrentItems {
  get(itemId: string): CatalogEntry | undefined;
  /** Gives whether an item may be sold now and is delivered; of no market, whether it may be sold at all. */
  offeredIn(market: string | undefined): (itemId: string) => boolean;
}

/** Less is likeness by chance. */
const LEAST_SCORE = 0.08;
/** Of runs of characters: half of what was said must be in a title, for another word may share a run or two. */
const LEAST_ALIKE = 0.4;
const RUN = 3;
/** How often the title counts beside the description. */
const TITLE_TIMES = 3;

/**
 * O(characters) to make; of a text, O(items that have one of its words, or, where none has, one of its runs of characters,
 * + items).
 */
export function itemIndex(entries: readonly CatalogEntry[], current: CurrentItems): ItemIndex {
  const words = bm25(entries.map((entry) => wordTerms(textOf(entry, TITLE_TIMES))));
  const runs = bm25(entries.map(({ item }) => runTerms(titlesOf(item).join(' '))));
  const createdAt = entries.map(({ item, changedAtMs }) => Date.parse(item.createdAt ?? '') || changedAtMs);
  const best = (scores: Float64Array, least: number, question: Omit<ItemQuestion, 'text'>, k: number) => {
    const likely = Int32Array.from(entries.keys()).filter((row) => scores[row]! >= least);
    const isOffered = current.offeredIn(question.market);
    const allowed = likely.filter((row) => {
      const { itemId } = entries[row]!.item;
      return isOffered(itemId) && isWanted(current.get(itemId), question);
    });
    return Array.from(topK(scores, k, allowed), (row) => ({
      itemId: entries[row]!.item.itemId,
      score: Math.min(1, scores[row]!),
    }));
  };
  return {
    get: current.get,
    find(question, k) {
      const byWords = best(words.score(wordTerms(question.text)), LEAST_SCORE, question, k);
      // No word of it is known: it may be misspelt.
      return byWords.length > 0 ? byWords : best(runs.score(runTerms(question.text)), LEAST_ALIKE, question, k);
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

function isWanted(
  entry: CatalogEntry | undefined,
  { price, exclude }: Pick<ItemQuestion, 'price' | 'exclude'>,
): boolean {
  if (entry === undefined || exclude.has(entry.item.itemId)) return false;
  if (price === undefined) return true;
  const amount = entry.item.price && price.amountOf(entry.item.price);
  return amount !== undefined && amount >= price.least && amount <= price.most;
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

/** Words by their stems, so that `shoes` finds a shoe; of scripts without spaces, pairs of characters. */
const wordTerms = (text: string): Uint32Array => Uint32Array.from(wordsOf(text), (word) => stringHash(stem(word)));

/** Three characters each, within words and over their edges: what is misspelt shares some with what was meant. */
const runTerms = (text: string): Uint32Array =>
  Uint32Array.from(
    wordsOf(text).flatMap((word) => {
      const padded = ` ${word} `;
      return Array.from({ length: Math.max(0, padded.length - RUN + 1) }, (_, at) =>
        stringHash(padded.slice(at, at + RUN)),
      );
    }),
  );
