import { classifierPlots, type ToldClassifier } from '../../../shared/evaluation/plots/classifier-plots.ts';
import { curvePlot } from '../../../shared/evaluation/plots/curve-plot.ts';
import { escapeHtml } from '../../../shared/evaluation/plots/escape.ts';
import { barPlot } from '../../../shared/evaluation/plots/plots.ts';
import { valuePlot } from '../../../shared/evaluation/plots/value-plot.ts';
import { BARS, cell, count, FULL, figure, jsonText, page, plot, SMALL, section, table } from './parts.ts';

/** What `evaluate --task` gives as JSON. */
export interface TaskReport {
  readonly dataset: string;
  readonly task: string;
  readonly protocol: string;
  readonly counts: Readonly<Record<string, number>>;
  /** By method; null where a figure has no meaning. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Why a figure is null, by `method.figure`. */
  readonly reasons: Readonly<Record<string, string>>;
  /** What a reader must know before believing a figure. */
  readonly notes?: readonly string[];
  readonly details: TaskDetails;
  readonly seconds: Readonly<Record<string, number>>;
}

/** What is drawn of a task's details, each of its own tasks; there is more that is only written out. */
interface TaskDetails {
  readonly positive?: string;
  readonly operatingPoints?: ToldClassifier['operatingPoints'];
  /** By method. */
  readonly calibration?: Readonly<Record<string, ToldClassifier['calibration']>>;
  readonly importance?: readonly { readonly column: string; readonly permutation: number }[];
  readonly lossReduction?: Readonly<
    Record<string, { readonly mean: number; readonly low: number; readonly high: number }>
  >;
  readonly leftOut?: Readonly<Record<string, string>>;
  /** By method. */
  readonly tenths?: Readonly<
    Record<string, readonly { readonly people: number; readonly foreseen: number; readonly actual: number }[]>
  >;
  readonly segments?: readonly { readonly number: number; readonly size: number; readonly words: string }[];
  /** SVG. */
  readonly plot?: string;
  /** By method: share of the rows treated, and what a row gains. */
  readonly qiniCurves?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** By method, of the last split. */
  readonly intervals?: Readonly<Record<string, { readonly upliftAt: Readonly<Record<string, Span | null>> }>>;
  /** Policies that are judged. */
  readonly policies?: readonly {
    readonly name: string;
    readonly values: Readonly<
      Record<string, { readonly value: number; readonly low: number | null; readonly high: number | null }>
    >;
  }[];
  /** Quantiles that are foreseen. */
  readonly levels?: readonly number[];
}

