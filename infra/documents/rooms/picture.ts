import { type Arrow, arrowsOf } from './arrows.ts';
import type { RoomImports } from './imports.ts';
import { type Box, boxOf, cornerOf, frameAround, type Point, waysOf } from './layout.ts';
import { FRAMES, ROOMS, type Room } from './plan.ts';

/** The rooms as boxes, from those that others never import down to those that all do, as SVG. */
export function roomsPicture(imports: RoomImports): string {
  const rooms = new Map([...imports.keys()].sort().map((name) => [name, ROOMS[name]!]));
  const boxes = new Map([...rooms].map(([name, room]) => [name, boxOf(room)]));
  const frames = new Map([...FRAMES].map(([words, holds]) => [words, [...rooms.keys()].filter(holds)]));
  const frameBoxes = new Map(
    [...frames].map(([words, names]) => [words, frameAround(names.map((name) => boxes.get(name)!))]),
  );
  const arrows = arrowsOf(imports, frames);
  const ways = waysOf(arrows, new Map([...boxes, ...frameBoxes]), obstaclesOf(rooms, frames, boxes, frameBoxes));
  const { x: width, y: height } = cornerOf([...boxes.values(), ...frameBoxes.values()]);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" role="img">`,
    '<title>The rooms of the house, and who imports whom</title>',
    ARROWHEADS,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...[...frameBoxes].map(([words, box]) => frame(words, box)),
    ...[...ways].map(([arrow, way]) => line(arrow, way, rooms)),
    ...[...rooms].map(([name, room]) => box(name, room, boxes.get(name)!)),
    '</svg>',
  ].join('\n')}\n`;
}

/** By row, frames and the boxes that stand in none, from left to right. */
function obstaclesOf(
  rooms: ReadonlyMap<string, Room>,
  frames: ReadonlyMap<string, readonly string[]>,
  boxes: ReadonlyMap<string, Box>,
  frameBoxes: ReadonlyMap<string, Box>,
): readonly (readonly Box[])[] {
  const inFrames = new Set([...frames.values()].flat());
  const single = [...rooms].flatMap(([name, { row }]) => (inFrames.has(name) ? [] : [{ row, box: boxes.get(name)! }]));
  const whole = [...frames].map(([words, [first = '']]) => ({
    row: rooms.get(first)!.row,
    box: frameBoxes.get(words)!,
  }));
  const byRow = Map.groupBy([...single, ...whole], ({ row }) => row);
  return [...byRow]
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row.map(({ box }) => box).sort((a, b) => a.left - b.left));
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────

/** Of a box by its row: its filling, and the colour of its border and of the arrows that leave it. */
const COLOURS: readonly (readonly [fill: string, line: string])[] = [
  ['#f3eefb', '#7a5bb5'],
  ['#e3eefc', '#2f6fc1'],
  ['#fdf0dd', '#c47a1c'],
  ['#e4f4e6', '#2f8a43'],
  ['#e4f4e6', '#2f8a43'],
  ['#e4f4e6', '#2f8a43'],
  ['#e4f4e6', '#2f8a43'],
  ['#ececec', '#5c5c5c'],
];
const coloursOf = (row: number) => COLOURS[row] ?? COLOURS[0]!;

const headOf = (colour: string): string => `head-${colour.slice(1)}`;
const ARROWHEADS = `<defs>${[...new Set(COLOURS.map(([, line]) => line))]
  .map(
    (colour) =>
      `<marker id="${headOf(colour)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`,
  )
  .join('')}</defs>`;

const frame = (words: string, { left, top, right, bottom }: Box): string =>
  `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="8" fill="none" stroke="#999" stroke-dasharray="5 4"/>` +
  `<text x="${right - 10}" y="${top + 16}" text-anchor="end" font-size="13" fill="#555">${words}</text>`;

function box(name: string, { title, purpose, row }: Room, { left, top, right, bottom }: Box): string {
  const [fill, stroke] = coloursOf(row);
  const middle = (left + right) / 2;
  const text = (words: string, y: number, style: string) =>
    `<text x="${middle}" y="${top + y}" text-anchor="middle" ${style}>${words}</text>`;
  const lines = wrapped(purpose, Math.floor((right - left - 8) / CHARACTER_WIDTH));
  return (
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="5" fill="${fill}" stroke="${stroke}"/>` +
    text(title ?? name.split('/').at(-1) ?? name, 20, 'font-size="15" font-weight="600"') +
    lines.map((words, i) => text(words, 37 + 15 * i, 'font-size="12" fill="#333"')).join('')
  );
}

const CHARACTER_WIDTH = 6.2;

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Straight through the gaps, bent between them. */
function line({ from, to }: Arrow, way: readonly Point[], rooms: ReadonlyMap<string, Room>): string {
  const [start, ...rest] = way;
  const colour = coloursOf(rooms.get(from)?.row ?? ROW_OF_FRAMES)[1];
  const parts = rest.map((point, i) => {
    const before = way[i]!;
    const half = (before.y + point.y) / 2;
    return point.x === before.x ? `V${point.y}` : `C${before.x} ${half} ${point.x} ${half} ${point.x} ${point.y}`;
  });
  return `<path d="M${start!.x} ${start!.y}${parts.join('')}" fill="none" stroke="${colour}" stroke-width="1.6" marker-end="url(#${headOf(colour)})"><title>${from} → ${to}</title></path>`;
}

/** Of the frames only that of functions has arrows that leave it. */
const ROW_OF_FRAMES = 1;
