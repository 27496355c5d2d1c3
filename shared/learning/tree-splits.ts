/** What a node's rows sum to, in whole numbers as TreeRows has them, and between what its leaves' values must lie. */
export interface NodeSums {
  readonly slope: number;
  readonly curvature: number;
  readonly rowCount: number;
  readonly low: number;
  readonly high: number;
}

/** What a split must keep to; `l2` and `minCurvature` in the units of the sums. */
export interface SplitRules {
  readonly minRows: number;
  readonly minCurvature: number;
  readonly l2: number;
  /** A curvature of 1 in the units of the sums. */
  readonly curvatureUnit: number;
  /** A value of 1 in the units of slope sums over curvature sums. */
  readonly valueUnit: number;
  /** (columns): 1 where values must not fall as the column rises, −1 where they must not rise, else 0. */
  readonly monotone: Int8Array | undefined;
}

export interface Split {
  readonly column: number;
  /** By how much it lowers the loss, in the units of slope² / curvature; above 0. */
  readonly gain: number;
  /** (256): 1 for a bin that goes left. */
  readonly goesLeft: Uint8Array;
  /** Of a number column: bins up to this go left. */
  readonly bin: number;
  readonly left: ChildSums;
  readonly right: ChildSums;
}

interface ChildSums {
  readonly slope: number;
  readonly curvature: number;
}

/** Sums by bin of one column: of bin b, h at 2 (start + b) and g after it. */
export interface ColumnSums {
  readonly sums: Int32Array;
  readonly start: number;
  readonly binCount: number;
}

/** What a split of a column must be better than, and where the best one so far is kept. */
interface Found {
  gain: number;
  bin: number;
  missingLeft: boolean;
  slope: number;
  curvature: number;
}

/**
 * The best place to part a number column in two, with rows whose value is missing on the better side; where none is
 * missing here, they go with the larger side. Undefined where no more than `least` is gained. Of equal gains the lowest
 * bin.
 *
 * A side's rows are told from its curvature, as if each row had the node's mean: exact where all have the same.
 *
 * Source: Chen & Guestrin (2016), "XGBoost", algorithm 3 and equation 7; monotone limits as in its documentation.
 */
export function numberSplit(
  column: number,
  { sums, start, binCount }: ColumnSums,
  node: NodeSums,
  rules: SplitRules,
  least = 0,
): Split | undefined {
  const missing = { curvature: sums[2 * start]!, slope: sums[2 * start + 1]! };
  const found: Found = { gain: least, bin: -1, missingLeft: false, slope: 0, curvature: 0 };
  const hasMissing = missing.curvature !== 0 || missing.slope !== 0;
  const judge = judgeOf(node, rules, rules.monotone?.[column] ?? 0);
  const whole = node.curvature;
  for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
    const missingLeft = side === 1;
    let slope = missingLeft ? missing.slope : 0;
    let curvature = missingLeft ? missing.curvature : 0;
    const last = binCount - (hasMissing && !missingLeft ? 1 : 2); // the last bin may stay alone on the left of missing
    for (let bin = 1; bin <= last; bin++) {
      const at = 2 * (start + bin);
      const [h, g] = [sums[at]!, sums[at + 1]!];
      if (h === 0 && g === 0) continue;
      curvature += h;
      slope += g;
      if (curvature < judge.least) continue;
      if (whole - curvature < judge.least) break;
      const gain = judge.gain(slope, curvature);
      if (!(gain > found.gain)) continue;
      found.gain = gain;
      found.bin = bin;
      found.missingLeft = missingLeft;
      found.slope = slope;
      found.curvature = curvature;
    }
  }
  if (found.bin < 0) return undefined;
  const goesLeft = new Uint8Array(256);
  goesLeft.fill(1, 1, found.bin + 1);
  goesLeft[0] = (hasMissing ? found.missingLeft : found.curvature > node.curvature / 2) ? 1 : 0;
  return splitOf(column, found, goesLeft, node);
}

/** Rows that a category needs here to be judged by its own sums, by their curvature, and what a mean is pulled by. */
const CATEGORY_SMOOTHING = 10;
/** What parting many categories costs beside `l2`: the more there are, the better the best of many looks. */
const CATEGORY_L2 = 10;
/** So few categories are parted without either. */
const FEW_CATEGORIES = 4;

/**
 * The best way to part a column's categories in two: they are put in the order of their slope over curvature, and this
 * order is parted as numbers are, which for so convex a loss is the best of all partings. Rows whose value is missing
 * are a category; of rare ones and of those that are not met here, nothing is known: they go with the larger side.
 *
 * Sources: Fisher (1958), "On grouping for maximum homogeneity"; Ke et al. (2017), "LightGBM", whose documentation has
 * the smoothing and penalty with these numbers.
 */
