import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { type Anonymised, anonymisedData } from '../anonymised.ts';
import { runningLaptop } from '../laptop.ts';
import { number } from '../terminal.ts';
import {
  absolute,
  askRunning,
  directoryOption,
  jsonOption,
  printJson,
  telling,
  terminalFor,
  wholeNumber,
} from './options.ts';
import { withOwnLaptop } from './own-laptop.ts';

export default defineCommand({
  meta: {
    name: 'anonymise',
    description: 'Write a data set that may be published, of people who agreed to research (docs/datasets.md)',
  },
  args: {
    k: { type: 'string', default: '10', description: 'How many people have to be alike, 3 to 1000', valueHint: 'K' },
    out: { type: 'string', required: true, description: 'Folder to write to; new, or empty', valueHint: 'DIR' },
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const k = wholeNumber('k', args.k, 3, 1000);
      const out = emptyFolder(args.out);
      const directory = absolute(args.directory);
      const { report, files } = await terminal.task('anonymise', () => anonymised(directory, k), sayReport);
      mkdirSync(out, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(out, file), text);
      terminal.line(`    written to ${out}`);
      if (args.json) printJson(report);
    }),
});

/** By the laptop that serves the folder, or by one that is opened for it. */
async function anonymised(directory: string, k: number): Promise<Anonymised> {
  const running = runningLaptop(directory);
  if (running !== undefined) return (await askRunning(running, '/laptop/anonymise', undefined, { k })) as Anonymised;
  return withOwnLaptop(directory, (laptop) => anonymisedData(laptop, { k }));
}

const sayReport = ({ report: { people, items, rows, classes, smallestClass, suppressed } }: Anonymised): string =>
  `${number(people)} people, ${number(items)} items, ${number(rows)} rows; ${number(classes)} classes of at least ${smallestClass}; left out ${number(suppressed.people)} people, ${number(suppressed.items)} items, ${number(suppressed.rows)} rows`;

/** @throws Error when something lies in the folder: a data set is all that is in it. */
function emptyFolder(path: string): string {
  const folder = absolute(path);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`--out: ${folder} is not empty`);
  return folder;
}
