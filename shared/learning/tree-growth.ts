import { binStarts } from '../math/plain-tree-rows.ts';
import type { RowRange, Scales, TreeRows } from '../math/tree-rows.ts';
import { type DecisionTree, type IsCategory, SET_WORDS } from './decision-tree.ts';
import { categorySplit, leafValue, type NodeSums, numberSplit, type Split, type SplitRules } from './tree-splits.ts';

export interface GrowthRules {
  /** At least 2; Infinity sets no limit. */
  readonly maxLeaves: number;
  /** Rows of a leaf, at least; as their curvature tells. */
  readonly minRows: number;
  /** Summed curvature of a leaf, at least. */
  readonly minCurvature: number;
  /** ≥ 0: pulls the values of leaves to 0. */
  readonly l2: number;
  /** Columns that the tree may ask. */
  readonly columns: Int32Array;
  /** Of these, so many drawn anew for each split; all of them where it is no fewer. */
  readonly columnsPerSplit: number;
  readonly monotone: Int8Array | undefined;
}

/** How the columns of the rows are cut. */
export interface BinLayout {
  readonly binCounts: Int32Array;
  readonly isCategory: IsCategory;
}

export interface GrownTree {
  readonly tree: DecisionTree;
  readonly leaves: readonly { readonly node: number; readonly range: RowRange }[];
}

/** Slots for sums that growing by these rules wants. */
export const slotsFor = ({ columns, columnsPerSplit, maxLeaves }: GrowthRules): number =>
  columnsPerSplit < columns.length || maxLeaves === Infinity ? 1 : maxLeaves;

/**
 * A tree whose leaf with most to gain is parted next, until there are as many leaves as allowed or nothing is gained.
 * Sums of a node's larger child are its own less the smaller child's.
 *
 * Sources: Shi (2007), "Best-first decision tree learning"; Ke et al. (2017), "LightGBM".
 *
 * @param rows - of which a tree was started just now, with these scales.
 * @param random - draws columns for splits; not asked where each split may use all.
 */
export function growTree(rows: TreeRows, scales: Scales, { layout, rowCount, rules, random }: Growth): GrownTree {
  const splitRules: SplitRules = {
    minRows: rules.minRows,
    minCurvature: rules.minCurvature * scales.curvature,
    l2: rules.l2 * scales.curvature,
    curvatureUnit: scales.curvature,
    valueUnit: scales.slope / scales.curvature,
    monotone: rules.monotone,
  };
  const growing = new Growing(rows, layout, rules, splitRules, random);
  const root = growing.addRoot(rowCount);
  const open = [root];
  let leafCount = 1;
  while (leafCount < rules.maxLeaves) {
    // Without a limit all are parted in the end, in whatever order.
    const at = rules.maxLeaves === Infinity ? open.length - 1 : indexOfBest(open);
    const node = open[at];
    if (node === undefined) break;
    open.splice(at, 1);
    if (node.split === undefined) continue;
    leafCount++;
    open.push(...growing.part(node, node.split, leafCount < rules.maxLeaves));
  }
  return growing.grown();
}

export interface Growth {
  readonly layout: BinLayout;
  /** Rows that the tree was started with. */
  readonly rowCount: number;
  readonly rules: GrowthRules;
  readonly random: () => number;
}

interface OpenNode {
  readonly index: number;
  readonly range: RowRange;
  readonly slot: number;
  readonly sums: NodeSums;
  readonly split: Split | undefined;
}

/** The one with most to gain, of equal ones the first; −1 where none has a split. */
function indexOfBest(open: readonly OpenNode[]): number {
  let best = -1;
  open.forEach(({ split }, at) => {
    if (split !== undefined && (best < 0 || split.gain > open[best]!.split!.gain)) best = at;
  });
  return best;
}

/** A tree under way: its nodes so far, and the rows behind them. */
class Growing {
  readonly #nodes: TreeNode[] = [];
  readonly #starts: Int32Array;
  #slots = 1;
  readonly rows: TreeRows;
  readonly layout: BinLayout;
  readonly rules: GrowthRules;
  readonly splitRules: SplitRules;
  readonly random: () => number;

  constructor(rows: TreeRows, layout: BinLayout, rules: GrowthRules, splitRules: SplitRules, random: () => number) {
    this.rows = rows;
    this.layout = layout;
    this.rules = rules;
    this.splitRules = splitRules;
    this.random = random;
    this.#starts = binStarts(layout.binCounts);
  }

