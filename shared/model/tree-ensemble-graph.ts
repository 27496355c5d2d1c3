import { type Binning, binnedColumns } from '../learning/binned-features.ts';
import { isCategoryOf, type TreeEnsemble } from '../learning/boosted-trees.ts';
import { type DecisionTree, goesLeft } from '../learning/decision-tree.ts';
import type { FeatureTable } from '../learning/feature-columns.ts';
import { encodeModel, MACHINE_LEARNING, node, value } from '../math/onnx-encoder.ts';

/**
 * A tree ensemble as ONNX: `rows` (n, columns) as `graphRows` gives them in, `scores` (n, 1) out. Sets of categories are
 * asked for one category after another, as the operator of this version knows no sets; all who are in lead to one child.
 *
 * Source: the operator TreeEnsembleRegressor of ai.onnx.ml 3.
 */
export function treeEnsembleGraph(ensemble: TreeEnsemble): Uint8Array {
  const nodes = ensemble.trees.flatMap((tree, at) => graphNodes(tree, at, ensemble.binning));
  const leaves = nodes.filter(({ mode }) => mode === 'LEAF');
  const integers = (numbers: readonly number[]) => Int32Array.from(numbers);
  const attributes = {
    n_targets: 1,
    base_values: Float32Array.of(ensemble.base),
    nodes_treeids: integers(nodes.map(({ tree }) => tree)),
    nodes_nodeids: integers(nodes.map(({ id }) => id)),
    nodes_featureids: integers(nodes.map(({ column }) => column)),
    nodes_modes: nodes.map(({ mode }) => mode),
    nodes_values: Float32Array.from(nodes, (one) => (one.mode === 'LEAF' ? 0 : one.value)),
    nodes_truenodeids: integers(nodes.map(({ ifTrue }) => ifTrue)),
    nodes_falsenodeids: integers(nodes.map(({ ifFalse }) => ifFalse)),
    nodes_missing_value_tracks_true: integers(nodes.map(({ isTrueIfMissing }) => (isTrueIfMissing ? 1 : 0))),
    target_treeids: integers(leaves.map(({ tree }) => tree)),
    target_nodeids: integers(leaves.map(({ id }) => id)),
    target_ids: integers(leaves.map(() => 0)),
    target_weights: Float32Array.from(leaves, (leaf) => leaf.value),
  };
  return encodeModel({
    name: 'tree-ensemble',
    constants: [],
    inputs: [value('rows', 'float', ['n', ensemble.binning.columns.length])],
    outputs: [value('scores', 'float', ['n', 1])],
    nodes: [node('TreeEnsembleRegressor', ['rows'], ['scores'], attributes, MACHINE_LEARNING.domain)],
    domains: [MACHINE_LEARNING],
  });
}

/** (n, columns): numbers as they are, categories by their bin; NaN where a value is missing or its category is rare. @internal Nobody is served yet. */
export function graphRows(binning: Binning, table: FeatureTable): Float32Array {
  const bins = binnedColumns(binning, table);
  const width = table.columns.length;
  const rows = new Float32Array(table.rowCount * width);
  table.columns.forEach((column, index) => {
    for (let row = 0; row < table.rowCount; row++) {
      const bin = bins[index * table.rowCount + row]!;
      rows[row * width + index] = column.kind === 'number' ? column.values[row]! : bin === 0 ? Number.NaN : bin;
    }
  });
  return rows;
}

interface GraphNode {
  readonly tree: number;
  readonly id: number;
  readonly column: number;
  readonly mode: 'LEAF' | 'BRANCH_LEQ' | 'BRANCH_EQ';
  /** What is compared with; of a leaf, what it gives. */
  readonly value: number;
  readonly ifTrue: number;
  readonly ifFalse: number;
  readonly isTrueIfMissing: boolean;
}

/** The largest 32-bit float: every number is at most this. */
const MOST = 3.4028234663852886e38;

function graphNodes(tree: DecisionTree, at: number, binning: Binning): readonly GraphNode[] {
  const isCategory = isCategoryOf(binning);
  const nodes: GraphNode[] = [];
  let nextId = tree.columns.length; // those after the tree's own are further categories of a set
  tree.columns.forEach((column, id) => {
    const [left, right] = [tree.lefts[id]!, tree.rights[id]!];
    const known = { tree: at, id, column, ifTrue: left, ifFalse: right };
    const binned = binning.columns[column];
    if (binned === undefined) {
      const leaf = { mode: 'LEAF', value: tree.values[id]!, ifTrue: 0, ifFalse: 0, isTrueIfMissing: false } as const;
      nodes.push({ ...known, ...leaf, column: 0 });
      return;
    }
    const isMissingLeft = goesLeft(tree, isCategory[column]!, id, 0);
    if (binned.kind === 'number') {
      const cut = binned.cuts[tree.splits[id]! - 1] ?? MOST;
      nodes.push({ ...known, mode: 'BRANCH_LEQ', value: cut, isTrueIfMissing: isMissingLeft });
      return;
    }
    const bins = Array.from({ length: binned.binCount - 1 }, (_, k) => k + 1);
    const leftBins = bins.filter((bin) => goesLeft(tree, true, id, bin));
    const rightBins = bins.filter((bin) => !goesLeft(tree, true, id, bin));
    if (leftBins.length === 0 || rightBins.length === 0) {
      const everyOne = leftBins.length === 0 ? -MOST : MOST;
      nodes.push({ ...known, mode: 'BRANCH_LEQ', value: everyOne, isTrueIfMissing: isMissingLeft });
      return;
    }
    // The shorter list is asked for; whoever is not on it goes the other way.
    const isLeftListed = leftBins.length <= rightBins.length;
    const listed = isLeftListed ? leftBins : rightBins;
    const [ifListed, ifNot] = isLeftListed ? [left, right] : [right, left];
    listed.forEach((bin, place) => {
      const isLast = place === listed.length - 1;
      nodes.push({
        ...known,
        id: place === 0 ? id : nextId++,
        mode: 'BRANCH_EQ',
        value: bin,
        ifTrue: ifListed,
        ifFalse: isLast ? ifNot : nextId,
        isTrueIfMissing: isMissingLeft === isLeftListed,
      });
    });
  });
  return nodes;
}
