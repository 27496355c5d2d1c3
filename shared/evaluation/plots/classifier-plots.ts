import type { CalibratedPart, OperatingPoint } from '../../domain/model-card.ts';
import { curvePlot } from './curve-plot.ts';

/** What is known of probabilities that a method foresaw. */
export interface ToldClassifier {
  readonly operatingPoints: readonly OperatingPoint[];
  readonly calibration: readonly CalibratedPart[];
}

const share = (value: number): string => value.toFixed(3);

/** Pictures of a classifier by their names; those that there is something to draw of. */
export function classifierPlots(
  { operatingPoints: points, calibration }: ToldClassifier,
  width: number,
): Readonly<Record<string, string>> {
  const plots: Record<string, string> = {};
  const [first] = points.filter(({ taken }) => taken > 0);
  const base = points.at(-1)?.precision ?? 0;
  const model = { label: 'the model', tone: 'model' } as const;
  if (first !== undefined) {
    plots['roc'] = curvePlot(
      [{ ...model, points: points.map(({ falsePositives, recall }) => [falsePositives, recall]) }],
      'ROC curve: of those it is so of, how many are taken in while how many of the others are',
      {
        xTitle: 'false positive rate',
        yTitle: 'true positive rate',
        width,
        format: share,
        reference: [
          [0, 0],
          [1, 1],
        ],
      },
    );
    const reached = points.filter(({ precision }) => precision !== null);
    plots['precision-recall'] = curvePlot(
      [
        {
          ...model,
          isStepped: true,
          points: [[0, first.precision ?? 0], ...reached.map(({ recall, precision }) => [recall, precision!] as const)],
        },
      ],
      'Precision-recall curve: how many of those taken are right, while how many of all are found',
      {
        xTitle: 'recall',
        yTitle: 'precision',
        width,
        format: share,
        reference: [
          [0, base],
          [1, base],
        ],
      },
    );
    plots['gain'] = curvePlot(
      [{ ...model, points: points.map(({ taken, recall }) => [taken, recall]) }],
      'Gain curve: how many of all are found among the likeliest',
      {
        xTitle: 'share taken, the likeliest first',
        yTitle: 'share of all found',
        width,
        format: share,
        reference: [
          [0, 0],
          [1, 1],
        ],
      },
    );
    plots['lift'] = curvePlot(
      [{ ...model, points: reached.map(({ taken, precision }) => [taken, precision! / base]) }],
      'Lift: how many times as often as among all it is so of the likeliest',
      {
        xTitle: 'share taken, the likeliest first',
        yTitle: 'times as often as among all',
        width,
        format: share,
        reference: [
          [0, 1],
          [1, 1],
        ],
      },
    );
  }
  if (calibration.length > 0)
    plots['reliability'] = curvePlot(
      [{ ...model, hasDots: true, points: calibration.map(({ foreseen, observed }) => [foreseen, observed]) }],
      'Reliability diagram: how often it was so of those of about the same probability',
      {
        xTitle: 'mean probability foreseen',
        yTitle: 'share observed',
        width,
        format: share,
        reference: diagonalOf(calibration),
      },
    );
  return plots;
}

/** As far as there is anything to see: of what is rare, one corner. */
function diagonalOf(parts: readonly CalibratedPart[]): readonly [readonly [number, number], readonly [number, number]] {
  const most = parts.reduce((high, { foreseen, observed }) => Math.max(high, foreseen, observed), 0);
  return [
    [0, 0],
    [most, most],
  ];
}
