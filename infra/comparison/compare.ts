/**
 * `npm run compare -- [REF]`: what the work tree changes in bundles, templates, the record of processing and figures,
 * against another commit: main unless said otherwise. It ends with 0 when there is a difference, too.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openTerminal } from '../laptop/terminal.ts';
import { withBaseTree } from './base-tree.ts';
import { type Deployment, deploymentOf } from './deployment.ts';
import { compareFigures } from './figures.ts';
import { type Comparison, comparisonReport } from './report.ts';

const USAGE = `npm run compare -- [REF] [--no-bench] [-c KEY=VALUE]

  REF           what to compare with: a branch, a tag or a hash; main when absent
  --no-bench    no figures, which take a minute or two
  -c KEY=VALUE  an option of the deployment, as npm run synth takes it; may be repeated`;

interface Wishes {
  readonly ref: string;
  readonly context: readonly string[];
  readonly bench: boolean;
}

const root = resolve(import.meta.dirname, '../..');
const terminal = openTerminal(process.stderr);

async function compare({ ref, context, bench }: Wishes, signal: AbortSignal): Promise<Comparison> {
  const outDir = await mkdtemp(join(tmpdir(), 'rapport-compare-'));
  try {
    const now = await step('work tree', 'bundles and templates', () =>
      deploymentOf(root, { outDir: join(outDir, 'now'), context, signal }),
    );
    return await terminal.task(
      'base',
      ({ note: onStep }) =>
        withBaseTree({ root, ref, signal, onStep }, async ({ root: base, commit }) => {
          onStep('bundles and templates');
          const before = await deploymentOf(base, { outDir: join(outDir, 'base'), context, signal });
          const records = { base: await recordOf(base), now: await recordOf(root) };
          const figures = bench ? await compareFigures({ base, now: root, signal, onStep }) : undefined;
          return { base: `${ref} (${commit})`, deployments: { base: before, now }, records, figures };
        }),
      ({ base }) => base,
    );
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

const step = (name: string, doing: string, work: () => Promise<Deployment>): Promise<Deployment> =>
  terminal.task(
    name,
    ({ note }) => {
      note(doing);
      return work();
    },
    () => doing,
  );

const recordOf = (checkout: string): Promise<string> =>
  readFile(join(checkout, 'docs/processing.md'), 'utf8').catch(() => '');

function wishesOf(words: readonly string[]): Wishes | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      'no-bench': { type: 'boolean' },
      context: { type: 'string', short: 'c', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || positionals.length > 1) return undefined;
  return { ref: positionals[0] ?? 'main', context: values.context ?? [], bench: !values['no-bench'] };
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());

try {
  const wishes = wishesOf(process.argv.slice(2));
  console.log(wishes === undefined ? USAGE : comparisonReport(await compare(wishes, interrupted.signal)));
} catch (error) {
  const said = error instanceof Error ? error.message : String(error);
  console.error(interrupted.signal.aborted ? 'interrupted; the base is removed' : `error: ${said}`);
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}
