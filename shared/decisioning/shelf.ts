import { type CatalogEntry, isForSale } from '../domain/item.ts';
import { newRowNumbers, type RowNumbers } from './row-numbers.ts';
import { newTermColumn, type TermColumn } from './term-column.ts';

/**
 * The catalog as decisions hold it in memory: which items there are, and which may be offered where.
 *
 * Each item has a row, which it keeps. What is asked of all items at once is kept column by column, so that a decision
 * never walks over the entries themselves.
 */
export interface Shelf {
  get(itemId: string): CatalogEntry | undefined;
  /** Undefined for an item that neither the shelf's maker nor the catalog ever named. */
  rowOf(itemId: string): number | undefined;
  /** @throws RangeError when there is no such row. */
  itemIdAt(row: number): string;
  /** Undefined for an item that the catalog never heard of. */
  entryAt(row: number): CatalogEntry | undefined;
  readonly rowCount: number;
  /** Changes with every change of the shelf. */
  readonly revision: number;
  /** Changes with every change of a price or cost: most changes are of stock. */
  readonly moneyRevision: number;
  /**
   * By row, whether it may be offered in a market: 1 where it may be sold and is delivered. An item that the catalog never heard of may: a shop
   * may send events before it sends a catalog, or instead of one. Made once a market and revision; not to be changed.
   */
  offered(market: string | undefined): Uint8Array;
  /** What is delivered where, from now on: by row, 1 where it is; undefined: all. */
  deliver(to: (market: string) => Uint8Array | undefined): void;
  /** By row, 1 where the rules of a market let it be delivered there; undefined: all are. */
  delivered(market: string | undefined): Uint8Array | undefined;
  /** 1 where the catalog knows the row's item, deleted or not. Not to be changed. */
  listed(): Uint8Array;
  /** The rows that the catalog knows, deleted ones too: newest first, same age by id. Not to be changed. */
  newestFirst(): Int32Array;
  /** A field of all items: made at the first question, kept up from then on. */
  column(field: TermField): TermColumn;
  /** Prices or costs of all items in minor units, NaN where there is none, beside their currencies. */
  amounts(field: MoneyField): Amounts;
  /** Takes entries, deletions too; an older version of an entry changes nothing. */
  update(entries: readonly CatalogEntry[]): void;
}

export type MoneyField = 'price' | 'cost';
/** A field of terms, or an attribute by its name. */
export type TermField =
  | 'categories'
  | 'brand'
  | 'availability'
  | 'markets'
  | MoneyField
  | { readonly attribute: string };

export interface Amounts {
  readonly amounts: Float64Array;
  /** The terms are ISO 4217 codes. */
  readonly currencies: TermColumn;
}

/** Stands in the column of markets for every market. */
export const EVERYWHERE = '*';

/** How an attribute's value stands in its column: as a term that tells 1 from "1". */
export const attributeTerm = (value: string | number | boolean): string => `${typeof value} ${value}`;

/** Markets, or columns of attributes, held at a time; a shop has few. */
const MAX_HELD = 32;

/** @param itemIds - distinct items that have the first rows, in this order, whether the catalog knows them or not. */
export function newShelf(itemIds: readonly string[] = []): Shelf {
  const ids = [...itemIds];
  const rows = new Map(ids.map((itemId, row) => [itemId, row]));
  const entries: (CatalogEntry | undefined)[] = new Array(ids.length).fill(undefined);
  const isListed = newRowNumbers(Uint8Array, ids.length);
  /** Of those that the catalog never heard of, that they may be sold. */
  const isSold = newRowNumbers(Uint8Array, ids.length, 1);
  const money = new Map<MoneyField, RowNumbers<Float64Array>>();
  const columns = new Map<string, { readonly field: TermField; readonly column: TermColumn }>();
  const offeredIn = new Map<string | undefined, { readonly revision: number; readonly isOffered: Uint8Array }>();
  const age = newAge(ids);
  let revision = 0;
  let moneyRevision = 0;
  let deliveredTo: (market: string) => Uint8Array | undefined = () => undefined;

  const rowFor = (itemId: string): number => {
    const row = rows.get(itemId) ?? ids.push(itemId) - 1;
    rows.set(itemId, row);
    return row;
  };
  const column = (field: TermField): TermColumn => {
    const name = typeof field === 'string' ? field : `attribute ${field.attribute}`;
    const known = columns.get(name);
    if (known !== undefined) return known.column;
    const made = newTermColumn(entries.length);
    entries.forEach((entry, row) => {
      if (entry !== undefined) made.set(row, termsOf(entry, field));
    });
    if (columns.size >= MAX_HELD) columns.clear();
    columns.set(name, { field, column: made });
    return made;
  };

  return {
    get: (itemId) => entries[rows.get(itemId) ?? -1],
    rowOf: (itemId) => rows.get(itemId),
    itemIdAt(row) {
      const itemId = ids[row];
      if (itemId === undefined) throw new RangeError(`row ${row}: the shelf has ${ids.length}`);
      return itemId;
    },
    entryAt: (row) => entries[row],
    get rowCount() {
      return ids.length;
    },
    get revision() {
      return revision;
    },
    get moneyRevision() {
      return moneyRevision;
    },

    offered(market) {
      const known = offeredIn.get(market);
      if (known?.revision === revision) return known.isOffered;
      const isOffered = isSold.values().slice();
      if (market !== undefined) {
        const here = column('markets').having([market, EVERYWHERE]);
        here[0] = 1; // an item that the catalog never heard of
        column('markets').keep(isOffered, here);
        deliveredTo(market)?.forEach((isDelivered, row) => {
          isOffered[row]! &= isDelivered;
        });
      }
      if (offeredIn.size >= MAX_HELD) offeredIn.clear();
      offeredIn.set(market, { revision, isOffered });
      return isOffered;
    },

    deliver(to) {
      deliveredTo = to;
      revision++;
    },

    delivered: (market) => (market === undefined ? undefined : deliveredTo(market)),

    listed: isListed.values,
    newestFirst: age.newestFirst,
    column,

    amounts(field) {
      let amounts = money.get(field);
      if (amounts === undefined) {
        amounts = newRowNumbers(Float64Array, ids.length);
        for (let row = 0; row < ids.length; row++) amounts.set(row, entries[row]?.item[field]?.amount ?? Number.NaN);
        money.set(field, amounts);
      }
      return { amounts: amounts.values(), currencies: column(field) };
    },

    update(changed) {
      for (const entry of changed) {
        const row = rowFor(entry.item.itemId);
        const known = entries[row];
        if (known !== undefined && !isNewer(entry, known)) continue;
        entries[row] = entry;
        age.set(row, entry, known);
        for (const { field, column: kept } of columns.values()) kept.set(row, termsOf(entry, field));
        for (const [field, amounts] of money) amounts.set(row, entry.item[field]?.amount ?? Number.NaN);
        isListed.set(row, 1);
        isSold.set(row, isForSale(entry) ? 1 : 0);
        revision++;
        if (!isSameMoney(entry, known)) moneyRevision++;
      }
    },
  };
}

