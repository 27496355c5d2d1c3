/**
 * `npm run house` measures every source file of the repository, room by room, and names the places to look at. Another
 * tree is measured with `node infra/house/figures.ts DIR`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { type FileFigures, type FunctionFigures, measure } from './measure.ts';

const FOLDERS = ['functions', 'shared', 'infra', 'test'];
const SOURCE = /\.[cm]?[jt]s$/;
/** Declarations without code, and what a program wrote. */
const NOT_WRITTEN = /\.d\.[cm]?ts$|\/kernel-binary\.ts$|(^|\/)node_modules\//;
const LISTED = 10;
const MANY_PARAMETERS = 4;
const DEEP = 4;

/** `functions/decide`, `shared/learning`, `infra/aws`; files that lie in no room of their folder are the folder's own. */
function roomOf(path: string): string {
  const [folder = '', ...rest] = path.split('/');
  return rest.length > 1 ? `${folder}/${rest[0]}` : folder;
}

function filesOf(root: string, folders: readonly string[]): readonly FileFigures[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .map((path) => path.split(sep).join('/'))
    .filter((path) => SOURCE.test(path) && !NOT_WRITTEN.test(path))
    .sort()
    .map((path) => measure(path, readFileSync(join(root, path), 'utf8')));
}

// ── Tables ──────────────────────────────────────────────────────────────────────────────────────────

/** The value that a share of the numbers does not exceed. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Median, 90th percentile and largest. */
const spread = (numbers: readonly number[]): string =>
  [0.5, 0.9, 1].map((share) => quantile(numbers, share)).join(' / ');

const HEADING = [
  'room',
  'files',
  'lines',
  'lines a file',
  'functions',
  'lines a function',
  'exports',
  'parameters',
  'nesting',
  'comments',
];

function row(room: string, files: readonly FileFigures[]): readonly string[] {
  const functions = files.flatMap((file) => file.functions);
  const lines = files.map((file) => file.lines);
  const total = lines.reduce((sum, count) => sum + count, 0);
  const commented = files.reduce((sum, file) => sum + file.commentShare * file.lines, 0);
  return [
    room,
    String(files.length),
    String(total),
    spread(lines),
    String(functions.length),
    spread(functions.map((it) => it.lines)),
    spread(files.map((file) => file.exports)),
    spread(functions.map((it) => it.parameters)),
    spread(functions.map((it) => it.nesting)),
    `${Math.round((100 * commented) / Math.max(1, total))} %`,
  ];
}

const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function placesOf(functions: readonly FunctionFigures[], figure: 'lines' | 'parameters' | 'nesting'): string {
  return table(
    ['function', figure],
    functions
      .toSorted((a, b) => b[figure] - a[figure] || (a.path < b.path ? -1 : 1))
      .map((it) => [`${it.path}:${it.line} ${it.name}`, String(it[figure])]),
  );
}

// ── Printing ────────────────────────────────────────────────────────────────────────────────────────

const [, , other] = process.argv;
const root = resolve(import.meta.dirname, '../..');
const files = other === undefined ? filesOf(root, FOLDERS) : filesOf(resolve(other), ['.']);
const rooms = [...new Set(files.map(({ path }) => roomOf(path)))].sort();
const rows = rooms.map((room) =>
  row(
    room,
    files.filter(({ path }) => roomOf(path) === room),
  ),
);
const ofProduct = files.filter(({ path }) => !path.startsWith('test/'));
const functions = ofProduct.flatMap((file) => file.functions);
const largest = ofProduct.toSorted((a, b) => b.lines - a.lines).slice(0, LISTED);
const sections = [
  [
    'Rooms: median / 90th percentile / largest',
    table(HEADING, [...rows, row('all but test', ofProduct), row('all', files)]),
  ],
  [
    'Largest files',
    table(
      ['file', 'lines'],
      largest.map((file) => [file.path, String(file.lines)]),
    ),
  ],
  ['Longest functions', placesOf(functions.toSorted((a, b) => b.lines - a.lines).slice(0, LISTED), 'lines')],
  [
    `More than ${MANY_PARAMETERS} parameters`,
    placesOf(
      functions.filter((it) => it.parameters > MANY_PARAMETERS),
      'parameters',
    ),
  ],
  [
    `Nested deeper than ${DEEP}`,
    placesOf(
      functions.filter((it) => it.nesting > DEEP),
      'nesting',
    ),
  ],
] as const;
for (const [heading, text] of sections) console.log(`## ${heading}\n\n${text}\n`);
