import type { FeatureTable } from '../../shared/learning/feature-columns.ts';
import type { TreatedTable } from '../../shared/learning/uplift/treated-table.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

/** Rows with planted effects. @param share - treated, by lot, or by what the first column says. */
export function plantedRows(
  n: number,
  seed: number,
  {
    effect,
    noise = 1,
    share = () => 0.5,
  }: {
    readonly effect: (x: readonly number[]) => number;
    readonly noise?: number;
    readonly share?: (x: readonly number[]) => number;
  },
): { readonly data: TreatedTable; readonly effects: Float64Array } {
  const random = seededRandom(seed);
  const rows = Array.from({ length: n }, () => Array.from({ length: 4 }, () => drawNormal(random)));
  const isTreated = Uint8Array.from(rows, (x) => (random() < share(x) ? 1 : 0));
  const effects = Float64Array.from(rows, (x) => effect(x));
  const outcomes = Float64Array.from(
    rows,
    (x, row) => x[0]! + Math.abs(x[1]!) + isTreated[row]! * effects[row]! + noise * drawNormal(random),
  );
  const columns = [0, 1, 2, 3].map((column) => ({
    kind: 'number' as const,
    values: Float64Array.from(rows, (x) => x[column]!),
  }));
  const table: FeatureTable = { rowCount: n, columns };
  return { data: { table, isTreated, outcomes, propensities: Float64Array.from(rows, (x) => share(x)) }, effects };
}
