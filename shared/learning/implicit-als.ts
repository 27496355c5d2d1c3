import type { Kernels, Workspace } from '../math/kernels.ts';
import { seededRandom } from '../math/random.ts';
import { checkSparseRows, rowCountOf, type SparseRows } from '../math/sparse-rows.ts';
import { symmetricEigen } from '../math/symmetric-eigen.ts';

/**
 * Implicit alternating least squares: factors of people and items whose product s is near 1 where a person met an item
 * and near 0 elsewhere. With n_u and n_i the entries of a person and an item, and N people and items on the other
 * side, it lowers
 *
 *   Σ over entries a w (1 − s)²  +  α₀ Σ over all pairs s²  +  λ z Σ over people and items (n + α₀ N)^ν |factor|²
 *
 * where z makes (n + α₀ N)^ν 1 on average, so that a good λ for one ν is near a good λ for another.
 *
 * Sources: Hu, Koren & Volinsky (2008), "Collaborative Filtering for Implicit Feedback Datasets"; Takács, Pilászy &
 * Tikk (2011), "Applications of the Conjugate Gradient Method for Implicit Feedback Collaborative Filtering"; Rendle,
 * Krichene, Zhang & Koren (2021), "Revisiting the Performance of iALS on Item Recommendation Benchmarks",
 * arXiv 2110.14037 (loss and ν: section 3; scale of λ with reference exponent 0: section 4).
 */
export interface ImplicitAlsSettings {
  /** Numbers a factor: at least 1; multiples of 16 waste nothing. */
  readonly dimensions: number;
  /** Each solves all people and then all items; at least 1. */
  readonly iterations: number;
  /** Steps of conjugate gradient a solution, from the solution of the iteration before; at least 1, commonly 2 or 3. */
  readonly stepCount: number;
  /** a: what an entry of weight 1 counts; above 0. */
  readonly observedWeight: number;
  /** α₀: what any pair counts as a 0; above 0. */
  readonly unobservedWeight: number;
  /**
   * Which pairs are pulled to 0: all (Rendle et al.), or only those that are no entries, where an entry counts
   * (a w + α₀)(1 − s)² (Hu et al.; with α₀ = 1 the form of the library `implicit`).
   */
  readonly zeroPairs: 'all' | 'unobserved';
  /** λ, above 0. */
  readonly regularization: number;
  /** ν: 0 regularizes all alike, 1 in proportion to how often. */
  readonly frequencyExponent: number;
  /** Item factors start with this length, in the root of the mean square; above 0. */
  readonly initialScale: number;
  readonly seed: number;
}

/** What is left of a fit: people are no part of it, because their factors follow from what they did last. */
export interface ImplicitAls {
  readonly itemCount: number;
  readonly dimensions: number;
  /** (itemCount, dimensions); an item that nobody met has 0. */
  readonly factors: Float32Array;
  /** (dimensions, dimensions): FᵀF of the factors. */
  readonly gram: Float64Array;
  readonly observedWeight: number;
  readonly unobservedWeight: number;
  /** λ z */
  readonly ridgeScale: number;
  readonly frequencyExponent: number;
}

/**
 * Fits item factors. Before each half iteration both sides are turned into the basis in which the Gram matrix of the
 * given side is diagonal: products stay as they are, all pairs cost d instead of d² operations a step, and their
 * diagonal preconditions the steps, so that two come as low as three without. Time O(iterations × (entries × d +
 * (people + items) × d² + d³)) with small constants; kernel memory 16 bytes an entry (8 without weights) and 4 d a
 * person and item.
 *
 * @param matrix - people × items.
 * @throws RangeError when the matrix is not as SparseRows says or a setting makes no sense, naming it.
 */
export function fitImplicitAls(matrix: SparseRows, settings: ImplicitAlsSettings, kernels: Kernels): ImplicitAls {
  checkSettings(settings);
  checkSparseRows(matrix);
  return kernels.within((workspace) => fitWithin(workspace, matrix, settings));
}

