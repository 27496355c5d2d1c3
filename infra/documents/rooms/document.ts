import { table } from '../markdown.ts';
import type { RoomImports } from './imports.ts';
import { roomsPicture } from './picture.ts';
import { checkRooms, ROOMS } from './plan.ts';

/** docs/rooms.md and the picture in it. @throws Error naming a room that has no place in it, or a wrong one. */
export function roomsDocument(imports: RoomImports): { readonly page: string; readonly picture: string } {
  checkRooms(imports);
  return { page: page(imports), picture: roomsPicture(imports) };
}

const page = (imports: RoomImports): string =>
  `${[
    '# Rooms',
    '<!-- Made by `npm run docs:rooms` of what dependency-cruiser finds and of infra/documents/rooms/plan.ts. -->',
    INTRODUCTION,
    '![The rooms of the house, and who imports whom](rooms.svg)',
    ARROWS,
    '## Who imports whom',
    importTable(imports),
  ].join('\n\n')}\n`;

const INTRODUCTION =
  'Who imports stands above, who is imported below. Doors are at the top: a function answers one part of the API or runs ' +
  'the night, and only its `handler.ts` knows adapters. What is green or grey is pure: it takes time and chance as ' +
  'arguments and touches no outside. Whoever looks for the place of a line of code finds it in ' +
  '[CONTRIBUTING.md](../CONTRIBUTING.md#rooms); `.dependency-cruiser.cjs` says who may import whom, and what to do instead.';

const ARROWS =
  'An arrow is left out where longer ones lead along too: `decide` imports `domain`, but one comes there by `decisioning` ' +
  'anyway. An arrow at a frame is one at each box in it; none are drawn within a frame. The table has them all.';

function importTable(imports: RoomImports): string {
  const names = Object.keys(ROOMS).filter((name) => imports.has(name));
  const functions = names.filter((name) => name.startsWith('functions/'));
  const named = (others: readonly string[]): string => {
    const isAll = functions.every((name) => others.includes(name));
    const single = others.filter((name) => !(isAll && functions.includes(name)));
    return [...(isAll ? ['all functions'] : []), ...single.map(shortName).sort()].join(', ') || '–';
  };
  return table(
    ['room', 'is for', 'imports', 'is imported by'],
    names.map((name) => [
      `[${name}](../${name})`,
      ROOMS[name]!.purpose,
      named([...(imports.get(name) ?? [])]),
      named(names.filter((other) => imports.get(other)?.has(name))),
    ]),
  );
}

const shortName = (name: string): string => ROOMS[name]?.title ?? name.replace(/^shared\//, '');
