/** Where boxes, frames and arrows stand in the picture of the rooms, in pixels. */
import type { Arrow } from './arrows.ts';
import type { Room } from './plan.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const PITCH = { x: 150, y: 116 };
const SIZE = { x: 132, y: 62 };
const MARGIN = { x: 24, y: 34 };
/** Room around the boxes of a frame, and for its words above them. */
const FRAME = { around: 9, words: 17 };
/** Between two lines that go through the same gap, or end at the same box. */
const APART = 9;

export const boxOf = ({ row, column, width = 1 }: Room): Box => {
  const middle = MARGIN.x + (column + 0.5) * PITCH.x;
  const half = SIZE.x / 2 + ((width - 1) * PITCH.x) / 2;
  const top = MARGIN.y + row * PITCH.y;
  return { left: middle - half, right: middle + half, top, bottom: top + SIZE.y };
};

export const frameAround = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)) - FRAME.around,
  right: Math.max(...boxes.map(({ right }) => right)) + FRAME.around,
  top: Math.min(...boxes.map(({ top }) => top)) - FRAME.around - FRAME.words,
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)) + FRAME.around,
});

/** The picture's right and lower edge. */
export const cornerOf = (boxes: readonly Box[]): Point => ({
  x: Math.max(...boxes.map(({ right }) => right)) + MARGIN.x,
  y: Math.max(...boxes.map(({ bottom }) => bottom)) + MARGIN.y / 2,
});

/**
 * Each arrow's way, down from box to box, going through the gaps of rows that are in between.
 * @param boxes - of rooms and frames by name. @param obstacles - by row, what no line may cross, from left to right.
 */
export function waysOf(
  arrows: readonly Arrow[],
  boxes: ReadonlyMap<string, Box>,
  obstacles: readonly (readonly Box[])[],
): ReadonlyMap<Arrow, readonly Point[]> {
  const rough = arrows.map((arrow): RoughWay => {
    const [from, to] = [boxes.get(arrow.from)!, boxes.get(arrow.to)!];
    const between = obstacles.filter((row) => row.every(({ top, bottom }) => top > from.bottom && bottom < to.top));
    return { arrow, from, to, gaps: gapsOf(between, from, to) };
  });
  const lanes = lanesOf(rough);
  const inner = new Map(rough.map((way) => [way.arrow, throughGaps(way, lanes)]));
  const starts = endsOf(
    rough.map(({ arrow, from: box, to }) => {
      return { arrow, at: arrow.from, box, towards: inner.get(arrow)![0]?.x ?? middleOf(to) };
    }),
  );
  const stops = endsOf(
    rough.map(({ arrow, from, to: box }) => {
      return { arrow, at: arrow.to, box, towards: inner.get(arrow)!.at(-1)?.x ?? middleOf(from) };
    }),
  );
  return new Map(
    rough.map(({ arrow, from, to }) => [
      arrow,
      [{ x: starts.get(arrow)!, y: from.bottom }, ...inner.get(arrow)!, { x: stops.get(arrow)!, y: to.top }],
    ]),
  );
}

interface RoughWay {
  readonly arrow: Arrow;
  readonly from: Box;
  readonly to: Box;
  readonly gaps: readonly Gap[];
}

const middleOf = ({ left, right }: Box): number => (left + right) / 2;

interface Gap {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** Only of rows that are in the way of a curve straight from one box, or from the last gap, to the other box. */
function gapsOf(rows: readonly (readonly Box[])[], from: Box, to: Box): readonly Gap[] {
  const gaps: Gap[] = [];
  const end = { x: middleOf(to), y: to.top };
  let last = { x: middleOf(from), y: from.bottom };
  for (const row of rows) {
    const [top, bottom] = [Math.min(...row.map((box) => box.top)), Math.max(...row.map((box) => box.bottom))];
    const [enters, leaves] = [xAt(last, end, top), xAt(last, end, bottom)];
    if (isFree(row, Math.min(enters, leaves), Math.max(enters, leaves))) continue;
    const x = nearestGap(row, (enters + leaves) / 2);
    gaps.push({ x, top, bottom });
    last = { x, y: bottom };
  }
  return gaps;
}

const isFree = (row: readonly Box[], from: number, to = from): boolean =>
  row.every(({ left, right }) => to <= left - APART || from >= right + APART);

/** Where a curve that leaves and arrives upright, bent half way, is at a height. */
function xAt(start: Point, end: Point, y: number): number {
  const height = (y - start.y) / (end.y - start.y);
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t ** 3 < height) low = t;
    else high = t;
  }
  return start.x + (end.x - start.x) * (3 * low * low - 2 * low ** 3);
}

function nearestGap(row: readonly Box[], wanted: number): number {
  const between = row.flatMap(({ left, right }, i) => {
    const next = row[i + 1];
    return [left - 2 * APART, next === undefined ? right + 2 * APART : (right + next.left) / 2];
  });
  const free = between.filter((x) => isFree(row, x));
  return Math.round(free.reduce((best, x) => (Math.abs(x - wanted) < Math.abs(best - wanted) ? x : best)));
}

/** By gap, by how much each arrow is moved aside so that lines do not lie on one another. */
type Lanes = ReadonlyMap<string, ReadonlyMap<Arrow, number>>;

const keyOf = ({ x, top }: Gap): string => `${x} ${top}`;

function lanesOf(ways: readonly RoughWay[]): Lanes {
  const passing = ways.flatMap(({ arrow, to, gaps }) => gaps.map((gap) => ({ arrow, gap, towards: middleOf(to) })));
  return new Map([...Map.groupBy(passing, ({ gap }) => keyOf(gap))].map(([gap, lines]) => [gap, aside(lines)]));
}

/** Upright through each gap. */
const throughGaps = ({ arrow, gaps }: RoughWay, lanes: Lanes): readonly Point[] =>
  gaps.flatMap((gap) => {
    const x = gap.x + (lanes.get(keyOf(gap))?.get(arrow) ?? 0);
    return [
      { x, y: gap.top },
      { x, y: gap.bottom },
    ];
  });

const aside = (lines: readonly { readonly arrow: Arrow; readonly towards: number }[]): ReadonlyMap<Arrow, number> =>
  new Map(
    lines
      .toSorted((a, b) => a.towards - b.towards)
      .map(({ arrow }, i) => [arrow, (i - (lines.length - 1) / 2) * APART]),
  );

/** Where on the edge of its box each arrow begins or ends, in the order of where it comes from or goes to. */
function endsOf(
  ends: readonly { readonly arrow: Arrow; readonly at: string; readonly box: Box; readonly towards: number }[],
): ReadonlyMap<Arrow, number> {
  const placed = new Map<Arrow, number>();
  for (const ofOne of Map.groupBy(ends, ({ at }) => at).values()) {
    const moved = aside(ofOne);
    for (const { arrow, box, towards } of ofOne) {
      const [least, most] = [box.left + 2 * APART, box.right - 2 * APART];
      // A wide edge is left straight below or above; a narrow one near its middle.
      const isWide = most - least > 2 * SIZE.x;
      const wanted = (isWide ? towards : middleOf(box)) + 2 * moved.get(arrow)!;
      placed.set(arrow, Math.min(most, Math.max(least, wanted)));
    }
  }
  return placed;
}
