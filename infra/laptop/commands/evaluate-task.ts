import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ArgsDef } from 'citty';
import { type DatasetFiles, layDataset, readDatasetFiles } from '../datasets.ts';
import { openLaptop } from '../laptop.ts';
import { type TaskReport, taskPage } from '../report-page/task-page.ts';
import { number, type Terminal } from '../terminal.ts';
import { absolute, printJson, terminalFor } from './options.ts';

export const TASKS = [
  'classify',
  'lifetime-value',
  'segment',
  'lookalike',
  'forecast',
  'anomaly',
  'outlier',
  'social',
  'uplift',
  'off-policy',
  'intent',
  'faq',
  'slots',
] as const;

/** What is said of a data set's columns; docs/datasets.md tells which task wants which. */
export const taskOptions = {
  label: { type: 'string', description: 'classify, intent, slots: the column to foresee', valueHint: 'COLUMN' },
  positive: { type: 'string', description: 'classify: the label’s value that is foreseen', valueHint: 'VALUE' },
  drop: { type: 'string', description: 'Columns to leave out', valueHint: 'A,B' },
  folds: { type: 'string', description: 'classify: parts of a cross-validation', valueHint: 'N' },
  group: {
    type: 'string',
    description: 'classify: rows with one value of it stay together; faq: figures by it',
    valueHint: 'COLUMN',
  },
  time: {
    type: 'string',
    description: 'When a row was: what is newer is foreseen from what is older',
    valueHint: 'COLUMN',
  },
  id: { type: 'string', description: 'Whose a row is: a customer, a series', valueHint: 'COLUMN' },
  value: {
    type: 'string',
    description: 'What an order or a moment was worth; slots: what is to be read',
    valueHint: 'COLUMN',
  },
  text: { type: 'string', description: 'intent, slots: what was said', valueHint: 'COLUMN' },
  question: { type: 'string', description: 'faq: what is answered', valueHint: 'COLUMN' },
  answer: { type: 'string', description: 'faq: what it is answered with', valueHint: 'COLUMN' },
  kinds: { type: 'string', description: 'slots: labels and what they are', valueHint: 'LABEL=KIND,…' },
  currency: { type: 'string', description: 'slots: of amounts that name none', valueHint: 'CODE' },
  until: { type: 'string', description: 'The last day that is learnt from', valueHint: 'DATE' },
  horizon: { type: 'string', description: 'forecast: moments ahead', valueHint: 'N' },
  season: { type: 'string', description: 'forecast: moments of a season', valueHint: 'N' },
  k: { type: 'string', description: 'segment: how many; found when absent', valueHint: 'N' },
  header: {
    type: 'string',
    description: 'uplift, off-policy: names of columns where the first line has none',
    valueHint: 'A,x1..x9',
  },
  treatment: { type: 'string', description: 'uplift: what was done', valueHint: 'COLUMN' },
  outcome: { type: 'string', description: 'uplift: what came of it, a number', valueHint: 'COLUMN' },
  treated: { type: 'string', description: 'uplift: the treatment that is judged', valueHint: 'VALUE' },
  control: { type: 'string', description: 'uplift: what it is compared with', valueHint: 'VALUE' },
  cost: { type: 'string', description: 'uplift: of treating a row', valueHint: 'AMOUNT' },
  worth: { type: 'string', description: 'uplift: of an outcome of 1', valueHint: 'AMOUNT' },
  truth: { type: 'string', description: 'uplift: true effects, or true outcomes without and with', valueHint: 'A,B' },
  learners: { type: 'string', description: 'uplift: learners to choose among; all when absent', valueHint: 'A,B' },
  splits: { type: 'string', description: 'uplift: times that rows are dealt out anew', valueHint: 'N' },
  propensity: {
    type: 'string',
    description: 'uplift, off-policy: the probability with which it was done; of uplift also "estimated"',
    valueHint: 'COLUMN',
  },
  action: { type: 'string', description: 'off-policy: what was chosen', valueHint: 'COLUMN' },
  reward: { type: 'string', description: 'off-policy: what came of it, a number', valueHint: 'COLUMN' },
  position: { type: 'string', description: 'off-policy: where it was shown', valueHint: 'COLUMN' },
  slate: { type: 'string', description: 'off-policy: rows of one value were shown together', valueHint: 'COLUMN' },
  context: { type: 'string', description: 'off-policy: columns by which rewards differ', valueHint: 'A,B' },
  policy: {
    type: 'string',
    description: 'off-policy: what is judged: uniform, or a column with its probability of what was chosen',
    valueHint: 'NAME',
  },
} as const satisfies ArgsDef;

