/** Which arrows a picture of imports needs: few enough to follow, and all others follow from them. */
import type { RoomImports } from './imports.ts';

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * The arrows of a picture. None are within a frame: those between its rooms do not count as ways either.
 * @param frames - the rooms of each frame, by its name.
 */
export function arrowsOf(imports: RoomImports, frames: ReadonlyMap<string, readonly string[]>): readonly Arrow[] {
  const isWithin = (from: string, to: string): boolean =>
    [...frames.values()].some((rooms) => rooms.includes(from) && rooms.includes(to));
  const between = [...imports].map(
    ([from, others]) => [from, new Set([...others].filter((to) => !isWithin(from, to)))] as const,
  );
  return framed(sparse(new Map(between)), frames);
}

/** Of each room, every other that it comes to by one import or more. */
function reachable(imports: RoomImports, room: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const next of imports.get(room) ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachable(imports, next, seen);
  }
  return seen;
}

/** Without an arrow where a longer way leads along arrows too. */
export function sparse(imports: RoomImports): readonly Arrow[] {
  return [...imports].flatMap(([from, others]) => {
    const byDetour = new Set([...others].flatMap((other) => [...reachable(imports, other)]));
    return [...others].filter((to) => !byDetour.has(to)).map((to) => ({ from, to }));
  });
}

/** Where all rooms of a frame have an arrow to the same room, or a room has one to each of them, the frame has it. */
function framed(arrows: readonly Arrow[], frames: ReadonlyMap<string, readonly string[]>): readonly Arrow[] {
  let left = arrows;
  for (const [frame, rooms] of frames) {
    for (const end of [LEAVING, ARRIVING]) left = bundled(left, rooms, frame, end);
  }
  return left;
}

/** An arrow by the end that lies in a frame. */
interface End {
  readonly near: (arrow: Arrow) => string;
  readonly far: (arrow: Arrow) => string;
  readonly arrow: (near: string, far: string) => Arrow;
}
const LEAVING: End = { near: ({ from }) => from, far: ({ to }) => to, arrow: (from, to) => ({ from, to }) };
const ARRIVING: End = { near: ({ to }) => to, far: ({ from }) => from, arrow: (to, from) => ({ from, to }) };

function bundled(
  arrows: readonly Arrow[],
  rooms: readonly string[],
  frame: string,
  { near, far, arrow: arrowOf }: End,
): readonly Arrow[] {
  const inFrame = arrows.filter((arrow) => rooms.includes(near(arrow)));
  const others = [...new Set(inFrame.map(far))];
  const ofAll = others.filter((other) =>
    rooms.every((room) => inFrame.some((arrow) => near(arrow) === room && far(arrow) === other)),
  );
  const single = arrows.filter((arrow) => !(inFrame.includes(arrow) && ofAll.includes(far(arrow))));
  return [...single, ...ofAll.map((other) => arrowOf(frame, other))];
}
