const MAX_SWEEPS = 30;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix: matrix = V diag(values) Vᵀ. O(d³) a sweep, of which ten or
 * so are needed; fewer the nearer the matrix is to a diagonal one.
 *
 * Source: Golub & Van Loan (2013), "Matrix Computations", 4th edition, section 8.5 (cyclic Jacobi).
 *
 * @param matrix - (d, d), symmetric.
 * @returns vectors: (d, d), eigenvector j in column j, orthonormal; values in their order, which is no order of size.
 * @throws RangeError when a number is not finite.
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  d: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const transposed = new Float64Array(d * d); // eigenvectors as rows
  let diagonal = 0;
  for (let i = 0; i < d; i++) {
    transposed[i * d + i] = 1;
    diagonal += a[i * d + i]! ** 2;
  }
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rest = 0;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) rest += a[p * d + q]! ** 2;
    if (!Number.isFinite(rest + diagonal)) throw new RangeError('symmetricEigen: want finite numbers');
    if (rest <= Number.EPSILON ** 2 * diagonal) break;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) annihilate(a, transposed, d, p, q);
  }
  const vectors = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) vectors[i * d + j] = transposed[j * d + i]!;
  return { values: Float64Array.from({ length: d }, (_, i) => a[i * d + i]!), vectors };
}

/** Rotates the plane of p and q so that a[p, q] becomes 0. */
function annihilate(a: Float64Array, vectors: Float64Array, d: number, p: number, q: number): void {
  const off = a[p * d + q]!;
  if (off === 0) return;
  const half = (a[q * d + q]! - a[p * d + p]!) / (2 * off);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  rotateRows(a, d, p, q, cosine, sine);
  rotateRows(vectors, d, p, q, cosine, sine);
  for (let k = 0; k < d; k++) {
    const row = k * d;
    const left = a[row + p]!;
    const right = a[row + q]!;
    a[row + p] = cosine * left - sine * right;
    a[row + q] = sine * left + cosine * right;
  }
  a[p * d + q] = 0;
  a[q * d + p] = 0;
}

function rotateRows(a: Float64Array, d: number, p: number, q: number, cosine: number, sine: number): void {
  for (let k = 0; k < d; k++) {
    const upper = a[p * d + k]!;
    const lower = a[q * d + k]!;
    a[p * d + k] = cosine * upper - sine * lower;
    a[q * d + k] = sine * upper + cosine * lower;
  }
}