/** What lies elsewhere than the data set. */
export const askedOption = {
  asked: { type: 'string', description: 'faq: what is asked, and the right entries', valueHint: 'FILE' },
} as const satisfies ArgsDef;

/**
 * Measures a file or a folder for a task, and says the figures of each method.
 * @param page - where they are also written as a page.
 */
export async function evaluateTask(
  path: string,
  {
    task,
    page,
    args,
  }: { readonly task: string; readonly page: string | undefined; readonly args: Readonly<Record<string, unknown>> },
): Promise<void> {
  const options = Object.fromEntries(
    Object.keys(taskOptions).flatMap((name) => (typeof args[name] === 'string' ? [[name, args[name]]] : [])),
  );
  const terminal = terminalFor(args['json'] === true);
  const files = filesAt(path, args['asked']);
  const workspace = mkdtempSync(join(tmpdir(), 'rapport-evaluate-'));
  const laptop = await openLaptop({ directory: workspace, port: 0, bundled: false });
  try {
    const dataset = basename(path).replace(/[^\w.-]/g, '-');
    await layDataset(laptop, dataset, files);
    const report = (await terminal.task(
      'measure',
      async ({ note }) => {
        note('learn, foresee, compare');
        return laptop.functions.invoke('nightly', { step: 'evaluate-task', input: { dataset, task, options } });
      },
      (done) => countsOf(done as TaskReport),
    )) as TaskReport;
    sayTask(terminal, report);
    if (page !== undefined) {
      writeFileSync(page, taskPage(report));
      terminal.line(`    the page: ${page}`);
    }
    if (args['json'] === true) printJson(report);
  } finally {
    await laptop.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** A folder's files, or the one file; and beside them what is asked of them, where that lies elsewhere. */
function filesAt(path: string, asked: unknown): DatasetFiles {
  const files = statSync(path).isDirectory() ? readDatasetFiles(path) : new Map([[basename(path), readFileSync(path)]]);
  if (typeof asked !== 'string') return files;
  return new Map([...files, [`asked-${basename(asked)}`, readFileSync(absolute(asked))]]);
}

const countsOf = ({ counts }: TaskReport): string =>
  Object.entries(counts)
    .map(([what, count]) => `${number(count)} ${what}`)
    .join(', ');

/** A line a figure, a column a method: figures are more than methods. */
function sayTask(terminal: Terminal, { protocol, metrics, reasons, notes = [] }: TaskReport): void {
  const methods = Object.keys(metrics);
  const width = Math.max(12, ...methods.map((method) => method.length + 2));
  const figures = [...new Set(methods.flatMap((method) => Object.keys(metrics[method]!)))];
  terminal.line(`    ${protocol}\n`);
  const names = Math.max(24, ...figures.map((figure) => figure.length + 2));
  terminal.line(`    ${''.padEnd(names)}${methods.map((method) => method.padStart(width)).join('')}`);
  for (const figure of figures) {
    const cells = methods.map((method) => {
      const value = metrics[method]![figure];
      return (value === undefined ? '' : told(value)).padStart(width);
    });
    terminal.line(`    ${figure.padEnd(names)}${cells.join('')}`);
  }
  for (const [figure, reason] of Object.entries(reasons)) terminal.line(`    ${figure}: none, because ${reason}`);
  for (const note of notes) terminal.line(`    ${note}`);
}

/** What is rare wants one digit more. */
function told(value: number | null): string {
  if (value === null) return 'none';
  return value.toFixed(value !== 0 && Math.abs(value) < 0.01 ? 5 : 4);
}