  get #drawsColumns(): boolean {
    return this.rules.columnsPerSplit < this.rules.columns.length;
  }

  addRoot(rowCount: number): OpenNode {
    const range = { from: 0, to: rowCount };
    // The first column tells what all rows sum to, whichever the split is looked for in.
    const first = this.rules.columns.subarray(0, 1);
    this.rows.sum(0, range, this.#drawsColumns ? first : this.#summed());
    const sums = this.rows.sumsOf(0);
    let [slope, curvature] = [0, 0];
    for (let bin = this.#starts[first[0]!]!; bin < this.#starts[first[0]! + 1]!; bin++) {
      curvature += sums[2 * bin]!;
      slope += sums[2 * bin + 1]!;
    }
    return this.#opened(range, 0, { slope, curvature, rowCount, low: -Infinity, high: Infinity }, !this.#drawsColumns);
  }

  /** Parts a node in two. @param isLookedAt - whether the children may be parted in turn. */
  part(node: OpenNode, split: Split, isLookedAt: boolean): readonly OpenNode[] {
    const { range, slot } = node;
    const leftCount = this.rows.part(range, split.column, split.goesLeft);
    const left = { from: range.from, to: range.from + leftCount };
    const right = { from: left.to, to: range.to };
    const [leftSums, rightSums] = this.#childSums(node, split, leftCount);
    const isWorthIt = isLookedAt && (this.#mayPart(leftSums) || this.#mayPart(rightSums));
    const isLeftSmall = leftCount * 2 <= range.to - range.from;
    let other = 0;
    if (isWorthIt && !this.#drawsColumns && slotsFor(this.rules) > 1) {
      other = this.#slots++;
      this.rows.sum(other, isLeftSmall ? left : right, this.#summed());
      this.rows.subtract(slot, other);
    }
    const hasSums = isWorthIt && other > 0;
    const children = [
      this.#opened(left, isLeftSmall ? other : slot, leftSums, hasSums, isWorthIt),
      this.#opened(right, isLeftSmall ? slot : other, rightSums, hasSums, isWorthIt),
    ] as const;
    Object.assign(this.#nodes[node.index]!, { split, left: children[0].index, right: children[1].index });
    return children;
  }

  grown(): GrownTree {
    const nodes = this.#nodes;
    const leaves = nodes.flatMap(({ split, range }, node) => (split === undefined ? [{ node, range }] : []));
    return { tree: treeOf(nodes, this.layout.isCategory, this.splitRules), leaves };
  }

  /** A new node; what it may be parted by is looked for at once. */
  #opened(range: RowRange, slot: number, sums: NodeSums, hasSums: boolean, isLookedAt = true): OpenNode {
    const index = this.#nodes.push({ range, sums, split: undefined, left: 0, right: 0 }) - 1;
    const split = isLookedAt && this.#mayPart(sums) ? this.#bestSplit(range, slot, sums, hasSums) : undefined;
    return { index, range, slot, sums, split };
  }

  #mayPart({ rowCount }: NodeSums): boolean {
    return rowCount >= 2 * this.rules.minRows && rowCount > 1;
  }

  #bestSplit(range: RowRange, slot: number, node: NodeSums, hasSums: boolean): Split | undefined {
    const columns = this.#drawsColumns ? this.#drawnColumns() : this.rules.columns;
    if (!hasSums) this.rows.sum(slot, range, columns);
    const sums = this.rows.sumsOf(slot);
    let best: Split | undefined;
    for (const column of columns) {
      const from = { sums, start: this.#starts[column]!, binCount: this.layout.binCounts[column]! };
      const find = this.layout.isCategory[column] ? categorySplit : numberSplit;
      const split = find(column, from, node, this.splitRules, best?.gain);
      if (split !== undefined) best = split;
    }
    return best;
  }

  /** Undefined where all columns are summed, which is quicker. */
  #summed(): Int32Array | undefined {
    const { columns } = this.rules;
    return columns.length === this.layout.binCounts.length ? undefined : columns;
  }

  /** Different columns, each as likely as any other, in ascending order. */
  #drawnColumns(): Int32Array {
    const drawn = this.rules.columns.slice();
    for (let i = 0; i < this.rules.columnsPerSplit; i++) {
      const j = i + Math.floor(this.random() * (drawn.length - i));
      [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
    }
    return drawn.slice(0, this.rules.columnsPerSplit).sort();
  }

  /** What both sides sum to. Where the column is monotone, they keep to their side of the middle of their values. */
  #childSums({ sums: node, range }: OpenNode, split: Split, leftCount: number): readonly [NodeSums, NodeSums] {
    const rowCount = range.to - range.from;
    const left = { ...split.left, rowCount: leftCount, low: node.low, high: node.high };
    const right = { ...split.right, rowCount: rowCount - leftCount, low: node.low, high: node.high };
    const monotone = this.rules.monotone?.[split.column] ?? 0;
    if (monotone === 0) return [left, right];
    const middle = (leafValue(left, node, this.splitRules) + leafValue(right, node, this.splitRules)) / 2;
    return monotone > 0
      ? [
          { ...left, high: middle },
          { ...right, low: middle },
        ]
      : [
          { ...left, low: middle },
          { ...right, high: middle },
        ];
  }
}

interface TreeNode {
  readonly range: RowRange;
  readonly sums: NodeSums;
  readonly split: Split | undefined;
  readonly left: number;
  readonly right: number;
}

function treeOf(nodes: readonly TreeNode[], isCategory: IsCategory, rules: SplitRules): DecisionTree {
  const sets: number[] = [];
  const splits = nodes.map(({ split }) => {
    if (split === undefined) return 0;
    if (!isCategory[split.column]) return split.bin;
    return sets.push(...wordsOf(split.goesLeft)) / SET_WORDS - 1;
  });
  return {
    columns: Int32Array.from(nodes, ({ split }) => split?.column ?? -1),
    splits: Int32Array.from(splits),
    missingLeft: Uint8Array.from(nodes, ({ split }) => split?.goesLeft[0] ?? 0),
    sets: Uint32Array.from(sets),
    lefts: Int32Array.from(nodes, ({ left }) => left),
    rights: Int32Array.from(nodes, ({ right }) => right),
    values: Float64Array.from(nodes, ({ split, sums }) => (split === undefined ? leafValue(sums, sums, rules) : 0)),
    covers: Float64Array.from(nodes, ({ range }) => range.to - range.from),
  };
}

function wordsOf(goesLeft: Uint8Array): Uint32Array {
  const words = new Uint32Array(SET_WORDS);
  goesLeft.forEach((one, bin) => {
    if (one === 1) words[bin >> 5]! |= 1 << (bin & 31);
  });
  return words;
}
