import { type LabelledBins, type RowRange, type Scales, SUMMED_ROWS, type TreeRows } from './tree-rows.ts';

/** Room for the sums of all slopes as whole numbers of 32 bits, each rounded by a half at most. */
const LARGEST_SUM = 2 ** 31 - 1;

/** Rows that trees for any loss can be grown from, by its slopes and curvatures. */
export interface GradientTreeRows extends TreeRows {
  /**
   * Some rows, each as often as it is named, with slopes and curvatures as given.
   * @param slopes - (n)
   * @param curvatures - (n), ≥ 0
   */
  startGradientTree(members: Int32Array, slopes: Float64Array, curvatures: Float64Array): Scales;
  /** (places): the rows of a range, in its order. */
  rowsIn(range: RowRange): Int32Array;
}

/** Rows to grow trees from, without kernels: the twin of those that have them. */
export function plainTreeRows(data: LabelledBins, slotCount: number): GradientTreeRows {
  const { rowCount, bins, binCounts, isPositive, weights } = data;
  const starts = binStarts(binCounts);
  const width = 2 * starts[binCounts.length]!;
  const slots = Array.from({ length: slotCount }, () => new Int32Array(width));
  const scores = new Float64Array(rowCount);
  const slopes = new Float64Array(rowCount);
  const curvatures = new Float64Array(rowCount);
  const whole = new Int32Array(2 * rowCount);
  const everyColumn = Int32Array.from(binCounts.keys());
  let order = new Int32Array(0);
  let spare = new Int32Array(0);

  const startTree = (members: Int32Array): Scales => {
    order = members.slice();
    spare = new Int32Array(members.length);
    const scales = scalesOf(order, slopes, curvatures);
    for (let row = 0; row < rowCount; row++) {
      whole[2 * row] = wholeOf(curvatures[row]!, scales.curvature);
      whole[2 * row + 1] = wholeOf(slopes[row]!, scales.slope);
    }
    return scales;
  };

  return {
    startScores: (logOdds) => {
      scores.fill(logOdds);
    },
    startLogLossTree: () => {
      for (let row = 0; row < rowCount; row++) {
        const p = plainLogistic(scores[row]!);
        slopes[row] = weights[row]! * (p - isPositive[row]!);
        curvatures[row] = weights[row]! * p * (1 - p);
      }
      return startTree(Int32Array.from({ length: rowCount }, (_, row) => row));
    },
    startMeanTree: (members) => {
      curvatures.set(weights);
      slopes.set(meanTreeSlopes(data));
      return startTree(members);
    },
    startGradientTree: (members, givenSlopes, givenCurvatures) => {
      slopes.set(givenSlopes);
      curvatures.set(givenCurvatures);
      return startTree(members);
    },
    rowsIn: ({ from, to }) => order.subarray(from, to),
    sum: (slot, { from, to }, columns = everyColumn) => {
      const sums = slots[slot]!;
      for (const column of columns) {
        const at = 2 * starts[column]!;
        sums.fill(0, at, 2 * starts[column + 1]!);
        const binsAt = column * rowCount;
        for (let place = from; place < to; place++) {
          const row = order[place]!;
          const bin = at + 2 * bins[binsAt + row]!;
          sums[bin]! += whole[2 * row]!;
          sums[bin + 1]! += whole[2 * row + 1]!;
        }
      }
    },
    subtract: (from, slot) => {
      const [sums, less] = [slots[from]!, slots[slot]!];
      for (let at = 0; at < width; at++) sums[at]! -= less[at]!;
    },
    sumsOf: (slot) => slots[slot]!,
    part: ({ from, to }, column, goesLeft) => {
      const binsAt = column * rowCount;
      let [left, right] = [from, 0];
      for (let place = from; place < to; place++) {
        const row = order[place]!;
        if (goesLeft[bins[binsAt + row]!] === 1) order[left++] = row;
        else spare[right++] = row;
      }
      order.set(spare.subarray(0, right), left);
      return left - from;
    },
    addToScores: ({ from, to }: RowRange, logOdds) => {
      for (let place = from; place < to; place++) scores[order[place]!]! += logOdds;
    },
  };
}

/** (columns + 1): where each column's bins start among all. */
export function binStarts(binCounts: Int32Array): Int32Array {
  const starts = new Int32Array(binCounts.length + 1);
  binCounts.forEach((count, column) => {
    starts[column + 1] = starts[column]! + count;
  });
  return starts;
}

/** (n): −weight · label. */
export const meanTreeSlopes = ({ isPositive, weights }: LabelledBins): Float64Array =>
  weights.map((weight, row) => (isPositive[row] === 1 ? -weight : 0));

/** Rounded to the nearest, halves up. */
export const wholeOf = (value: number, scale: number): number => Math.floor(value * scale + 0.5);

/** As large as sums over the members allow, which blocks sum so that the bits depend on nothing else. */
export function scalesOf(members: Int32Array, slopes: Float64Array, curvatures: Float64Array): Scales {
  let [slope, curvature] = [0, 0];
  for (let from = 0; from < members.length; from += SUMMED_ROWS) {
    let [blockSlope, blockCurvature] = [0, 0];
    for (let place = from; place < Math.min(members.length, from + SUMMED_ROWS); place++) {
      blockSlope += Math.abs(slopes[members[place]!]!);
      blockCurvature += curvatures[members[place]!]!;
    }
    slope += blockSlope;
    curvature += blockCurvature;
  }
  return { slope: scaleOf(slope, members.length), curvature: scaleOf(curvature, members.length) };
}

/** So many whole numbers a unit that rows of this sum, each rounded, stay within 32 bits. */
export const scaleOf = (sum: number, rowCount: number): number => (sum === 0 ? 1 : (LARGEST_SUM - rowCount) / sum);

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts, the first of few bits, so that multiples of it are exact (Cody & Waite 1980). */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.4286068203094173e-6;

/** Of Taylor's series of e^r for |r| ≤ ln 2 / 2, from r⁸ down. */
const TAYLOR = [1 / 40320, 1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];

/**
 * 1 / (1 + e^−z) by additions and multiplications alone, so that it is the same bits in WebAssembly and everywhere;
 * |error| < 1e-9.
 */
export function plainLogistic(z: number): number {
  const x = Math.max(-700, Math.min(700, -z));
  const k = Math.floor(x * LOG2_E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 0;
  for (const coefficient of TAYLOR) sum = sum * r + coefficient;
  return 1 / (1 + sum * 2 ** k);
}
