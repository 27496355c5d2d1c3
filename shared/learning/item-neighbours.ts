import type { Kernels, Neighbours } from '../math/kernels.ts';
import { checkSparseRows, rowCountOf, type SparseRows } from '../math/sparse-rows.ts';

/**
 * Item-to-item neighbours by the people who met both. With weights w, |u| the entries of person u and
 * n_i = Σ over u of w_ui² (the number of people who met i, where all weights are 1), item j is to item i
 *
 *   n_i^−rowExponent × n_j^−columnExponent × Σ over u of |u|^−historyExponent w_ui w_uj
 *
 * Exponents ½, ½, 0 are the cosine; 1, β, 1 with weights 1 are RP³β (α = 1); 0, 0, 0 count in common.
 *
 * Sources: Sarwar et al. (2001), "Item-Based Collaborative Filtering Recommendation Algorithms"; Paudel et al. (2016),
 * "Updatable, Accurate, Diverse, and Scalable Recommendations for Interactive Applications" (RP³β); Deshpande &
 * Karypis (2004), "Item-Based Top-N Recommendation Algorithms" (cut rows).
 */
export interface ItemNeighbourSettings {
  readonly rowExponent: number;
  readonly columnExponent: number;
  readonly historyExponent: number;
  /** Neighbours kept an item, the strongest, equal ones by lower index; at least 1. */
  readonly neighbourCount: number;
}

/**
 * The strongest neighbours of each item, itself not among them.
 *
 * Time O(Σ over people of |u|² + items²), both with small constants: cut very long histories before. Kernel memory
 * 8 bytes an entry (16 with weights) and 8 × items × neighbourCount a thread.
 *
 * @param matrix - people × items.
 * @throws RangeError when the matrix is not as SparseRows says or a setting makes no sense, naming it.
 */
export function fitItemNeighbours(matrix: SparseRows, settings: ItemNeighbourSettings, kernels: Kernels): Neighbours {
  checkSettings(settings);
  checkSparseRows(matrix);
  return kernels.within((workspace) => {
    const scalesOf = (values: Float64Array, exponent: number): Float32Array => {
      const scales = workspace.floats(values.length);
      for (let at = 0; at < values.length; at++) scales[at] = values[at] === 0 ? 0 : values[at]! ** -exponent;
      return scales;
    };
    const squares = columnSquares(matrix);
    return workspace.nearestColumns({
      matrix: workspace.rowsOf(matrix),
      rowScales: scalesOf(rowLengths(matrix), settings.historyExponent),
      columnScales: scalesOf(squares, settings.columnExponent),
      outScales: scalesOf(squares, settings.rowExponent),
      neighbourCount: settings.neighbourCount,
    });
  });
}

const rowLengths = (matrix: SparseRows): Float64Array =>
  Float64Array.from({ length: rowCountOf(matrix) }, (_, row) => matrix.offsets[row + 1]! - matrix.offsets[row]!);

function columnSquares({ columnCount, columns, weights }: SparseRows): Float64Array {
  const squares = new Float64Array(columnCount);
  for (let at = 0; at < columns.length; at++) {
    squares[columns[at]!]! += weights === undefined ? 1 : weights[at]! * weights[at]!;
  }
  return squares;
}

function checkSettings(settings: ItemNeighbourSettings): void {
  const { neighbourCount } = settings;
  if (!Number.isInteger(neighbourCount) || neighbourCount < 1)
    throw new RangeError(`neighbourCount: want an integer ≥ 1, got ${neighbourCount}`);
  for (const name of ['rowExponent', 'columnExponent', 'historyExponent'] as const) {
    if (!Number.isFinite(settings[name])) throw new RangeError(`${name}: want a number, got ${settings[name]}`);
  }
}
