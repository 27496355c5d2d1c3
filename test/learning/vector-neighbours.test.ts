import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitVectorNeighbours, type VectorGroup } from '../../shared/learning/vector-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { vectorNeighboursByHand } from '../support/reference/vector-neighbours.ts';

const SETTINGS = { neighbourCount: 5, compareAll: 1000, leadersAsked: 3, seed: 1 };

const groupOf = (rows: readonly (readonly number[])[], firstItem = 0): VectorGroup => ({
  items: Int32Array.from(rows, (_, row) => firstItem + row),
  width: rows[0]?.length ?? 1,
  values: Float32Array.from(rows.flat()),
});

const rowOf = ({ neighbours, weights, width }: ReturnType<typeof fitVectorNeighbours>, item: number) =>
  Array.from(
    { length: width },
    (_, rank) => [neighbours[item * width + rank]!, weights[item * width + rank]!] as const,
  ).filter(([, weight]) => weight > 1e-5);

describe('neighbours by vectors', () => {
  it('are what a plain reading of the definition gives', () => {
    const aNumber = fc.integer({ min: -4, max: 4 });
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(aNumber, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      );
    fc.assert(
      fc.property(rows, (vectors) => {
        const table = fitVectorNeighbours(vectors.length, [groupOf(vectors)], SETTINGS);
        vectorNeighboursByHand(vectors).forEach((expected, item) => {
          const found = rowOf(table, item);
          const strongest = expected.slice(0, SETTINGS.neighbourCount);
          expect(found.length).toBe(strongest.length);
          found.forEach(([, weight], rank) => {
            expect(weight).toBeCloseTo(strongest[rank]!.cosine, 4);
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it('find planted groups among many, though not each is compared with each', () => {
    const random = seededRandom(5);
    const centres = Array.from({ length: 40 }, () => Array.from({ length: 12 }, () => random() - 0.5));
    const vectors = Array.from({ length: 800 }, (_, row) =>
      centres[row % 40]!.map((value) => value + 0.1 * (random() - 0.5)),
    );
    const table = fitVectorNeighbours(800, [groupOf(vectors)], { ...SETTINGS, compareAll: 10 });
    const first = vectors.filter((_, row) => table.neighbours[row * table.width]! % 40 === row % 40).length;
    expect(first / 800).toBeGreaterThan(0.98); // by chance 1 of 40
  });

  it('never cross groups, and nobody has them without a vector, or with one like all', () => {
    const alike = [
      [1, 2],
      [1, 2.01],
      [-1, 0],
    ];
    const table = fitVectorNeighbours(8, [groupOf(alike), groupOf(alike, 3)], SETTINGS);
    expect(rowOf(table, 0).map(([item]) => item)).toEqual([1]);
    expect(rowOf(table, 3).map(([item]) => item)).toEqual([4]);
    expect(rowOf(table, 7)).toEqual([]);
    const same = fitVectorNeighbours(
      3,
      [
        groupOf([
          [1, 2],
          [2, 4],
          [3, 6],
        ]),
      ],
      SETTINGS,
    );
    expect([0, 1, 2].map((item) => rowOf(same, item))).toEqual([[], [], []]);
    expect(fitVectorNeighbours(2, [], SETTINGS).width).toBe(1);
  });

  it.each([
    [{ values: new Float32Array(3) }, 'values: want 2 × 2, got 3'],
    [{ items: Int32Array.of(0, 9) }, 'items: 9 is outside [0, 2)'],
    [{ values: Float32Array.of(1, Number.NaN, 0, 1) }, 'values: want finite numbers'],
  ])('refuse a group that does not fit: %#', (wrong, message) => {
    const group = { items: Int32Array.of(0, 1), width: 2, values: Float32Array.of(1, 0, 0, 1), ...wrong };
    expect(() => fitVectorNeighbours(2, [group], SETTINGS)).toThrow(message);
  });

  it('refuse a setting that is out of range', () => {
    expect(() => fitVectorNeighbours(0, [], { ...SETTINGS, leadersAsked: 0 })).toThrow(
      'leadersAsked: want an integer ≥ 1',
    );
  });
});
