import { wordsOf } from '../../features/words.ts';
import { stem } from '../concepts/stem.ts';

/** A product that a text may mean. */
export interface ProductSlot {
  readonly itemId: string;
  /** Share, in (0, 1], of what the title says that is in the text, rare words counting more. */
  readonly score: number;
}

/** The titles of a catalog, to be found in what somebody says. */
export interface ProductIndex {
  /** The best k of those that share at least half of their title, best first, equal ones by id. */
  find(text: string, k: number): readonly ProductSlot[];
}

/** Below it the text may mean another thing of the same sort. */
const LEAST_SHARED = 0.5;

/**
 * Words in any order and number: "the red canvas shoe" names "Canvas Shoes, Red". O(characters) to make; of a text,
 * O(titles that have one of its words).
 */
export function productIndex(items: readonly { readonly itemId: string; readonly title: string }[]): ProductIndex {
  const holders = new Map<string, number[]>();
  items.forEach(({ title }, at) => {
    for (const word of stems(title)) {
      const having = holders.get(word) ?? [];
      holders.set(word, having);
      having.push(at);
    }
  });
  const rarityOf = (word: string) => Math.log((1 + items.length) / (1 + (holders.get(word)?.length ?? 0))) + 1;
  const sizes = items.map(({ title }) => [...stems(title)].reduce((sum, word) => sum + rarityOf(word), 0));
  return {
    find(text, k) {
      const shared = new Map<number, number>();
      for (const word of stems(text))
        for (const at of holders.get(word) ?? []) shared.set(at, (shared.get(at) ?? 0) + rarityOf(word));
      return [...shared]
        .map(([at, sum]) => ({ itemId: items[at]!.itemId, score: Math.min(1, sum / sizes[at]!) }))
        .filter(({ score }) => score >= LEAST_SHARED)
        .sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1))
        .slice(0, k);
    },
  };
}

const stems = (text: string): ReadonlySet<string> => new Set(wordsOf(text).map(stem));