export function categorySplit(
  column: number,
  { sums, start, binCount }: ColumnSums,
  node: NodeSums,
  rules: SplitRules,
  least = 0,
): Split | undefined {
  const curvatureOf = (bin: number) => sums[2 * (start + bin)]!;
  const slopeOf = (bin: number) => sums[2 * (start + bin) + 1]!;
  const met = Array.from({ length: binCount }, (_, bin) => bin).filter((bin) => curvatureOf(bin) > 0);
  const isFew = met.length <= FEW_CATEGORIES;
  const smoothing = isFew ? 0 : CATEGORY_SMOOTHING * rules.curvatureUnit;
  const rowsOf = (bin: number) => (curvatureOf(bin) / node.curvature) * node.rowCount;
  const judged = isFew ? met : met.filter((bin) => rowsOf(bin) >= CATEGORY_SMOOTHING);
  const keys = new Map(judged.map((bin) => [bin, slopeOf(bin) / (curvatureOf(bin) + smoothing)]));
  judged.sort((a, b) => keys.get(a)! - keys.get(b)! || a - b);
  const ruled = isFew ? rules : { ...rules, l2: rules.l2 + CATEGORY_L2 * rules.curvatureUnit };
  const judge = judgeOf(node, ruled, 0);
  // From either end, since what is not judged stays on the right.
  const best: Found & { fromEnd: boolean } = {
    gain: least,
    bin: -1,
    missingLeft: false,
    slope: 0,
    curvature: 0,
    fromEnd: false,
  };
  for (const fromEnd of judged.length < met.length ? [false, true] : [false]) {
    let [slope, curvature] = [0, 0];
    for (let taken = 0; taken < judged.length; taken++) {
      const bin = judged[fromEnd ? judged.length - 1 - taken : taken]!;
      slope += slopeOf(bin);
      curvature += curvatureOf(bin);
      if (curvature < judge.least) continue;
      if (node.curvature - curvature < judge.least) break;
      const gain = judge.gain(slope, curvature);
      if (gain > best.gain) Object.assign(best, { gain, bin: taken, slope, curvature, fromEnd });
    }
  }
  if (best.bin < 0) return undefined;
  const order = best.fromEnd ? judged.toReversed() : judged;
  const goesLeft = new Uint8Array(256);
  const known = new Set(met);
  if (best.curvature > node.curvature / 2) {
    for (let bin = 0; bin < 256; bin++) if (!known.has(bin)) goesLeft[bin] = 1;
  }
  for (const bin of order.slice(0, best.bin + 1)) goesLeft[bin] = 1;
  return splitOf(column, best, goesLeft, node);
}

function splitOf(column: number, { gain, bin, slope, curvature }: Found, goesLeft: Uint8Array, node: NodeSums): Split {
  return {
    column,
    gain,
    goesLeft,
    bin,
    left: { slope, curvature },
    right: { slope: node.slope - slope, curvature: node.curvature - curvature },
  };
}

/** −G / (H + λ), within the node's limits. */
export function leafValue({ slope, curvature }: ChildSums, { low, high }: NodeSums, rules: SplitRules): number {
  if (curvature + rules.l2 <= 0) return 0;
  return Math.min(high, Math.max(low, -slope / (curvature + rules.l2) / rules.valueUnit));
}

interface Judge {
  /** The least curvature of a side. */
  readonly least: number;
  gain(slope: number, curvature: number): number;
}

function judgeOf(node: NodeSums, rules: SplitRules, monotone: number): Judge {
  const { l2 } = rules;
  // A hair less, so that a side of just so many rows is not refused for rounding.
  const rowsLeast = (1 - 1e-9) * (rules.minRows / node.rowCount) * node.curvature;
  const least = Math.max(rules.minCurvature, rowsLeast, 1);
  const isFree = monotone === 0 && node.low === -Infinity && node.high === Infinity;
  if (isFree) {
    const before = node.slope ** 2 / (node.curvature + l2);
    return {
      least,
      gain: (slope, curvature) => {
        const rest = node.slope - slope;
        return (slope * slope) / (curvature + l2) + (rest * rest) / (node.curvature - curvature + l2) - before;
      },
    };
  }
  const worth = (sums: ChildSums, value: number) => {
    const v = value * rules.valueUnit;
    return -2 * sums.slope * v - (sums.curvature + l2) * v * v;
  };
  const before = worth(node, leafValue(node, node, rules));
  return {
    least,
    gain: (slope, curvature) => {
      const left = { slope, curvature };
      const right = { slope: node.slope - slope, curvature: node.curvature - curvature };
      const [a, b] = [leafValue(left, node, rules), leafValue(right, node, rules)];
      if (monotone * (b - a) < 0) return 0;
      return worth(left, a) + worth(right, b) - before;
    },
  };
}
