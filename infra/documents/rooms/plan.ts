/** The rooms of the house: what each is for, and where it stands in the picture of docs/rooms.md. */
import { functions } from '../../topology.ts';
import type { RoomImports } from './imports.ts';

export interface Room {
  /** What stands above it; its folder's name unless said. */
  readonly title?: string;
  /** In some five words. */
  readonly purpose: string;
  /** From the top, 0 first; who is imported stands lower. */
  readonly row: number;
  /** From the left; halves are fine. */
  readonly column: number;
  /** In columns; 1 unless said. */
  readonly width?: number;
}

/** Rooms that stand in one frame, by its words: an arrow at the frame stands for one at each of them. */
export const FRAMES: ReadonlyMap<string, (room: string) => boolean> = new Map([
  ['infra: the plan, and what serves it and tells of it', (room) => /^infra(\/|$)/.test(room)],
  ['functions: one folder is one Lambda', (room) => room.startsWith('functions/')],
  ['the ground: words and numbers', (room) => room === 'shared/domain' || room === 'shared/math'],
]);

const COLUMNS_OF_FUNCTIONS: Readonly<Record<keyof typeof functions, number>> = {
  keys: 0,
  catalog: 1,
  console: 2,
  audiences: 3,
  engage: 4,
  capture: 5,
  people: 6,
  decide: 7,
  nightly: 8,
  assist: 9,
};

export const ROOMS: Readonly<Record<string, Room>> = {
  'infra/pages': { purpose: 'what pages print, run', row: 0, column: 1 },
  'infra/house': { purpose: 'sizes of files and functions', row: 0, column: 2 },
  'infra/comparison': { purpose: 'two checkouts side by side', row: 0, column: 3 },
  infra: { title: 'the plan', purpose: 'topology.ts and what follows from it', row: 0, column: 4 },
  'infra/aws': { purpose: 'the plan as CloudFormation', row: 0, column: 5 },
  'infra/documents': { purpose: 'pages that are made of code', row: 0, column: 6 },
  'infra/laptop': { purpose: 'the plan on one machine; commands', row: 0, column: 7 },
  ...Object.fromEntries(
    Object.entries(COLUMNS_OF_FUNCTIONS).map(([name, column]) => [
      `functions/${name}`,
      { purpose: functions[name as keyof typeof functions].purpose.split(/[:,]/)[0] ?? '', row: 1, column },
    ]),
  ),
  'shared/adapters': {
    purpose: 'outside systems, a folder each: tables, buckets, ONNX, Parquet, threads, clock',
    row: 2,
    column: 0.5,
    width: 2,
  },
  'shared/runtime': { purpose: 'HTTP, keys, limits, log, environment', row: 2, column: 2 },
  'shared/translation': { purpose: 'texts in other languages', row: 3, column: 0.5 },
  'shared/privacy': { purpose: 'consent, erasure, certificates, what is kept and why', row: 3, column: 3.5, width: 2 },
  'shared/dialogue': { purpose: 'what a sentence wants, names, asks', row: 3, column: 2 },
  'shared/decisioning': { purpose: 'what may be shown, in what order, why', row: 3, column: 5 },
  'shared/evaluation': { purpose: 'how good lists are; data sets', row: 3, column: 6 },
  'shared/simulation': { purpose: 'a made-up shop, its truth known', row: 3, column: 7 },
  'shared/words': { purpose: 'what shoppers read, a file a language', row: 4, column: 4 },
  'shared/ports': { purpose: 'outside systems in the house’s words', row: 4, column: 1 },
  'shared/features': { purpose: 'what a person’s events say', row: 5, column: 4 },
  'shared/quality': { purpose: 'what is wrong with a day’s events', row: 4, column: 5.5 },
  'shared/model': { purpose: 'what is in a model file, as a graph', row: 5, column: 2.5 },
  'shared/learning': { purpose: 'algorithms on rows and columns', row: 6, column: 2.5 },
  'shared/domain': { purpose: 'the shop’s shapes, names and rules', row: 7, column: 5, width: 3.5 },
  'shared/math': { purpose: 'arrays and formulas', row: 7, column: 2.5 },
};

/** @throws Error naming a room of which nothing is told here, or one that does not stand above what it imports. */
export function checkRooms(imports: RoomImports): void {
  const missing = [...imports.keys()].filter((room) => ROOMS[room] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `room ${missing.join(', ')}: say in infra/documents/rooms/plan.ts what it is for and where it stands`,
    );
  }
  for (const [from, others] of imports) {
    const higher = [...others].filter((to) => frameOf(to) !== frameOf(from) && ROOMS[to]!.row <= ROOMS[from]!.row);
    if (higher.length > 0) {
      throw new Error(`${from} imports ${higher.join(', ')}: in infra/documents/rooms/plan.ts that must stand lower`);
    }
  }
}

/** The words of its frame; its own name where it stands in none. */
const frameOf = (room: string): string => [...FRAMES].find(([, holds]) => holds(room))?.[0] ?? room;
