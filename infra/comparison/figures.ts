import type { ChildProcess } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { endGroup, startGroup } from './processes.ts';
import { type Ratio, ratioOf } from './ratios.ts';

export interface Figure {
  readonly name: string;
  /** Undefined when one of the two cannot be measured. */
  readonly ratio: Ratio | undefined;
  /** Why not. */
  readonly failure: string | undefined;
}

interface Options {
  readonly base: string;
  readonly now: string;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
}

/** New processes, as each compiles and lays its memory its own way. */
const PAIRS = 3;
const ROUNDS = 7;
/** Of each process and figure, so that the engine has compiled what runs. */
const WARM_UP = 2;

const SCRIPT = join('test', 'bench');

/**
 * The figures of test/bench/figures.ts in both checkouts, measured in turn. Each measures itself; what the base does
 * not have yet is laid in it from the work tree.
 */
export async function compareFigures(options: Options): Promise<readonly Figure[]> {
  await cp(join(options.now, SCRIPT), join(options.base, SCRIPT), { recursive: true, force: false });
  const values = new Map<string, Measured>();
  for (let pair = 0; pair < PAIRS; pair++) {
    await measurePair(options, values, (name) => options.onStep(`${name}, processes ${pair + 1} of ${PAIRS}`));
  }
  return Array.from(values, ([name, { base, now, failure }]) => ({
    name,
    ratio: failure === undefined ? ratioOf(base, now) : undefined,
    failure,
  }));
}

interface Measured {
  readonly base: number[];
  readonly now: number[];
  failure: string | undefined;
}

async function measurePair(
  { base, now, signal }: Options,
  values: Map<string, Measured>,
  onFigure: (name: string) => void,
): Promise<void> {
  const sides = [await open(base, signal), await open(now, signal)] as const;
  try {
    for (const name of sides[1].figures) {
      onFigure(name);
      const measured = values.get(name) ?? { base: [], now: [], failure: undefined };
      values.set(name, measured);
      if (measured.failure === undefined) await measureInTurn(name, sides, measured);
    }
  } finally {
    for (const side of sides) side.close();
  }
}

async function measureInTurn(name: string, [base, now]: readonly [Side, Side], measured: Measured): Promise<void> {
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [before, after] = [await base.measure(name), await now.measure(name)];
    if (before.ms === undefined || after.ms === undefined) {
      const [side, { error }] = before.ms === undefined ? ['base', before] : ['work tree', after];
      measured.failure = `${side}: ${error}`;
      return;
    }
    if (round < 0) continue;
    measured.base.push(before.ms);
    measured.now.push(after.ms);
  }
}

interface Side {
  readonly figures: readonly string[];
  measure(name: string): Promise<Answer>;
  close(): void;
}

interface Answer {
  readonly figures?: readonly string[];
  readonly ms?: number;
  readonly error?: string;
}

async function open(root: string, signal: AbortSignal): Promise<Side> {
  const script = join(root, SCRIPT, 'figures.ts');
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = startGroup(process.execPath, [script], { cwd: root, stdio: [...stdio] }, signal);
  const { figures = [] } = await answerOf(child);
  return {
    figures,
    measure: (name) => {
      child.send(name);
      return answerOf(child);
    },
    close: () => endGroup(child),
  };
}

const answerOf = (child: ChildProcess): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`${child.spawnargs.join(' ')} ended before it answered`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as Answer);
    });
  });
