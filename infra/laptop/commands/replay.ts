import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { layFiles } from '../datasets.ts';
import { runningLaptop } from '../laptop.ts';
import { number, type Terminal } from '../terminal.ts';
import { absolute, askRunning, directoryOption, jsonOption, printJson, telling, terminalFor } from './options.ts';
import { withOwnLaptop } from './own-laptop.ts';

/** What the replay of a record tells. */
interface ReplayReport {
  readonly decisionId: string;
  readonly status: 'confirmed' | 'refuted';
  readonly version?: string;
  readonly scored: number;
  readonly slots: number;
  readonly largestRounding: number;
  readonly differences: readonly { readonly at: string; readonly recorded: unknown; readonly replayed: unknown }[];
}

export default defineCommand({
  meta: {
    name: 'replay',
    description: 'Make a recorded decision again from its model’s files, and say whether it comes out as recorded',
  },
  args: {
    file: {
      type: 'positional',
      description: 'The record, as GET /v1/decisions/{decisionId} gives it',
      required: true,
      valueHint: 'FILE',
    },
    model: {
      type: 'string',
      description: 'Folder with the files of the version that decided; default: the laptop’s models',
      valueHint: 'DIR',
    },
    tolerance: {
      type: 'string',
      description: 'By how much the model’s numbers may differ, from 0 (in no bit) to 0.01; default 0.00001',
      valueHint: 'N',
    },
    ...directoryOption,
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const record = readRecord(absolute(args.file));
      const tolerance = args.tolerance === undefined ? {} : { tolerance: toleranceOf(args.tolerance) };
      const input = { record, ...tolerance };
      const report = (await (args.model === undefined
        ? fromLaptop(absolute(args.directory), input)
        : fromFolder(absolute(args.model), record, input))) as ReplayReport;
      sayReplay(terminal, report);
      if (args.json) printJson(report);
      if (report.status === 'refuted') process.exitCode = 1;
    }),
});

interface Record {
  readonly model?: { readonly name?: unknown; readonly version?: unknown };
  /** Of the choice of an action. */
  readonly point?: unknown;
  readonly policyVersion?: unknown;
}

/** @throws Error when the file is no JSON object. */
function readRecord(file: string): Record {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (typeof record === 'object' && record !== null) return record;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`${file}: want a record of a decision, as GET /v1/decisions/{decisionId} gives it`);
}

/** @throws Error naming the value and what is wanted. */
function toleranceOf(text: string): number {
  const tolerance = Number(text);
  if (text.trim() !== '' && tolerance >= 0 && tolerance <= 0.01) return tolerance;
  throw new Error(`--tolerance: want a number from 0 to 0.01, got "${text}"`);
}

const replayStep = (input: unknown) => ({ step: 'replay', input });

async function fromLaptop(directory: string, input: unknown): Promise<unknown> {
  const running = runningLaptop(directory);
  if (running !== undefined) return askRunning(running, '/laptop/replay', () => undefined, input);
  return withOwnLaptop(directory, (laptop) => laptop.functions.invoke('nightly', replayStep(input)));
}

/** Lays a folder's files where a laptop of its own looks for the version that decided. */
async function fromFolder(folder: string, record: Record, input: unknown): Promise<unknown> {
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  const workspace = mkdtempSync(join(tmpdir(), 'rapport-replay-'));
  try {
    return await withOwnLaptop(workspace, async (laptop) => {
      await layFiles(laptop, 'models', placeOf(record), files);
      return laptop.functions.invoke('nightly', replayStep(input));
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

const placeOf = ({ model, point, policyVersion }: Record): string =>
  point === undefined
    ? `models/${String(model?.name)}/${String(model?.version)}/`
    : `policies/${String(point)}/${String(policyVersion)}/`;

function sayReplay(terminal: Terminal, report: ReplayReport): void {
  const { decisionId, status, version, scored, slots, largestRounding, differences } = report;
  const by =
    version === undefined ? 'no model ranked it' : `version ${version}, ${number(scored)} candidates scored again`;
  terminal.heading(`Decision ${decisionId}: ${status}`);
  terminal.line(`    ${by}; ${number(slots)} slots and the draw for new items made again`);
  if (version !== undefined && status === 'confirmed') {
    const bits =
      largestRounding === 0
        ? 'the same in every bit'
        : `the same but for rounding, ${largestRounding.toExponential(1)} at most`;
    terminal.line(`    the model’s numbers are ${bits}`);
  }
  for (const { at, recorded, replayed } of differences) {
    terminal.line(`    ${at}: recorded ${JSON.stringify(recorded)}, replayed ${JSON.stringify(replayed)}`);
  }
}
