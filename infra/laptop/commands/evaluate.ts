import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defineCommand } from 'citty';
import { DATASET_FORMATS, type DatasetFormat, PROTOCOLS } from '../../../shared/evaluation/datasets/format.ts';
import { type DatasetReport, formatOfFiles, layDataset, readDatasetFiles } from '../datasets.ts';
import { type Laptop, openLaptop } from '../laptop.ts';
import { type RatingsReport, sayComparison, sayFriends, sayRatings } from '../report.ts';
import { reportOfDataset } from '../report-page/from-dataset.ts';
import { reportPage } from '../report-page/page.ts';
import { number, type Terminal } from '../terminal.ts';
import { compareThroughHttp } from '../through-http.ts';
import { askedOption, evaluateTask, TASKS, taskOptions } from './evaluate-task.ts';
import { absolute, jsonOption, printJson, telling, terminalFor, wholeNumber } from './options.ts';

export default defineCommand({
  meta: {
    name: 'evaluate',
    description:
      'Measure the recommender on a data set, beside popularity, ranking all items; or how well ratings are foreseen',
  },
  args: {
    directory: {
      type: 'positional',
      description: 'Folder of the data set; of a task a file too',
      required: true,
      valueHint: 'PATH',
    },
    task: {
      type: 'enum',
      options: [...TASKS],
      description: 'Measure something else than recommendations (docs/datasets.md)',
    },
    ...taskOptions,
    ...askedOption,
    format: {
      type: 'enum',
      options: [...DATASET_FORMATS],
      description: 'Form of the data set (docs/datasets.md); told from its files when absent',
    },
    protocol: {
      type: 'enum',
      options: Object.values(PROTOCOLS),
      description: `The one of the form: ${Object.entries(PROTOCOLS)
        .map(([form, protocol]) => `${form} ${protocol}`)
        .join(', ')}`,
    },
    'through-http': {
      type: 'string',
      default: '0',
      description:
        'Also send the events through the HTTP API, run a night, and compare the served lists of this many people',
      valueHint: 'PEOPLE',
    },
    report: {
      type: 'string',
      description: 'Also write what was measured as a page with plots, to open in a browser',
      valueHint: 'FILE.html',
    },
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const directory = absolute(args.directory);
      const page = args.report === undefined ? undefined : writablePath(args.report);
      if (args.task !== undefined) return evaluateTask(directory, { task: args.task, page, args });
      const terminal = terminalFor(args.json);
      const people = wholeNumber('through-http', args['through-http'], 0, 1_000_000);
      const files = readDatasetFiles(directory);
      const format = (args.format as DatasetFormat | undefined) ?? formatOfFiles(files);
      if (args.protocol !== undefined && args.protocol !== PROTOCOLS[format])
        throw new Error(`--protocol ${args.protocol}: ${format} have ${PROTOCOLS[format]}`);
      if (people > 0 && format !== 'sequences') throw new Error('--through-http takes --format sequences only');
      if (page !== undefined && format === 'ratings') throw new Error('--report takes no --format ratings');
      const workspace = mkdtempSync(join(tmpdir(), 'rapport-evaluate-'));
      const laptop = await openLaptop({ directory: workspace, port: 0, bundled: false });
      try {
        const dataset = basename(directory);
        await layDataset(laptop, dataset, files);
        if (format === 'ratings') {
          const report = await measureRatings(terminal, laptop, dataset);
          if (args.json) printJson(report);
          return;
        }
        const report = await measureRanking(terminal, laptop, { dataset, format, listsFor: people });
        if (page !== undefined) {
          writeFileSync(page, reportPage(reportOfDataset(report)));
          terminal.line(`    the page: ${page}`);
        }
        const { lists: _, ...figures } = report;
        const served = people > 0 ? await compareThroughHttp(terminal, laptop, directory, report) : undefined;
        if (args.json) printJson({ ...figures, ...(served && { throughHttp: served }) });
        if (served && served.same < served.people) process.exitCode = 1;
      } finally {
        await laptop.close();
        rmSync(workspace, { recursive: true, force: true });
      }
    }),
});

async function measureRanking(
  terminal: Terminal,
  laptop: Laptop,
  input: { readonly dataset: string; readonly format: DatasetFormat; readonly listsFor: number },
): Promise<DatasetReport> {
  const report = await terminal.task(
    'evaluate',
    async ({ note }) => {
      note('search on validation, fit, score');
      return (await laptop.functions.invoke('nightly', { step: 'evaluate-dataset', input })) as DatasetReport;
    },
    ({ people, items, events, seconds }) =>
      `${number(people)} people, ${number(items)} items, ${number(events)} events: search ${seconds.search.toFixed(1)} s, fit ${seconds.fit.toFixed(1)} s, score ${seconds.score.toFixed(1)} s`,
  );
  sayComparison(terminal, report);
  sayFriends(terminal, report);
  return report;
}

async function measureRatings(terminal: Terminal, laptop: Laptop, dataset: string): Promise<RatingsReport> {
  const report = await terminal.task(
    'evaluate',
    async ({ note }) => {
      note('search on validation, fit, foresee');
      return (await laptop.functions.invoke('nightly', {
        step: 'evaluate-ratings',
        input: { dataset },
      })) as RatingsReport;
    },
    ({ people, items, events, tasks }) =>
      `${number(people)} people, ${number(items)} items, ${number(events)} ratings, ${number(tasks)} to foresee`,
  );
  sayRatings(terminal, report);
  return report;
}

/** @throws Error before anything is measured, when the file's folder is not there. */
function writablePath(file: string): string {
  const path = absolute(file);
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`--report: there is no folder ${dirname(path)}`);
  }
  return path;
}
