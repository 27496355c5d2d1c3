import type { Rows } from './isolation-forest.ts';

/** How a column becomes comparable with others: log1p where it is skewed, then so that its mean is 0 and its deviation 1. */
export interface ColumnScale {
  readonly isLogarithmic: boolean;
  readonly mean: number;
  /** 0 where the column is one value throughout: it becomes 0. */
  readonly deviation: number;
}

/** Beyond this a column is skewed; an exponential distribution has 2. Bulmer (1979), "Principles of Statistics", chapter 4. */
const SKEWED = 1;

/** By the values that are there; NaN stands for one that is not. O(values). */
export function fitScales({ values, width }: Rows): readonly ColumnScale[] {
  return Array.from({ length: width }, (_, column) => {
    const known: number[] = [];
    for (let at = column; at < values.length; at += width) if (!Number.isNaN(values[at]!)) known.push(values[at]!);
    const plain = momentsOf(known);
    if (!(plain.skewness > SKEWED) || known.some((value) => value < 0)) return { isLogarithmic: false, ...plain };
    const logarithms = momentsOf(known.map(Math.log1p));
    const isLogarithmic = Math.abs(logarithms.skewness) < plain.skewness;
    return { isLogarithmic, ...(isLogarithmic ? logarithms : plain) };
  }).map(({ isLogarithmic, mean, deviation }) => ({ isLogarithmic, mean, deviation }));
}

/** The rows by the scales; a value that is not there becomes the mean, 0. */
export function scaledRows({ values, width }: Rows, scales: readonly ColumnScale[]): Rows {
  return {
    width,
    values: values.map((value, at) => {
      const { isLogarithmic, mean, deviation } = scales[at % width]!;
      if (Number.isNaN(value) || deviation === 0) return 0;
      return ((isLogarithmic ? Math.log1p(Math.max(0, value)) : value) - mean) / deviation;
    }),
  };
}

/** Rows of one set of scales by another: what was found one night beside what is found the next. */
export function rescaledRows({ values, width }: Rows, from: readonly ColumnScale[], to: readonly ColumnScale[]): Rows {
  const raw = values.map((value, at) => {
    const { isLogarithmic, mean, deviation } = from[at % width]!;
    const plain = value * deviation + mean;
    return isLogarithmic ? Math.expm1(plain) : plain;
  });
  return scaledRows({ values: raw, width }, to);
}

function momentsOf(values: readonly number[]) {
  const n = values.length;
  const mean = n === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / n;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2;
    cubes += (value - mean) ** 3;
  }
  // What rounding leaves of a column of one value is no deviation.
  const deviation = n === 0 ? 0 : Math.sqrt(squares / n);
  const isOne = deviation <= 1e-12 * Math.max(1, Math.abs(mean));
  return {
    mean,
    deviation: isOne ? 0 : deviation,
    skewness: isOne ? 0 : cubes / n / deviation ** 3,
  };
}
