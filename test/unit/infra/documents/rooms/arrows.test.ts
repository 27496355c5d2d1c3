import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrow, arrowsOf, sparse } from '../../../../../infra/documents/rooms/arrows.ts';
import type { RoomImports } from '../../../../../infra/documents/rooms/imports.ts';

const importsOf = (imports: Readonly<Record<string, readonly string[]>>): RoomImports =>
  new Map(Object.entries(imports).map(([from, others]) => [from, new Set(others)]));
const written = (arrows: readonly Arrow[]) => arrows.map(({ from, to }) => `${from} → ${to}`).sort();

/** Where each room leads to by any way. */
function closure(arrows: readonly Arrow[]): ReadonlySet<string> {
  const ways = new Set(written(arrows));
  for (let before = -1; before !== ways.size; ) {
    before = ways.size;
    for (const way of [...ways]) {
      const [from = '', by = ''] = way.split(' → ');
      for (const { from: next, to } of arrows) if (next === by) ways.add(`${from} → ${to}`);
    }
  }
  return ways;
}

/** Rooms that import only rooms with a higher number. */
const someImports = fc
  .integer({ min: 2, max: 8 })
  .chain((count) =>
    fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 25 })
      .map((pairs) =>
        importsOf(
          Object.fromEntries(
            Array.from({ length: count }, (_, room) => [
              `r${room}`,
              pairs.flatMap(([from, to]) => (from === room && to > room ? [`r${to}`] : [])),
            ]),
          ),
        ),
      ),
  );

describe('the arrows of a picture', () => {
  it('leave out what longer ways lead to, and nothing else', () => {
    expect(written(sparse(importsOf({ a: ['b', 'c'], b: ['c'], c: [] })))).toEqual(['a → b', 'b → c']);
    fc.assert(
      fc.property(someImports, (imports) => {
        const arrows = sparse(imports);
        const all = [...imports].flatMap(([from, others]) => [...others].map((to) => ({ from, to })));
        expect([...closure(arrows)].sort()).toEqual([...closure(all)].sort());
        for (const arrow of arrows) {
          const others = arrows.filter((other) => other !== arrow);
          expect(closure(others).has(`${arrow.from} → ${arrow.to}`)).toBe(false);
        }
      }),
    );
  });

  it('are the frame’s where all rooms in it have them, going out or coming in; none are within it', () => {
    const imports = importsOf({ a: ['x', 'y'], b: ['x', 'y'], c: ['x', 'z'], x: [], y: [], z: [] });
    const framed = (frame: string, ...rooms: readonly string[]) =>
      written(arrowsOf(imports, new Map([[frame, rooms]])));
    expect(framed('top', 'a', 'b', 'c')).toEqual(['a → y', 'b → y', 'c → z', 'top → x']);
    expect(framed('low', 'x', 'y')).toEqual(['a → low', 'b → low', 'c → x', 'c → z']);
  });

  it('show what a room imports though another of its frame leads there too', () => {
    const imports = importsOf({ a: ['b', 'x'], b: ['x', 'y'], x: [], y: [] });
    expect(written(arrowsOf(imports, new Map([['top', ['a', 'b']]])))).toEqual(['b → y', 'top → x']);
  });
});