/** What a machine made of an item's texts comes without another version of it. */
const isNewer = (entry: CatalogEntry, known: CatalogEntry): boolean =>
  entry.version > known.version ||
  (entry.version === known.version && (entry.translated?.madeAtMs ?? 0) > (known.translated?.madeAtMs ?? 0));

function isSameMoney({ item }: CatalogEntry, before: CatalogEntry | undefined): boolean {
  const isSame = (field: MoneyField) =>
    item[field]?.amount === before?.item[field]?.amount && item[field]?.currency === before?.item[field]?.currency;
  return isSame('price') && isSame('cost');
}

function termsOf({ item }: CatalogEntry, field: TermField): readonly string[] {
  if (typeof field !== 'string') {
    const value = item.attributes[field.attribute];
    return value === undefined ? [] : [attributeTerm(value)];
  }
  switch (field) {
    case 'categories':
      return item.categories;
    case 'brand':
      return item.brand === undefined ? [] : [item.brand];
    case 'availability':
      return [item.availability];
    case 'markets':
      return item.markets.length === 0 ? [EVERYWHERE] : item.markets;
    case 'price':
    case 'cost':
      return item[field] === undefined ? [] : [item[field].currency];
  }
}

/**
 * Keeps rows by age. Most changes leave an item's age as it was; those that do not are sorted by themselves and laid in:
 * O(changed × log rows) comparisons and one copy.
 */
function newAge(ids: readonly string[]) {
  /** By the moment that `createdAt` names, whatever offset it is written with. */
  const createdAtMs = newRowNumbers(Float64Array, ids.length, Number.NaN);
  let ordered = new Int32Array(0);
  let moved = new Set<number>();
  let isMovedAgain = false;

  return {
    set(row: number, entry: CatalogEntry, before: CatalogEntry | undefined) {
      if (before !== undefined && before.item.createdAt === entry.item.createdAt) return;
      createdAtMs.set(row, Date.parse(entry.item.createdAt ?? '1970-01-01'));
      moved.add(row);
      if (before !== undefined) isMovedAgain = true;
    },
    newestFirst(): Int32Array {
      if (moved.size === 0) return ordered;
      const atMs = createdAtMs.values();
      const byAge = (a: number, b: number) => atMs[b]! - atMs[a]! || (ids[a]! < ids[b]! ? -1 : 1);
      const rest = isMovedAgain ? ordered.filter((row) => !moved.has(row)) : ordered;
      ordered = laidIn(Int32Array.from(moved).sort(byAge), rest, byAge);
      moved = new Set();
      isMovedAgain = false;
      return ordered;
    },
  };
}

/** Two sorted lists of distinct rows as one. Few should be the fewer. */
function laidIn(few: Int32Array, many: Int32Array, order: (a: number, b: number) => number): Int32Array<ArrayBuffer> {
  const all = new Int32Array(few.length + many.length);
  let copied = 0;
  few.forEach((row, i) => {
    let [low, high] = [copied, many.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order(many[middle]!, row) < 0) low = middle + 1;
      else high = middle;
    }
    all.set(many.subarray(copied, low), copied + i);
    all[low + i] = row;
    copied = low;
  });
  all.set(many.subarray(copied), copied + few.length);
  return all;
}
