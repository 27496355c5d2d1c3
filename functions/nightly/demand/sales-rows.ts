/** What was sold: one row an item of an order, column by column. */
interface SalesRows {
  /** Places in `itemIds`. */
  readonly items: Int32Array;
  /** 0: the 24 hours before the end; 1: those before them. */
  readonly daysAgo: Uint16Array;
  readonly units: Uint32Array;
  readonly buyers: Float64Array;
}

const FIRST_ROOM = 1024;

/** Gathers what was sold, 18 bytes a row. */
export function salesRows() {
  const itemIds: string[] = [];
  const numberOf = new Map<string, number>();
  let count = 0;
  let columns = roomFor(FIRST_ROOM);
  return {
    /** @param buyer - a number of whoever bought, by which `isCounted` asks for them. */
    add(row: { readonly itemId: string; readonly daysAgo: number; readonly units: number; readonly buyer: number }) {
      if (count === columns.items.length) columns = withMoreRoom(columns);
      let item = numberOf.get(row.itemId);
      if (item === undefined) {
        item = itemIds.push(row.itemId) - 1;
        numberOf.set(row.itemId, item);
      }
      columns.items[count] = item;
      columns.daysAgo[count] = row.daysAgo;
      columns.units[count] = row.units;
      columns.buyers[count] = row.buyer;
      count++;
    },
    sales: (isCounted: (buyer: number) => boolean): Sales => salesOf(columns, { count, itemIds, isCounted }),
  };
}

const roomFor = (room: number): SalesRows => ({
  items: new Int32Array(room),
  daysAgo: new Uint16Array(room),
  units: new Uint32Array(room),
  buyers: new Float64Array(room),
});

function withMoreRoom(before: SalesRows): SalesRows {
  const columns = roomFor(2 * before.items.length);
  for (const name of ['items', 'daysAgo', 'units', 'buyers'] as const) columns[name].set(before[name]);
  return columns;
}

/** What was sold, item by item. */
export interface Sales {
  /** Items of which something was sold, by id. */
  readonly itemIds: readonly string[];
  /**
   * Units a day, oldest day first, up to the end. It begins with the first sale, or earlier.
   * @param knownDays - days before the end for which the item is known to have been there.
   */
  byDay(itemId: string, knownDays: number): Float64Array;
}

function salesOf(
  { items, daysAgo, units, buyers }: SalesRows,
  of: { readonly count: number; readonly itemIds: readonly string[]; readonly isCounted: (buyer: number) => boolean },
): Sales {
  const starts = new Int32Array(of.itemIds.length + 1);
  const isKept = new Uint8Array(of.count);
  for (let row = 0; row < of.count; row++) {
    if (!of.isCounted(buyers[row]!)) continue;
    isKept[row] = 1;
    starts[items[row]! + 1]!++;
  }
  for (let item = 0; item < of.itemIds.length; item++) starts[item + 1]! += starts[item]!;
  const kept = starts[of.itemIds.length]!;
  const [days, amounts] = [new Uint16Array(kept), new Uint32Array(kept)];
  const next = starts.slice();
  for (let row = 0; row < of.count; row++) {
    if (isKept[row] === 0) continue;
    const at = next[items[row]!]!++;
    days[at] = daysAgo[row]!;
    amounts[at] = units[row]!;
  }
  const sold = of.itemIds.flatMap((itemId, item) =>
    starts[item + 1]! > starts[item]! ? [[itemId, item] as const] : [],
  );
  const placeOf = new Map(sold);
  return {
    itemIds: sold.map(([itemId]) => itemId).sort(),
    byDay(itemId, knownDays) {
      const item = placeOf.get(itemId);
      const [from, until] = item === undefined ? [0, 0] : [starts[item]!, starts[item + 1]!];
      let length = knownDays;
      for (let at = from; at < until; at++) length = Math.max(length, days[at]! + 1);
      const counts = new Float64Array(length);
      for (let at = from; at < until; at++) counts[length - 1 - days[at]!]! += amounts[at]!;
      return counts;
    },
  };
}
