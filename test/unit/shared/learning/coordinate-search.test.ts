import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Axes, coordinateSearch } from '../../../../shared/learning/coordinate-search.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

const axes: Axes<Place> = { x: [0, 1, 2, 3, 4], y: [0, 1, 2, 3, 4] };
/** A hill with its top at x = 3, y = 1. */
const hill = ({ x, y }: Place) => -((x - 3) ** 2) - (y - 1) ** 2;

describe('coordinateSearch', () => {
  it('climbs to the top of a hill', () => {
    const result = coordinateSearch({ x: 0, y: 4 }, axes, hill, 50);
    expect(result.settings).toEqual({ x: 3, y: 1 });
    expect(result.value).toBeCloseTo(0, 12);
  });

  it('goes round the axes again while a pass betters anything', () => {
    // x is only worth moving once y has moved, and y stands behind x.
    const lateRise = ({ x, y }: Place) => (y === 4 ? 1 + x : 0) - (y === 4 ? 0 : x);
    expect(coordinateSearch({ x: 0, y: 0 }, axes, lateRise, 50).settings).toEqual({ x: 4, y: 4 });
  });

  it('tries no more settings than its budget, and says how many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (budget) => {
        let asked = 0;
        const { triedCount } = coordinateSearch(
          { x: 0, y: 4 },
          axes,
          (place) => {
            asked++;
            return hill(place);
          },
          budget,
        );
        expect(triedCount).toBe(asked);
        expect(asked).toBeLessThanOrEqual(budget);
      }),
    );
  });

  it('gives settings that no single change betters, and the value that they have', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 25, maxLength: 25 }), (heights) => {
        const heightOf = ({ x, y }: Place) => heights[x * 5 + y]!;
        const { settings, value } = coordinateSearch({ x: 2, y: 2 }, axes, heightOf, 1000);
        expect(value).toBe(heightOf(settings));
        for (const x of axes.x!) expect(heightOf({ ...settings, x })).toBeLessThanOrEqual(value);
        for (const y of axes.y!) expect(heightOf({ ...settings, y })).toBeLessThanOrEqual(value);
      }),
    );
  });

  it('stays where it is when nothing is better, and leaves settings without an axis alone', () => {
    expect(coordinateSearch({ x: 2, y: 2 }, axes, () => 1, 50).settings).toEqual({ x: 2, y: 2 });
    expect(coordinateSearch({ x: 0, y: 4 }, { x: axes.x! }, hill, 50).settings).toEqual({ x: 3, y: 4 });
  });
});
