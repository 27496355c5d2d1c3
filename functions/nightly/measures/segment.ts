import { adjustedRandIndex } from '../../../shared/evaluation/adjusted-rand-index.ts';
import { segmentWords } from '../../../shared/learning/segment-words.ts';
import { type FoundSegments, findSegments } from '../../../shared/learning/segments.ts';
import { type Measure, type Measured, whyNull } from './measure.ts';
import { numericColumns, onlyTable } from './numeric-columns.ts';
import { columnNames, columnOf, wholeNumberOf } from './options.ts';
import { segmentPlot } from './segment-plot.ts';

const SEED = 1;
const MOST_TRIED = 6;

/** Segments of the rows of a table, for each k and the one that is chosen, and what a second night makes of them. */
export const measureSegments: Measure = async (files, options, { timed }) => {
  const table = await onlyTable(files);
  const label = options['label'];
  const outside = label === undefined ? undefined : columnOf(options, 'label', table);
  const drop = [
    ...columnNames(options, 'drop', table),
    ...columnNames(options, 'id', table),
    ...(label === undefined ? [] : [label]),
  ];
  const columns = numericColumns(table, drop);
  const limits = { min: 1, max: Math.min(12, table.rowCount), otherwise: 0 };
  const k = options['k'] === undefined ? undefined : wholeNumberOf(options, 'k', limits);
  const read = timed();
  const tried = Array.from({ length: MOST_TRIED - 1 }, (_, i) => i + 2)
    .filter((count) => count < table.rowCount)
    .map((count) => findSegments(columns, { k: count, seed: SEED }));
  const chosen = findSegments(columns, { k, seed: SEED });
  const fit = timed();
  const nextNight = findSegments(columns, { k, seed: SEED, previous: chosen });
  const moved = nextNight.labels.filter((number, row) => number !== chosen.labels[row]).length;
  const figuresOf = (found: FoundSegments) => {
    const trial = found.tried.find((one) => one.k === found.numbers.length)!;
    return {
      segments: found.numbers.length,
      inertia: found.inertia,
      silhouette: trial.silhouette,
      ...(outside === undefined ? {} : { labelAgreement: adjustedRandIndex(found.labels, outside) }),
    };
  };
  const metrics: Measured['metrics'] = {
    ...Object.fromEntries(tried.map((found) => [`k${found.numbers.length}`, figuresOf(found)])),
    chosen: { ...figuresOf(chosen), labelChurn: moved / table.rowCount },
  };
  return {
    protocol: `k-means of ${columns.names.join(', ')}: log1p where skewed, standardised; ${k === undefined ? 'k by the mean silhouette' : `k ${k} as asked`}; then a second night on the same rows`,
    counts: { rows: table.rowCount, columns: columns.width },
    metrics,
    reasons: whyNull(metrics, (figure) =>
      figure === 'silhouette' ? 'all rows are together' : 'segments and label both leave nothing to tell apart',
    ),
    details: {
      leftOut: columns.leftOut,
      tried: chosen.tried,
      logarithmic: columns.names.filter((_, column) => chosen.scales[column]!.isLogarithmic),
      segments: wordsOf(chosen, columns.names),
      plot: segmentPlot(columns, chosen),
    },
    seconds: { read, fit, secondNight: timed() },
  };
};

const wordsOf = (found: FoundSegments, names: readonly string[]) =>
  segmentWords(
    found,
    names.map((name) => ({ high: `much ${name}`, low: `little ${name}` })),
    'like most',
  ).map(({ number, words, features }, c) => ({
    number,
    size: found.sizes[c]!,
    words,
    features: features.map(({ column, difference }) => ({ column: names[column]!, difference })),
  }));