interface Span {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One HTML page of what was measured of a task. */
export function taskPage(report: TaskReport): string {
  const { dataset, task, protocol, counts } = report;
  return page({ title: `${dataset}: ${task}`, protocol, counts }, [
    comparison(report),
    ...(SECTIONS[task]?.(report) ?? []),
    details(report),
  ]);
}

/** The figure that is drawn, by task; of other tasks the first. */
const DRAWN: Readonly<Record<string, readonly string[]>> = {
  classify: ['auc', 'logLoss'],
  'lifetime-value': ['valueSpearman', 'valueMae'],
  forecast: ['mase', 'pinball0.9'],
  segment: ['silhouette'],
  uplift: ['qiniArea', 'uplift@10%'],
};
/** What is foreseen by; all others stand beside it. */
const MODELS = ['chosen', 'model'];

/** Of money and the like, no more digits than can be read. */
const brief = (value: number): string => {
  if (Number.isInteger(value)) return count(value);
  return Math.abs(value) >= 1000 ? count(Math.round(value)) : figure(value);
};

function comparison({ task, metrics, reasons, notes = [] }: TaskReport): string {
  const methods = Object.keys(metrics);
  const figures = [...new Set(methods.flatMap((method) => Object.keys(metrics[method]!)))];
  const drawn = (DRAWN[task] ?? []).filter((name) => figures.includes(name));
  const bars = (drawn.length > 0 ? drawn : figures.slice(0, 1)).map(
    (name) =>
      `<div><h3>${escapeHtml(name)}</h3>${plot(SMALL, (width) =>
        barPlot(
          methods.map((method) => ({
            label: method,
            tone: MODELS.includes(method) ? 'model' : 'baseline',
            value: metrics[method]![name] ?? null,
          })),
          `${name} of each method`,
          { format: brief, width },
        ),
      )}</div>`,
  );
  const rows = figures.map((name) => [
    cell('th', name),
    ...methods.map((method) => {
      const value = metrics[method]![name];
      if (value === undefined) return cell('td', '');
      return cell('td', value === null ? 'none' : brief(value));
    }),
  ]);
  return section('How good is it?', 'Each figure of each method', [
    `<div class="small">${bars.join('')}</div>`,
    table([`<th></th>${methods.map((method) => cell('th', method)).join('')}`], rows),
    ...Object.entries(reasons).map(([name, why]) => `<p>${escapeHtml(`${name}: none, because ${why}.`)}</p>`),
    ...notes.map((note) => `<p>${escapeHtml(`${note}.`)}</p>`),
  ]);
}

type Sections = (report: TaskReport) => readonly string[];

const SECTIONS: Readonly<Record<string, Sections>> = {
  classify: ({ details: told }) => {
    const {
      positive = '',
      operatingPoints = [],
      calibration = {},
      importance,
      lossReduction = {},
      leftOut = {},
    } = told;
    const known: ToldClassifier = { operatingPoints, calibration: calibration['chosen'] ?? [] };
    const plots = Object.keys(classifierPlots(known, SMALL.wide)).map(
      (name) =>
        `<div><h3>${PLOT_WORDS[name] ?? name}</h3>${plot(SMALL, (width) => classifierPlots(known, width)[name]!)}</div>`,
    );
    return [
      section(
        'How rows are told apart',
        `What was chosen, over the rows of all parts; positive is “${positive}”. Dashed: chance, or what would be exactly right`,
        [`<div class="small">${plots.join('')}</div>`],
      ),
      section(
        'Surely better?',
        'How much lower the log loss of what was chosen is than that of each method, with its 95 % interval; above 0 is better',
        [
          table(
            [['', 'mean', '95 %'].map((words) => cell('th', words)).join('')],
            Object.entries(lossReduction).map(([method, { mean, low, high }]) => [
              cell('th', method),
              cell('td', mean.toFixed(5)),
              cell('td', `${low.toFixed(5)} to ${high.toFixed(5)}`),
            ]),
          ),
        ],
      ),
      importance === undefined
        ? ''
        : section(
            'What it leans on',
            'By how much the log loss of the last part’s model rises when a column is dealt out to other rows',
            [
              plot(BARS, (width) =>
                barPlot(
                  importance.slice(0, MOST_COLUMNS).map(({ column, permutation }) => ({
                    label: column,
                    tone: 'model',
                    value: Math.max(0, permutation),
                  })),
                  'What each column is worth',
                  { format: (value) => value.toFixed(5), width },
                ),
              ),
            ],
          ),
      Object.keys(leftOut).length === 0
        ? ''
        : section('Columns that are left out', 'None of them tells rows apart', [
            table(
              [['column', 'because'].map((words) => cell('th', words)).join('')],
              Object.entries(leftOut).map(([name, why]) => [cell('th', name), cell('td', why)]),
            ),
          ]),
    ];
  },

  'lifetime-value': ({ details: told }) => {
    const { tenths = {} } = told;
    const plots = Object.entries(tenths).map(
      ([method, parts]) =>
        `<div><h3>${escapeHtml(method)}</h3>${plot(SMALL, (width) => valuePlot(parts, `${method}: foreseen and actual value by tenths`, { width, format: brief }))}</div>`,
    );
    return [
      section('By tenths of the people', 'Lowest to highest by what was foreseen of them; dashed: exactly right', [
        `<div class="small">${plots.join('')}</div>`,
      ]),
    ];
  },

  segment: ({ details: told }) => {
    const { segments = [], plot: drawing = '' } = told;
    return [
      section('In the plane in which rows differ most', 'A dot a row, at most 1,000 of them', [
        `<div class="plot segments">${drawing}</div>`,
      ]),
      section('Who they are', 'What sets each apart from all others', [
        table(
          [['segment', 'rows', 'in words'].map((words) => cell('th', words)).join('')],
          segments.map(({ number, size, words }) => [
            cell('th', `${number}`),
            cell('td', `${size}`),
            cell('td', words),
          ]),
        ),
      ]),
    ];
  },

  uplift: ({ details: told }) => {
    const { qiniCurves = {}, intervals = {} } = told;
    const { chosen = [], ...others } = qiniCurves;
    const end = chosen.at(-1) ?? [1, 0];
    const about = 'Qini curve: what a row gains when the first are treated, by the share treated';
    const upliftAt = Object.entries(intervals['chosen']?.upliftAt ?? {});
    return [
      section(
        'Whom to treat',
        'The highest foreseen effects first; blue is what was chosen, grey each learner; dashed: treating by lot',
        [
          plot(FULL, (width) =>
            curvePlot(
              [
                { label: 'chosen', tone: 'model', points: chosen },
                ...Object.entries(others).map(([label, points]) => ({ label, tone: 'baseline' as const, points })),
              ],
              about,
              {
                xTitle: 'share treated, the highest foreseen effects first',
                yTitle: 'gain a row',
                width,
                format: figure,
                reference: [[0, 0], end],
              },
            ),
          ),
        ],
      ),
      section(
        'What treating changes',
        'Among the first rows by what was chosen: mean treated less mean control outcome, with its 95 % interval',
        [
          plot(BARS, (width) =>
            barPlot(
              upliftAt.flatMap(([label, span]) =>
                span === null
                  ? []
                  : [
                      {
                        label: `first ${label}`,
                        tone: 'model' as const,
                        value: span.mean,
                        low: span.low,
                        high: span.high,
                      },
                    ],
              ),
              'Uplift among the first rows',
              { format: figure, width },
            ),
          ),
        ],
      ),
    ];
  },

  'off-policy': ({ details: told }) =>
    (told.policies ?? []).map(({ name, values }) =>
      section(name, 'What a choice is worth by each estimator, with its 95 % interval where one can be told', [
        plot(BARS, (width) =>
          barPlot(
            Object.entries(values).map(([label, { value, low, high }]) => ({
              label,
              tone: label === 'own log' ? ('source' as const) : ('model' as const),
              value,
              ...(low === null || high === null ? {} : { low, high }),
            })),
            `Value of ${name}`,
            { format: (value) => value.toFixed(5), width },
          ),
        ),
      ]),
    ),

  forecast: ({ metrics, details: told }) => {
    const { levels = [] } = told;
    const model = metrics['model'] ?? {};
    const below = levels.flatMap((level) => {
      const share = model[`below${level}`];
      return typeof share === 'number' ? [[level, share] as const] : [];
    });
    if (below.length === 0) return [];
    const about = 'How often what came is not above each quantile';
    return [
      section('Are the quantiles honest?', `${about}; dashed: as often as it says; of whole numbers it is more often`, [
        plot(SMALL, (width) =>
          curvePlot([{ label: 'the model', tone: 'model', hasDots: true, points: below }], about, {
            xTitle: 'quantile',
            yTitle: 'share not above it',
            width,
            format: figure,
            reference: [
              [0, 0],
              [1, 1],
            ],
          }),
        ),
      ]),
    ];
  },
};

const MOST_COLUMNS = 20;
const PLOT_WORDS: Readonly<Record<string, string>> = {
  roc: 'ROC curve',
  'precision-recall': 'Precision and recall',
  gain: 'Gain',
  lift: 'Lift',
  reliability: 'Reliability',
};

/** All else of the JSON; what is drawn above is not written out. */
function details({ details: told, seconds }: TaskReport): string {
  const { plot: _, operatingPoints: __, ...rest } = told;
  return `<section><details><summary><h2>Details</h2></summary><pre>${escapeHtml(jsonText({ ...rest, seconds }))}</pre></details></section>`;
}
