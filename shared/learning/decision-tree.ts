/** A binary tree over binned columns; node 0 is the root, and a node's children come after it. */
export interface DecisionTree {
  /** (nodes): the column that a node asks, or −1 where it is a leaf. */
  readonly columns: Int32Array;
  /** (nodes): of a number column, bins up to this go left; of a category column, which eight words of `sets` it has. */
  readonly splits: Int32Array;
  /** (nodes): 1 where the missing bin of a number column goes left. */
  readonly missingLeft: Uint8Array;
  /** (eight words a category node): bit b is set where bin b goes left. */
  readonly sets: Uint32Array;
  /** (nodes) */
  readonly lefts: Int32Array;
  /** (nodes) */
  readonly rights: Int32Array;
  /** (nodes): what a leaf gives; 0 of others. */
  readonly values: Float64Array;
  /** (nodes): rows that it was grown from. */
  readonly covers: Float64Array;
}

/** Words of 32 bits for 256 bins. */
export const SET_WORDS = 8;

/** (columns, n): bins as `binnedColumns` gives them. */
export interface BinnedRows {
  readonly bins: Uint8Array;
  readonly rowCount: number;
}

/** Which columns hold categories: their nodes have sets. */
export type IsCategory = readonly boolean[];

/** The leaf that a row comes to. */
export function leafOf(
  tree: DecisionTree,
  isCategory: IsCategory,
  { bins, rowCount }: BinnedRows,
  row: number,
): number {
  let node = 0;
  for (let column = tree.columns[0]!; column >= 0; column = tree.columns[node]!) {
    node = goesLeft(tree, isCategory[column]!, node, bins[column * rowCount + row]!)
      ? tree.lefts[node]!
      : tree.rights[node]!;
  }
  return node;
}

/** Whether a bin goes left at a node that is no leaf. */
export function goesLeft(tree: DecisionTree, isCategory: boolean, node: number, bin: number): boolean {
  const split = tree.splits[node]!;
  if (isCategory) return ((tree.sets[split * SET_WORDS + (bin >> 5)]! >>> (bin & 31)) & 1) === 1;
  return bin === 0 ? tree.missingLeft[node] === 1 : bin <= split;
}

/** Adds what each row's leaf gives, times a factor. */
export function addTreeValues(
  tree: DecisionTree,
  isCategory: IsCategory,
  rows: BinnedRows,
  sums: Float64Array,
  factor = 1,
): void {
  for (let row = 0; row < rows.rowCount; row++)
    sums[row]! += factor * tree.values[leafOf(tree, isCategory, rows, row)]!;
}
