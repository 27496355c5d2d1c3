import { newRowNumbers } from './row-numbers.ts';

/**
 * One field of all items, a short list of terms a row. Each distinct list is kept once and numbered, so a question is
 * answered once a list and not once a row.
 */
export interface TermColumn {
  /** Sets the row's list. Rows may come in any order; a row that was never set has no terms. */
  set(row: number, terms: readonly string[]): void;
  /** By row, the number of its list; 0, or beyond the end, where it has no terms. Not to be changed. */
  codes(): Int32Array;
  /** By number of a list, its terms. */
  readonly lists: readonly (readonly string[])[];
  /** 1 by number of a list, where it has at least one of the terms. */
  having(terms: readonly string[]): Uint8Array;
  /** Sets to 0 all places of the mask, one a row, whose row's list is not allowed: O(rows). Mutates the mask. */
  keep(mask: Uint8Array, isAllowed: Uint8Array): void;
}

export function newTermColumn(rowCount: number): TermColumn {
  const lists: (readonly string[])[] = [[]];
  const numberOf = new Map<string, number>([['[]', 0]]);
  const listsWith = new Map<string, number[]>();
  const codes = newRowNumbers(Int32Array, rowCount);

  const numbered = (terms: readonly string[]): number => {
    const key = terms.length === 1 ? `.${terms[0]}` : JSON.stringify(terms); // no list begins with a dot
    const known = numberOf.get(key);
    if (known !== undefined) return known;
    const number = lists.push(terms) - 1;
    numberOf.set(key, number);
    for (const term of new Set(terms)) {
      const having = listsWith.get(term);
      if (having === undefined) listsWith.set(term, [number]);
      else having.push(number);
    }
    return number;
  };

  return {
    set(row, terms) {
      codes.set(row, numbered(terms));
    },
    codes: codes.values,
    lists,
    having(terms) {
      const isIn = new Uint8Array(lists.length);
      for (const term of terms) for (const number of listsWith.get(term) ?? []) isIn[number] = 1;
      return isIn;
    },
    keep(mask, isAllowed) {
      const numbers = codes.values();
      const end = Math.min(mask.length, numbers.length);
      for (let row = 0; row < end; row++) mask[row]! &= isAllowed[numbers[row]!]!;
      for (let row = end; row < mask.length; row++) mask[row]! &= isAllowed[0]!;
    },
  };
}
