import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defineCommand } from 'citty';
import { type DatasetReport, layDataset } from '../datasets.ts';
import { openLaptop } from '../laptop.ts';
import { sayComparison } from '../report.ts';
import { number } from '../terminal.ts';
import { compareThroughHttp } from '../through-http.ts';
import { absolute, jsonOption, printJson, telling, terminalFor, wholeNumber } from './options.ts';

const PROTOCOL_OF: Readonly<Record<string, string>> = { sequences: 'leave-one-out', sessions: 'next-click' };

export default defineCommand({
  meta: {
    name: 'evaluate',
    description: 'Measure the recommender on a data set, beside popularity, ranking all items',
  },
  args: {
    directory: { type: 'positional', description: 'Folder of the data set', required: true, valueHint: 'DIR' },
    format: {
      type: 'enum',
      options: ['sequences', 'sessions'],
      default: 'sequences',
      description: 'sequences: NAME.txt[.gz], a person and items a line; sessions: train and test files of clicks',
    },
    protocol: {
      type: 'enum',
      options: ['leave-one-out', 'next-click'],
      description: 'That of the format: leave-one-out for sequences, next-click for sessions',
    },
    'through-http': {
      type: 'string',
      default: '0',
      description:
        'Also send the events through the HTTP API, run a night, and compare the served lists of this many people',
      valueHint: 'PEOPLE',
    },
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const directory = absolute(args.directory);
      const people = wholeNumber('through-http', args['through-http'], 0, 1_000_000);
      if (people > 0 && args.format !== 'sequences') throw new Error('--through-http takes --format sequences only');
      const workspace = mkdtempSync(join(tmpdir(), 'rapport-evaluate-'));
      const laptop = await openLaptop({ directory: workspace, port: 0, bundled: false });
      try {
        const dataset = basename(directory);
        const report = await terminal.task(
          'evaluate',
          async ({ note }) => {
            note('search on validation, fit, score');
            await layDataset(laptop, dataset, directory);
            const input = {
              dataset,
              format: args.format,
              protocol: args.protocol ?? PROTOCOL_OF[args.format],
              listsFor: people,
            };
            return (await laptop.functions.invoke('nightly', { step: 'evaluate-dataset', input })) as DatasetReport;
          },
          ({ people: tested, items, events, seconds }) =>
            `${number(tested)} people, ${number(items)} items, ${number(events)} events: search ${seconds.search.toFixed(1)} s, fit ${seconds.fit.toFixed(1)} s, score ${seconds.score.toFixed(1)} s`,
        );
        sayComparison(terminal, report);
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
