import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { averagePrecision, rocArea, type ScoredRows } from '../../../shared/evaluation/classification-curves.ts';
import { ISOLATION_DEFAULTS, isolationForest, type Rows } from '../../../shared/learning/isolation-forest.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';
import type { Measure, Measured, MeasuredFiles } from './measure.ts';
import { columnNames, type Options } from './options.ts';
import { numbersOf, textsOf } from './read-numbers.ts';

const PROTOCOL =
  'ten splits of each set: fitted on 60 % of the rows without their labels, area under the ROC curve on the others';
const REPEATS = 10;
const KNOWN_SHARE = 0.6;
const SPLIT_SEED = 7;
const LABEL = 'outlier';
const PUBLISHED = /^published_roc\.csv(\.gz)?$/;

interface LabelledRows {
  readonly set: string;
  readonly rows: Rows;
  readonly isOutlier: Uint8Array;
}

/** How well an isolation forest finds what is labelled an outlier without having seen a label. */
export const measureOutlier: Measure = async (files, options, { log, timed }) => {
  const names = files.names.filter((name) => /\.csv(\.gz)?$/.test(name) && !/^published/.test(name));
  const sets = await Promise.all(names.map(async (name) => labelledRows(await files.table(name), options)));
  timed();
  const measured = sets.map((set) => {
    const figures = measuredSet(set);
    log.info('outliers measured', { set: set.set, rocArea: figures.rocArea ?? 'none' });
    return figures;
  });
  const published = await publishedAreas(files, sets);
  return {
    protocol: PROTOCOL,
    counts: { sets: sets.length, rows: sets.reduce((sum, { isOutlier }) => sum + isOutlier.length, 0) },
    metrics: {
      model: {
        rocArea: meanOf(measured.map((figures) => figures.rocArea)),
        averagePrecision: meanOf(measured.map((figures) => figures.averagePrecision)),
        standardError: overallError(measured),
      },
      ...published,
    },
    reasons: Object.fromEntries(
      measured.flatMap((figures, i) =>
        figures.rocArea === null ? [[`${sets[i]!.set}.rocArea`, 'no split has rows of both kinds']] : [],
      ),
    ),
    details: { sets: Object.fromEntries(measured.map((figures, i) => [sets[i]!.set, figures])) },
    seconds: { score: timed() },
  } satisfies Measured;
};

function labelledRows(table: TextTable, options: Options): LabelledRows {
  const label = options['label'] ?? LABEL;
  const isOutlier = Uint8Array.from(numbersOf(table, label, textsOf(table, label)), (value, row) => {
    if (value === 0 || value === 1) return value;
    throw new InvalidInputError(`${table.file}: row ${row + 1}, column "${label}": want 0 or 1, got ${value}`);
  });
  const left = new Set([label, ...columnNames(options, 'drop', table)]);
  const columns = [...table.columns].filter(([name]) => !left.has(name));
  if (columns.length === 0) throw new InvalidInputError(`${table.file}: no column but "${label}"`);
  const width = columns.length;
  const values = new Float64Array(table.rowCount * width);
  columns.forEach(([name, texts], column) => {
    numbersOf(table, name, texts).forEach((value, row) => {
      values[row * width + column] = value;
    });
  });
  return { set: table.file.replace(/\.csv(\.gz)?$/, ''), rows: { values, width }, isOutlier };
}

interface SetFigures {
  readonly rocArea: number | null;
  readonly averagePrecision: number | null;
  /** Of the mean area, over the splits. */
  readonly standardError: number | null;
}

/** Means over splits; a split without an outlier, or with nothing else, to find tells nothing and is left out. */
function measuredSet({ rows, isOutlier }: LabelledRows): SetFigures {
  const random = seededRandom(SPLIT_SEED);
  const [areas, precisions]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const order = shuffledNumbers(isOutlier.length, random);
    const cut = Math.round(KNOWN_SHARE * order.length);
    if (cut === 0) break;
    const asked = order.subarray(cut);
    const forest = isolationForest(rowsAt(rows, order.subarray(0, cut)), { ...ISOLATION_DEFAULTS, seed: repeat + 1 });
    const scored: ScoredRows = {
      isPositive: Uint8Array.from(asked, (row) => isOutlier[row]!),
      scores: forest.score(rowsAt(rows, asked)),
    };
    const area = rocArea(scored);
    if (area === null) continue;
    areas.push(area);
    precisions.push(averagePrecision(scored)!);
  }
  return { rocArea: meanOf(areas), averagePrecision: meanOf(precisions), standardError: errorOfMean(areas) };
}

function rowsAt({ values, width }: Rows, numbers: Int32Array): Rows {
  const taken = new Float64Array(numbers.length * width);
  numbers.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { values: taken, width };
}

/** Fisher & Yates. */
function shuffledNumbers(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Of those that are there; null of none. */
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function errorOfMean(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Of the mean over sets, whose errors are independent. */
function overallError(sets: readonly SetFigures[]): number | null {
  const errors = sets.map(({ standardError }) => standardError).filter((error) => error !== null);
  return errors.length === 0 ? null : Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0)) / errors.length;
}

/** Detectors whose areas on all of these sets lie beside them: a row a set, a column a detector; 0 where not measured. */
async function publishedAreas(files: MeasuredFiles, sets: readonly LabelledRows[]) {
  const file = files.names.find((name) => PUBLISHED.test(name));
  if (file === undefined) return {};
  const table = await files.table(file);
  const names = textsOf(table, 'Data');
  const rows = sets.map(({ set }) => names.indexOf(set));
  if (rows.includes(-1)) return {};
  const detectors = [...table.columns].filter(([, texts]) =>
    rows.every((row) => Number(texts[row]) > 0 && Number(texts[row]) <= 1),
  );
  return Object.fromEntries(
    detectors.map(([detector, texts]) => [detector, { rocArea: meanOf(rows.map((row) => Number(texts[row]))) }]),
  );
}
