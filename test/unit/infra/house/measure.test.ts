import { describe, expect, it } from 'vitest';
import { measure } from '../../../../infra/house/measure.ts';

const SOURCE = `/** What it is for. */
export interface Shape {
  readonly width: number; // in metres
}

export const [one, two] = [1, 2];
export const area = ({ width, height }: Shape & { height: number }, scale: number): number => width * height * scale;

export function walk(items: readonly number[]): number {
  let sum = 0;
  for (const item of items) {
    if (item > 0) {
      sum += item;
    } else if (item < -1) {
      try {
        items.forEach((other) => {
          sum += other;
        });
      } finally {
        sum = 0;
      }
    }
  }
  const inner = (x: number): number => {
    if (x > 0) return x;
    return -x;
  };
  return inner(sum);
}
`;

describe('figures of a source file', () => {
  const figures = measure('shape.ts', SOURCE);
  const named = (name: string) => figures.functions.find((it) => it.name === name);

  it('counts lines, and what other files may import', () => {
    expect(figures).toMatchObject({ lines: 29, exports: 4 });
  });

  it('counts as comment only what has a line of its own', () => {
    expect(figures.commentShare).toBeCloseTo(1 / 27, 6);
  });

  it('finds functions by their own name, or by what they are assigned to, and leaves callbacks out', () => {
    expect(figures.functions.map(({ name }) => name)).toEqual(['area', 'walk', 'inner']);
  });

  it('takes an object that is taken apart for one parameter', () => {
    expect(named('area')).toMatchObject({ line: 7, lines: 1, parameters: 2, nesting: 0 });
  });

  it('goes no deeper at else-if, deeper at a callback, and not into functions that have a name', () => {
    expect(named('walk')).toMatchObject({ line: 9, lines: 21, parameters: 1, nesting: 4 });
    expect(named('inner')).toMatchObject({ lines: 4, nesting: 1 });
  });
});
