import type { Interval } from './paired-bootstrap.ts';

/** Standard normal deviates that hold 95 % between them and their negative. */
const DEVIATES_95 = 1.959963984540054;

/**
 * The mean of values and its 95 % interval by the central limit theorem: mean ± 1.96 · standard error.
 *
 * @param values - of independent rows; at least one.
 */
export function normalInterval(values: Float64Array): Interval & { readonly standardError: number } {
  const n = values.length;
  if (n === 0) throw new RangeError('normalInterval: want at least one value');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / Math.max(1, n - 1) / n);
  const reach = DEVIATES_95 * standardError;
  return { mean, low: mean - reach, high: mean + reach, level: 0.95, n, standardError };
}
