/** Runs blocks of commands one after another, as somebody does who reads a page and pastes them. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endGroup, startGroup } from '../comparison/processes.ts';
import { type CommandBlock, MODES } from './fenced-commands.ts';

export interface Outcome {
  readonly block: CommandBlock;
  readonly status: 'passed' | 'failed' | 'not run';
  /** Why it failed or was not run. */
  readonly reason?: string;
  readonly seconds: number;
}

interface Shell {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told all that is printed, as it is. */
  readonly say: (text: string) => void;
}

/** A block that has not ended by then has failed. */
const MOST_MINUTES = 10;

/** What serves is ended when the page does. A block that fails does not keep the others from being run. */
export async function runPage(blocks: readonly CommandBlock[], shell: Shell): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const serving: ChildProcess[] = [];
  try {
    for (const block of blocks) {
      shell.say(`\n── ${block.page}:${block.line} · ${MODES[block.mode]}\n`);
      const startMs = performance.now();
      const outcome = isRun(block) ? await runBlock(block, shell, serving) : notRun(block);
      outcomes.push({ block, seconds: (performance.now() - startMs) / 1000, ...outcome });
    }
  } finally {
    for (const server of serving) await endServing(server);
  }
  return outcomes;
}

const isRun = ({ mode }: CommandBlock): boolean => mode === '' || mode === 'serves';
const notRun = ({ mode }: CommandBlock) => ({ status: 'not run', reason: MODES[mode] }) as const;

async function runBlock(
  { commands, mode }: CommandBlock,
  { cwd, environment, signal, say }: Shell,
  serving: ChildProcess[],
): Promise<Pick<Outcome, 'status' | 'reason'>> {
  const options = { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const child = startGroup('sh', ['-ex', '-c', `${FAILING_CURL}\n${commands}`], options, signal);
  const ended = endOf(child);
  const serves = new Promise<'serves'>((resolve) => {
    let heard = '';
    const hear = (chunk: Buffer): void => {
      say(chunk.toString('utf8'));
      heard = heard.slice(-READY.length) + chunk.toString('utf8');
      if (mode === 'serves' && heard.includes(READY)) resolve('serves');
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  const { promise: late, stop } = after(MOST_MINUTES * 60_000);
  const first = await Promise.race([ended, serves, late]);
  stop();
  signal.throwIfAborted();
  if (first === 'serves') serving.push(child);
  if (first === 'late') endGroup(child);
  if (first === (mode === 'serves' ? 'serves' : 0)) return { status: 'passed' };
  return {
    status: 'failed',
    reason: first === 'late' ? `not ended after ${MOST_MINUTES} minutes` : `ended with ${first}`,
  };
}

/** A status that says what went wrong is a failure, though curl alone calls it an answer. */
const FAILING_CURL = 'curl() { command curl --fail-with-body "$@"; }';

/** What `npm start` says when all is shown. */
const READY = '\nServing.';

/** Its exit code; -1 where something killed it. */
const endOf = async (child: ChildProcess): Promise<number> => {
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? -1;
};

function after(ms: number): { readonly promise: Promise<'late'>; readonly stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), ms);
  return { promise, stop: () => clearTimeout(timer) };
}

/** As Ctrl-C does, and by force where that is not heard. */
async function endServing(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = endOf(child);
  process.kill(-child.pid, 'SIGINT');
  const { promise: late, stop } = after(30_000);
  if ((await Promise.race([ended, late])) === 'late') endGroup(child);
  await ended;
  stop();
}
