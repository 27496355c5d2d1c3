/** The values that items may be told apart by, each of one facet: `brand: Alto`, `category 2: tents`. */
export interface ItemValues {
  readonly valueCount: number;
  /** A facet a value, in [0, facetCount). */
  readonly facets: Uint8Array;
  readonly facetCount: number;
  /** (itemCount + 1): item i has the values columns[offsets[i]] …, each once, ascending. */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

/** Items with the same values are one group. */
export interface ItemGroups {
  /** (itemCount) */
  readonly groupOf: Int32Array;
  /** (groups, width): its values; where it has fewer, the value behind the last one, of which nothing is said. */
  readonly groups: Int32Array;
  /** Values of a group, at most. */
  readonly width: number;
}

/** Groups are numbered in the order of their first items. */
export function groupItems({ offsets, columns, valueCount }: ItemValues): ItemGroups {
  const groupOf = new Int32Array(offsets.length - 1);
  const rows = new Map<string, Int32Array>();
  const numbers = new Map<string, number>();
  let width = 1;
  for (let item = 0; item < groupOf.length; item++) {
    const row = columns.subarray(offsets[item]!, offsets[item + 1]!);
    const key = row.join(' ');
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) {
      numbers.set(key, number);
      rows.set(key, row);
      width = Math.max(width, row.length);
    }
    groupOf[item] = number;
  }
  const groups = new Int32Array(rows.size * width).fill(valueCount);
  let at = 0;
  for (const row of rows.values()) {
    groups.set(row, at);
    at += width;
  }
  return { groupOf, groups, width };
}

/** The values of one facet are taken from the items. */
export function withoutFacet(values: ItemValues, facet: number): ItemValues {
  const offsets = new Int32Array(values.offsets.length);
  const columns = values.columns.slice();
  let size = 0;
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let at = values.offsets[item]!; at < values.offsets[item + 1]!; at++)
      if (values.facets[values.columns[at]!] !== facet) columns[size++] = values.columns[at]!;
    offsets[item + 1] = size;
  }
  return { ...values, offsets, columns: columns.slice(0, size) };
}
