/**
 * `npm run coverage` runs all tests and tells which share of the lines of code they reach, room by room, in whatever
 * process or thread it ran, and the files that they reach least. With parameters, what they name, as vitest takes them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** As V8 writes it: ranges of a function lie in one another, the innermost tells. */
interface Script {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
  }[];
}

interface Reached {
  readonly path: string;
  /** Lines with code on them: neither types, nor comments, nor blank. */
  readonly lines: number;
  readonly reached: number;
}

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = ['functions', 'shared', 'infra'];
/** Run by a browser, or compiled to WebAssembly: not by Node, whose coverage this is. */
const ELSEWHERE = /\/web\/|^shared\/math\/assembly\/|\.d\.ts$|\/kernel-binary\.ts$/;
/** What is counted runs slower. */
const LIMITS = ['--testTimeout=120000', '--hookTimeout=600000'];
const LISTED = 15;
const COMMENT = /^\s*(\/\/|\/\*|\*)/;

function runTests(folder: string): void {
  const taker = pathToFileURL(join(import.meta.dirname, 'take-coverage.ts'));
  taker.search = encodeURIComponent(folder);
  const preload = `--import=${taker.href}`;
  // Threads with an environment of their own know no NODE_OPTIONS, but what their process was started with.
  const parameters = [`--execArgv=${preload}`, ...LIMITS, ...process.argv.slice(2)];
  const env = { ...process.env, NODE_OPTIONS: preload };
  process.exitCode = spawnSync('vitest', ['run', ...parameters], { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
}

/** Of each file, 1 for each character that ran in any process. */
function charactersRun(folder: string): ReadonlyMap<string, Uint8Array> {
  const run = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder)) {
    for (const script of JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Script[]) {
      const path = pathOf(script.url);
      if (path === undefined) continue;
      const length = readFileSync(join(ROOT, path), 'utf8').length;
      const all = run.get(path) ?? new Uint8Array(length);
      const here = charactersOf(script, length);
      for (let i = 0; i < length; i++) all[i]! |= here[i]!;
      run.set(path, all);
    }
  }
  return run;
}

/** @returns the path from the root; undefined of what is no source of the project. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith('file://')) return undefined;
  const path = fileURLToPath(url.replace(/[?#].*$/, ''));
  const own = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : '';
  return own.endsWith('.ts') && FOLDERS.some((folder) => own.startsWith(`${folder}/`)) ? own : undefined;
}

function charactersOf({ functions }: Script, length: number): Uint8Array {
  const characters = new Uint8Array(length);
  const ranges = functions.flatMap((it) => it.ranges);
  // Outer ones first: what lies within overrides them.
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of ranges) characters.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return characters;
}

function reachedOf(path: string, run: Uint8Array | undefined): Reached {
  const code = stripTypeScriptTypes(readFileSync(join(ROOT, path), 'utf8'));
  let [start, lines, reached] = [0, 0, 0];
  for (const line of code.split('\n')) {
    const from = start;
    start += line.length + 1;
    if (line.trim() === '' || COMMENT.test(line)) continue;
    lines++;
    if (run?.subarray(from, from + line.length).some((ran, i) => ran === 1 && line[i] !== ' ')) reached++;
  }
  return { path, lines, reached };
}

const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const share = (files: readonly Reached[]): string => {
  const sum = (figure: 'lines' | 'reached') => files.reduce((total, file) => total + file[figure], 0);
  return `${((100 * sum('reached')) / Math.max(1, sum('lines'))).toFixed(1)} % of ${sum('lines')}`;
};

function tell(files: readonly Reached[]): void {
  const rooms = [...new Set(files.map(({ path }) => roomOf(path)))].sort();
  console.log('\n| room | lines reached |\n| --- | --- |');
  for (const room of rooms) console.log(`| ${room} | ${share(files.filter(({ path }) => roomOf(path) === room))} |`);
  console.log(`| all | ${share(files)} |\n`);
  const missed = files.toSorted((a, b) => b.lines - b.reached - (a.lines - a.reached)).slice(0, LISTED);
  console.log('| most lines that no test reaches | lines |\n| --- | --- |');
  for (const file of missed) console.log(`| ${file.path} | ${file.lines - file.reached} of ${file.lines} |`);
}

const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
try {
  runTests(folder);
  const run = charactersRun(folder);
  const paths = FOLDERS.flatMap((name) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path}`),
  );
  const files = paths.filter((path) => path.endsWith('.ts') && !ELSEWHERE.test(path)).sort();
  tell(files.map((path) => reachedOf(path, run.get(path))).filter(({ lines }) => lines > 0));
} finally {
  rmSync(folder, { recursive: true });
}
