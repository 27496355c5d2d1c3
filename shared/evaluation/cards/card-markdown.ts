import type { ModelCard } from '../../domain/model-card.ts';

const PLOT_WORDS: Readonly<Record<string, string>> = {
  roc: 'ROC curve',
  'precision-recall': 'Precision-recall curve',
  gain: 'Gain curve',
  lift: 'Lift',
  reliability: 'Reliability diagram',
  importance: 'What the model leans on',
  value: 'Foreseen and actual value',
  segments: 'Segments in the principal plane',
  comparison: 'Beside what is popular',
};

/** The card in words, with its pictures beside it in the folder `plots`. */
export function cardMarkdown(card: ModelCard): string {
  const { algorithm, training, evaluation } = card;
  const sections = [
    `# Model card: ${card.name}`,
    card.purpose,
    bullets([`Version \`${card.version}\`, as of ${card.asOf}`, `Evidence: ${card.evidence}`]),
    '## Intended use',
    bullets(card.intendedUse),
    '## Limits',
    bullets(card.limits),
    '## How it was made',
    `${algorithm.chosen}. ${algorithm.why}`,
    table(
      ['tried', 'log loss on people not learnt from'],
      algorithm.tried.map(({ name, logLoss }) => [name, figure(logLoss)]),
    ),
    '## What it learnt from',
    bullets([
      `${count(training.people)} people${training.rows === null ? '' : `, ${count(training.rows)} rows`}${training.positives === null ? '' : `, of ${count(training.positives)} of whom it happened`}`,
      training.from === null ? `until ${training.until}` : `from ${training.from} until ${training.until}`,
      `Whose data: ${training.consent}`,
      `${training.features.length} features: ${training.features.join(', ')}`,
    ]),
    '## How right it is',
    evaluation.protocol,
    figuresTable(card),
    table(
      ['foreseen', 'observed', 'people'],
      card.calibration.map(({ foreseen, observed, count: people }) => [
        figure(foreseen),
        figure(observed),
        count(people),
      ]),
    ),
    table(
      ['foreseen, mean', 'actual, mean', 'people'],
      card.valueParts.map(({ foreseen, actual, people }) => [figure(foreseen), figure(actual), count(people)]),
    ),
    card.slices.length > 0 ? '## For whom' : '',
    table(
      ['people who', 'people', 'foreseen', 'observed', 'auc', 'logLoss'],
      card.slices.map((slice) => [
        slice.name,
        count(slice.people),
        figure(slice.foreseen),
        figure(slice.observed),
        figure(slice.auc),
        figure(slice.logLoss),
      ]),
    ),
    card.importance.length > 0 ? '## What it leans on' : '',
    table(
      ['feature', 'in words', 'log loss without it'],
      card.importance.map(({ name, words, weight }) => [
        name,
        words,
        `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(4)}`,
      ]),
    ),
    card.segments.length > 0 ? '## Who they are' : '',
    table(
      ['segment', 'people', 'who they are'],
      card.segments.map(({ number, people, words }) => [`${number}`, count(people), words]),
    ),
    ...card.plots.map((name) => `![${PLOT_WORDS[name] ?? name}](plots/${name}.svg)`),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** A figure that is null says why. */
function figuresTable({ evaluation: { metrics, reasons, intervals, baselines } }: ModelCard): string {
  const others = Object.keys(baselines);
  return table(
    ['figure', 'model', '95 %', ...others, 'none, because'],
    Object.entries(metrics).map(([name, value]) => {
      const interval = intervals[name];
      return [
        name,
        figure(value),
        interval === undefined ? '' : `${figure(interval.low)} to ${figure(interval.high)}`,
        ...others.map((other) => figure(baselines[other]?.[name])),
        reasons[name] ?? '',
      ];
    }),
  );
}

const figure = (value: number | null | undefined): string => value?.toFixed(4) ?? '';
const count = (value: number): string => value.toLocaleString('en-US');
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
const cell = (words: string): string => words.replaceAll('|', '\\|').replace(/\s+/g, ' ');

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}
