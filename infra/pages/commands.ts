/**
 * `npm run docs:commands`: runs every command of the pages, as it is printed there, in a fresh clone of what is
 * committed: pages in their order, what a page starts ended with it. Prints all output and a table of results; exit code
 * 1 when one failed. It wants the network for packages, and nobody else on port 8787.
 */
import { readFile } from 'node:fs/promises';
import { delimiter, join, sep } from 'node:path';
import { table } from '../comparison/table.ts';
import { openTerminal } from '../laptop/terminal.ts';
import { commandBlocks } from './fenced-commands.ts';
import { type FreshClone, withFreshClone } from './fresh-clone.ts';
import { pagesOf } from './pages.ts';
import { type Outcome, runPage } from './run-commands.ts';

const root = join(import.meta.dirname, '../..');
const terminal = openTerminal(process.stdout);

async function runAll({ root: cwd, commit, leavesChangesOut }: FreshClone, signal: AbortSignal) {
  terminal.line(`fresh clone of ${commit}${leavesChangesOut ? ', without what is not committed' : ''}`);
  const outcomes: Outcome[] = [];
  for (const page of pagesOf(cwd)) {
    const blocks = commandBlocks(page, await readFile(join(cwd, page), 'utf8'));
    const say = (text: string) => void process.stdout.write(text);
    outcomes.push(...(await runPage(blocks, { cwd, environment: aStrangers(process.env), signal, say })));
  }
  return outcomes;
}

/** Nothing of this checkout: neither its packages in the path, nor what npm and the shell were told for it. */
function aStrangers(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(npm_|RAPPORT_|AWS_|NODE_OPTIONS$|INIT_CWD$)/i.test(name),
  );
  const path = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.split(sep).includes('node_modules'));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

function resultsOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ block, status, reason, seconds }) => {
    const [first = '', ...others] = block.commands.trim().split('\n');
    const commands = `${first.replace(/\s+#.*$/, '').slice(0, MOST_SHOWN)}${others.length > 0 ? ' …' : ''}`;
    const result = reason === undefined ? status : `${status}: ${reason}`;
    return [`${block.page}:${block.line}  ${commands}`, result, seconds.toFixed(1)];
  });
  return table(['commands', 'result', 'seconds'], rows);
}

/** Characters of a block's first line. */
const MOST_SHOWN = 60;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());

try {
  const outcomes = await withFreshClone(root, interrupted.signal, (clone) => runAll(clone, interrupted.signal));
  terminal.heading('Results');
  terminal.line(resultsOf(outcomes));
  if (outcomes.some(({ status }) => status === 'failed')) process.exitCode = 1;
} catch (error) {
  const said = error instanceof Error ? error.message : String(error);
  console.error(interrupted.signal.aborted ? 'interrupted; the clone is removed' : `error: ${said}`);
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}
