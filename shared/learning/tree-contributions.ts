import { binnedColumns } from './binned-features.ts';
import { isCategoryOf, type TreeEnsemble } from './boosted-trees.ts';
import { type DecisionTree, goesLeft, type IsCategory } from './decision-tree.ts';
import type { FeatureTable } from './feature-columns.ts';

/** What each column adds to each row's score beside what all rows have; together they are its score. */
export interface Contributions {
  /** The mean score of the rows that the trees were grown from. */
  readonly base: number;
  /** (n, columns) */
  readonly values: Float64Array;
}

/**
 * Shapley values of the columns: what a column adds, averaged over all orders in which columns may become known, where
 * an unknown one sends a row down both ways by the share of rows that went there. O(n · leaves · depth²).
 *
 * Source: Lundberg, Erion & Lee (2018), "Consistent individualized feature attribution for tree ensembles",
 * algorithm 2 (its path-dependent form).
 *
 * @throws RangeError when the table's columns are not those of the trees.
 */
export function treeContributions({ binning, base, trees }: TreeEnsemble, table: FeatureTable): Contributions {
  const bins = binnedColumns(binning, table);
  const isCategory = isCategoryOf(binning);
  const columnCount = binning.columns.length;
  const values = new Float64Array(table.rowCount * columnCount);
  let expected = base;
  for (const tree of trees) {
    expected += expectedValue(tree, 0);
    const add = contributionAdder(tree, isCategory);
    const rowBins = new Uint8Array(columnCount);
    for (let row = 0; row < table.rowCount; row++) {
      for (let column = 0; column < columnCount; column++) rowBins[column] = bins[column * table.rowCount + row]!;
      add(rowBins, values.subarray(row * columnCount, (row + 1) * columnCount));
    }
  }
  return { base: expected, values };
}

function expectedValue(tree: DecisionTree, node: number): number {
  if (tree.columns[node] === -1) return tree.values[node]!;
  const [left, right] = [tree.lefts[node]!, tree.rights[node]!];
  const sum = tree.covers[left]! * expectedValue(tree, left) + tree.covers[right]! * expectedValue(tree, right);
  return sum / tree.covers[node]!;
}

const depthOf = (tree: DecisionTree, node: number): number =>
  tree.columns[node] === -1 ? 0 : 1 + Math.max(depthOf(tree, tree.lefts[node]!), depthOf(tree, tree.rights[node]!));

/**
 * Adds what a tree says of one row. On the way to a leaf it keeps, of each column that was asked, the shares of ways
 * that go on where the column is unknown and where it is known, and by how many columns are known, what share of all
 * orders that is (`pweight` in the source). Each depth has its own stretch of these arrays, one longer than the last.
 */
function contributionAdder(tree: DecisionTree, isCategory: IsCategory) {
  const depth = depthOf(tree, 0) + 2;
  const room = (depth * (depth + 1)) / 2;
  const columns = new Int32Array(room);
  const [unknowns, knowns, weights] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];

  /** One step more; EXTEND in the source. */
  const extend = (at: number, length: number, column: number, unknown: number, known: number): void => {
    columns[at + length] = column;
    unknowns[at + length] = unknown;
    knowns[at + length] = known;
    weights[at + length] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      weights[at + i + 1]! += (known * weights[at + i]! * (i + 1)) / (length + 1);
      weights[at + i] = (unknown * weights[at + i]! * (length - i)) / (length + 1);
    }
  };

  /** Takes a step back out; UNWIND in the source. @param last - the place of the last step. */
  const unwind = (at: number, last: number, step: number): void => {
    const [known, unknown] = [knowns[at + step]!, unknowns[at + step]!];
    let next = weights[at + last]!;
    for (let i = last - 1; i >= 0; i--) {
      if (known === 0) weights[at + i] = (weights[at + i]! * (last + 1)) / (unknown * (last - i));
      else {
        const weight = weights[at + i]!;
        weights[at + i] = (next * (last + 1)) / ((i + 1) * known);
        next = weight - (weights[at + i]! * unknown * (last - i)) / (last + 1);
      }
    }
    for (const array of [columns, unknowns, knowns]) array.copyWithin(at + step, at + step + 1, at + last + 1);
  };

  /** What the weights would sum to without a step. */
  const sumWithout = (at: number, last: number, step: number): number => {
    const [known, unknown] = [knowns[at + step]!, unknowns[at + step]!];
    let next = weights[at + last]!;
    let sum = 0;
    for (let i = last - 1; i >= 0; i--) {
      if (known === 0) sum += (weights[at + i]! * (last + 1)) / (unknown * (last - i));
      else {
        const weight = (next * (last + 1)) / ((i + 1) * known);
        sum += weight;
        next = weights[at + i]! - (weight * unknown * (last - i)) / (last + 1);
      }
    }
    return sum;
  };

  return (rowBins: Uint8Array, values: Float64Array): void => {
    const visit = (node: number, before: number, length: number, step: readonly [number, number, number]): void => {
      const at = before + length;
      for (const array of [columns, unknowns, knowns, weights]) array.copyWithin(at, before, before + length);
      extend(at, length, ...step);
      const column = tree.columns[node]!;
      if (column === -1) {
        for (let i = 1; i <= length; i++) {
          const share = sumWithout(at, length, i) * (knowns[at + i]! - unknowns[at + i]!);
          values[columns[at + i]!]! += share * tree.values[node]!;
        }
        return;
      }
      // A column that was asked before on the way counts once, with both shares multiplied.
      let [steps, unknown, known] = [length + 1, 1, 1];
      for (let i = 1; i <= length; i++) {
        if (columns[at + i] !== column) continue;
        [unknown, known] = [unknowns[at + i]!, knowns[at + i]!];
        unwind(at, length, i);
        steps--;
        break;
      }
      const isLeft = goesLeft(tree, isCategory[column]!, node, rowBins[column]!);
      for (const child of [tree.lefts[node]!, tree.rights[node]!]) {
        const share = (tree.covers[child]! / tree.covers[node]!) * unknown;
        visit(child, at, steps, [column, share, (child === tree.lefts[node]) === isLeft ? known : 0]);
      }
    };
    visit(0, 0, 0, [-1, 1, 1]);
  };
}