function fitWithin(workspace: Workspace, matrix: SparseRows, settings: ImplicitAlsSettings): ImplicitAls {
  const { dimensions, frequencyExponent, observedWeight, unobservedWeight } = settings;
  const stride = Math.ceil(dimensions / 16) * 16;
  const byPerson = workspace.rowsOf(matrix);
  const byItem = workspace.transposed(byPerson);
  const ridgeScale = settings.regularization / meanFrequency([byPerson, byItem], settings);

  const sideOf = (rows: SparseRows) => ({
    rows,
    factors: workspace.floats(rowCountOf(rows) * stride),
    ridges: ridgesOf(workspace, rows, settings, ridgeScale),
  });
  type Side = ReturnType<typeof sideOf>;
  const people = sideOf(byPerson);
  const items = sideOf(byItem);
  spread(initialItemFactors(matrix.columnCount, settings), dimensions, items.factors, stride);
  const base = workspace.floats(stride);
  const rotation = workspace.floats(stride * stride);
  let turned = identity(stride); // from the basis of the start to the one at hand
  const solve = (side: Side, given: Side): void => {
    const { values, vectors } = symmetricEigen(workspace.gram(given.factors, stride), stride);
    rotation.set(vectors);
    workspace.rotate(given.factors, rotation, stride);
    workspace.rotate(side.factors, rotation, stride);
    turned = product(turned, vectors, stride);
    base.set(values.map((value) => Math.max(0, value) * unobservedWeight)); // rounding leaves some a little below 0
    workspace.leastSquares({
      matrix: side.rows,
      weightScale: observedWeight,
      pull: pullOf(settings),
      factors: given.factors,
      base,
      ridges: side.ridges,
      solved: side.factors,
      stride,
      stepCount: settings.stepCount,
    });
  };
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    solve(people, items);
    solve(items, people);
  }
  for (let i = 0; i < stride; i++) for (let j = 0; j < stride; j++) rotation[j * stride + i] = turned[i * stride + j]!;
  workspace.rotate(items.factors, rotation, stride); // back, for the length of a factor is spread better there
  return {
    itemCount: matrix.columnCount,
    dimensions,
    factors: squeeze(items.factors, stride, dimensions),
    gram: squeeze(workspace.gram(items.factors, stride), stride, dimensions).slice(0, dimensions * dimensions),
    observedWeight,
    unobservedWeight,
    ridgeScale,
    frequencyExponent,
  };
}

const identity = (d: number): Float64Array =>
  Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? 1 : 0));

function product(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) {
      const scale = a[i * d + k]!;
      for (let j = 0; j < d; j++) out[i * d + j]! += scale * b[k * d + j]!;
    }
  }
  return out;
}

/** Where a fit begins: (itemCount, dimensions), uniform around 0. */
export function initialItemFactors(
  itemCount: number,
  { dimensions, initialScale, seed }: Pick<ImplicitAlsSettings, 'dimensions' | 'initialScale' | 'seed'>,
): Float32Array {
  const random = seededRandom(seed);
  const range = initialScale * Math.sqrt(3 / dimensions); // uniform on ±r has the variance r² / 3
  return new Float32Array(itemCount * dimensions).map(() => (2 * random() - 1) * range);
}

/** What an entry pulls to 1 besides its weight: where entries are not pulled to 0, α₀ pulls them to 1. */
const pullOf = ({ zeroPairs, unobservedWeight }: ImplicitAlsSettings): number =>
  zeroPairs === 'all' ? 0 : unobservedWeight;

type FrequencySettings = Pick<ImplicitAlsSettings, 'unobservedWeight' | 'frequencyExponent'>;

/** (n + α₀ N)^ν of a row. */
const frequencyOf = ({ offsets, columnCount }: SparseRows, row: number, settings: FrequencySettings): number =>
  (offsets[row + 1]! - offsets[row]! + settings.unobservedWeight * columnCount) ** settings.frequencyExponent;

function meanFrequency(sides: readonly SparseRows[], settings: FrequencySettings): number {
  let sum = 0;
  let count = 0;
  for (const side of sides) {
    for (let row = 0; row < rowCountOf(side); row++) sum += frequencyOf(side, row, settings);
    count += rowCountOf(side);
  }
  return count === 0 ? 1 : sum / count;
}

function ridgesOf(workspace: Workspace, rows: SparseRows, settings: FrequencySettings, scale: number): Float32Array {
  const ridges = workspace.floats(rowCountOf(rows));
  for (let row = 0; row < ridges.length; row++) ridges[row] = scale * frequencyOf(rows, row, settings);
  return ridges;
}

/** Rows of `width` numbers laid `stride` apart. */
function spread(from: Float32Array, width: number, to: Float32Array, stride: number): void {
  for (let row = 0; row * width < from.length; row++)
    to.set(from.subarray(row * width, (row + 1) * width), row * stride);
}

/** The first `width` numbers of rows that lie `stride` apart, in memory of their own. */
function squeeze<T extends Float32Array | Float64Array>(from: T, stride: number, width: number): T {
  const rowCount = from.length / stride;
  const to = new (from.constructor as new (length: number) => T)(rowCount * width);
  for (let row = 0; row < rowCount; row++) to.set(from.subarray(row * stride, row * stride + width), row * width);
  return to;
}

function checkSettings(settings: ImplicitAlsSettings): void {
  for (const name of ['dimensions', 'iterations', 'stepCount'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: want an integer ≥ 1, got ${value}`);
  }
  for (const name of ['observedWeight', 'unobservedWeight', 'regularization', 'initialScale'] as const) {
    const value = settings[name];
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${name}: want a number above 0, got ${value}`);
  }
  if (!Number.isFinite(settings.frequencyExponent))
    throw new RangeError(`frequencyExponent: want a number, got ${settings.frequencyExponent}`);
}
