/** A product of matrices in 32-bit floats, row by row; each given from its first number. */
export interface MatrixProduct {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly innerCount: number;
  /** (rowCount, innerCount), `leftStride` numbers from row to row. */
  readonly left: Float32Array;
  readonly leftStride: number;
  /** (innerCount, columnCount) */
  readonly right: Float32Array;
  readonly rightStride: number;
  /** (rowCount, columnCount): left · right is taken from it, in place. */
  readonly target: Float32Array;
  readonly targetStride: number;
}

/** Columns at a time: with 64 rows of the right side, what the second-level cache holds. */
const COLUMN_BLOCK = 512;

/**
 * Takes left · right from the target: four by four numbers at a time in local variables, added up in doubles.
 * Two to five GFLOP/s a core; vector instructions reach ten times that.
 */
export function subtractProduct(product: MatrixProduct): void {
  const { rowCount, columnCount } = product;
  for (let from = 0; from < columnCount; from += COLUMN_BLOCK) {
    const to = Math.min(columnCount, from + COLUMN_BLOCK);
    const wholeRows = rowCount & ~3;
    const wholeColumns = from + ((to - from) & ~3);
    for (let i = 0; i < wholeRows; i += 4) {
      for (let j = from; j < wholeColumns; j += 4) subtractTile(product, i, j);
      subtractCells(product, i, i + 4, wholeColumns, to);
    }
    subtractCells(product, wholeRows, rowCount, from, to);
  }
}

function subtractTile(product: MatrixProduct, i: number, j: number): void {
  const { innerCount, left, leftStride, right, rightStride, target, targetStride } = product;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  const first = i * leftStride;
  for (let p = 0; p < innerCount; p++) {
    const a0 = left[first + p]!;
    const a1 = left[first + leftStride + p]!;
    const a2 = left[first + 2 * leftStride + p]!;
    const a3 = left[first + 3 * leftStride + p]!;
    const at = p * rightStride + j;
    const b0 = right[at]!;
    const b1 = right[at + 1]!;
    const b2 = right[at + 2]!;
    const b3 = right[at + 3]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  let at = i * targetStride + j;
  target[at]! -= c00;
  target[at + 1]! -= c01;
  target[at + 2]! -= c02;
  target[at + 3]! -= c03;
  at += targetStride;
  target[at]! -= c10;
  target[at + 1]! -= c11;
  target[at + 2]! -= c12;
  target[at + 3]! -= c13;
  at += targetStride;
  target[at]! -= c20;
  target[at + 1]! -= c21;
  target[at + 2]! -= c22;
  target[at + 3]! -= c23;
  at += targetStride;
  target[at]! -= c30;
  target[at + 1]! -= c31;
  target[at + 2]! -= c32;
  target[at + 3]! -= c33;
}

/** The rest that fills no tile. */
function subtractCells(product: MatrixProduct, fromRow: number, toRow: number, fromColumn: number, toColumn: number) {
  const { innerCount, left, leftStride, right, rightStride, target, targetStride } = product;
  for (let i = fromRow; i < toRow; i++) {
    for (let j = fromColumn; j < toColumn; j++) {
      let sum = 0;
      for (let p = 0; p < innerCount; p++) sum += left[i * leftStride + p]! * right[p * rightStride + j]!;
      target[i * targetStride + j]! -= sum;
    }
  }
}
