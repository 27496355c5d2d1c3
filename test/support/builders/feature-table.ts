import type { FeatureTable } from '../../../shared/learning/feature-columns.ts';
import { logistic } from '../../../shared/math/logistic.ts';
import { drawNormal, seededRandom } from '../../../shared/math/random.ts';

export interface PlantedTable {
  readonly table: FeatureTable;
  readonly isPositive: Uint8Array;
  /** The log odds that labels were drawn from. */
  readonly truth: Float64Array;
}

/** Two numbers, one of them missing at times, a category of eight, and a number that says nothing. */
export function plantedTable(seed: number, rowCount: number): PlantedTable {
  const random = seededRandom(seed);
  const numbers = () => Float64Array.from({ length: rowCount }, () => drawNormal(random));
  const [first, second, noise] = [numbers(), numbers(), numbers()] as [Float64Array, Float64Array, Float64Array];
  const codes = Int32Array.from({ length: rowCount }, () => Math.floor(random() * 8));
  const isMissing = Uint8Array.from({ length: rowCount }, () => (random() < 0.15 ? 1 : 0));
  const truth = first.map((value, row) => {
    const told = isMissing[row] === 1 ? 1.5 : value;
    return 1.2 * told - (second[row]! > 0.5 ? 1.5 : 0) + ([1, 4, 6].includes(codes[row]!) ? 1.5 : -0.5);
  });
  const isPositive = Uint8Array.from(truth, (score) => (random() < logistic(score) ? 1 : 0));
  return {
    table: {
      rowCount,
      columns: [
        { kind: 'number', values: first.map((value, row) => (isMissing[row] === 1 ? Number.NaN : value)) },
        { kind: 'number', values: second },
        { kind: 'category', codes, categoryCount: 8 },
        { kind: 'number', values: noise },
      ],
    },
    isPositive,
    truth,
  };
}
