import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { findLookalikes, MIN_SEEDS } from '../../../shared/learning/lookalikes.ts';
import { fitScales, scaledRows } from '../../../shared/learning/scaled-columns.ts';
import { orderOf } from '../../../shared/math/order-of.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import type { Measure } from './measure.ts';
import { type NumericColumns, numericColumns, onlyTable } from './numeric-columns.ts';
import { columnNames, columnOf } from './options.ts';

const SEED = 1;
/** Of the rows with the label: are given as seeds; the others are to be found among everybody. */
const SEED_SHARE = 0.5;
const DEPTHS = [0.01, 0.05, 0.1, 0.2];

/** How far up those of a kind stand who were not given as seeds. */
export const measureLookalikes: Measure = async (files, options, { timed }) => {
  const table = await onlyTable(files);
  const labels = columnOf(options, 'label', table);
  const positive = options['positive'] ?? rarest(labels);
  const drop = [...columnNames(options, 'drop', table), ...columnNames(options, 'id', table), options['label']!];
  const columns = numericColumns(table, drop);
  const random = seededRandom(SEED);
  const isSeed = labels.map((label) => label === positive && random() < SEED_SHARE);
  const seedCount = isSeed.filter(Boolean).length;
  if (seedCount < MIN_SEEDS)
    throw new InvalidInputError(
      `--positive ${positive}: want at least ${MIN_SEEDS} seeds, got ${seedCount}, half of the rows that have it`,
    );
  const read = timed();
  const found = findLookalikes(columns, { isSeed: (row) => isSeed[row]!, isAllowed: () => true, seed: SEED });
  const rank = timed();
  const isHidden = (row: number) => labels[row] === positive && !isSeed[row];
  const hidden = labels.filter((_, row) => isHidden(row)).length;
  const byCentre = nearestToCentre(columns, isSeed);
  return {
    protocol: `half of the rows with ${options['label']} = ${positive} are seeds; how far up the other half stands among all rows that are no seeds`,
    counts: { rows: table.rowCount, columns: columns.width, seeds: found.seedCount, hidden },
    metrics: {
      model: liftsOf(found.ranked, isHidden, hidden),
      nearestToCentre: liftsOf(byCentre, isHidden, hidden),
    },
    reasons: hidden > 0 ? {} : { 'model.lift@5%': 'nobody is left to be found' },
    details: { leftOut: columns.leftOut, share: hidden / found.ranked.length },
    seconds: { read, rank },
  };
};

/** The value that fewest rows have, of equal ones the first. @throws InvalidInputError where all have one. */
function rarest(labels: readonly string[]): string {
  const counts = [...Map.groupBy(labels, (label) => label)].map(([label, rows]) => ({ label, count: rows.length }));
  if (counts.length < 2) throw new InvalidInputError(`--label: want a column of two values, got ${counts.length}`);
  return counts.reduce((least, one) => (one.count < least.count ? one : least)).label;
}

/** How many times as many as by chance stand in the first part of the ranking. */
function liftsOf(
  ranked: Int32Array,
  isHidden: (row: number) => boolean,
  hidden: number,
): Record<string, number | null> {
  return Object.fromEntries(
    DEPTHS.map((depth) => {
      const first = ranked.subarray(0, Math.max(1, Math.floor(depth * ranked.length)));
      const share = first.filter(isHidden).length / first.length;
      return [`lift@${100 * depth}%`, hidden > 0 ? share / (hidden / ranked.length) : null];
    }),
  );
}

/** The baseline: rows that are no seeds, the nearest to the seeds' mean first. */
function nearestToCentre(columns: NumericColumns, isSeed: readonly boolean[]): Int32Array {
  const { values, width } = scaledRows(columns, fitScales(columns));
  const centre = new Float64Array(width);
  const seedCount = isSeed.filter(Boolean).length;
  values.forEach((value, at) => {
    if (isSeed[Math.floor(at / width)]) centre[at % width]! += value / seedCount;
  });
  const others = Int32Array.from(isSeed.keys()).filter((row) => !isSeed[row]);
  const distances = Float64Array.from(others, (row) =>
    centre.reduce((sum, at, d) => sum + (values[row * width + d]! - at) ** 2, 0),
  );
  return Int32Array.from(orderOf(distances), (at) => others[at]!);
}
