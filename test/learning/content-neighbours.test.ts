import { describe, expect, it } from 'vitest';
import { type ContentNeighbourSettings, fitContentNeighbours } from '../../shared/learning/content-neighbours.ts';
import type { NeighbourTable } from '../../shared/learning/neighbour-table.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { randomDense, sparseRowsOf } from '../support/builders/sparse-rows.ts';
import { naiveContentSimilarities } from '../support/reference/content-neighbours.ts';

const settings: ContentNeighbourSettings = {
  fieldWeights: [1, 0.5, 2],
  idfExponent: 1,
  postingLimit: 1000,
  neighbourCount: 40,
};

const listOf = ({ width, neighbours, weights }: NeighbourTable, item: number): number[] =>
  [...neighbours.subarray(item * width, (item + 1) * width)].filter((_, rank) => weights[item * width + rank]! > 0);

describe('content neighbours', () => {
  it.each([{}, { postingLimit: 5 }, { idfExponent: 0, fieldWeights: [1, 0, 1] }, { postingLimit: 7, idfExponent: 2 }])(
    'are as alike as their twin says: %o',
    (change) => {
      const chosen = { ...settings, ...change };
      const dense = randomDense(3, { rows: 40, columns: 30, share: 0.15, weighted: true });
      const fields = Array.from({ length: 30 }, (_, token) => token % 3);
      const { width, neighbours, weights } = fitContentNeighbours(sparseRowsOf(dense), Uint8Array.from(fields), chosen);
      naiveContentSimilarities(dense, fields, chosen).forEach((row, i) => {
        const kept = new Map<number, number>();
        for (let at = i * width; at < (i + 1) * width; at++)
          if (weights[at]! > 0) kept.set(neighbours[at]!, weights[at]!);
        row.forEach((similarity, j) => {
          expect(kept.get(j) ?? 0).toBeCloseTo(similarity, 5);
        });
      });
    },
  );

  it('find planted families, also for an item that has nothing but its words', () => {
    // Ten families with 12 words of their own each; all items share common words.
    const random = seededRandom(9);
    const familyOf = (item: number) => item % 10;
    const dense = Array.from({ length: 200 }, (_, item) =>
      Array.from({ length: 150 }, (_, token) => {
        if (token < 120) return Math.floor(token / 12) === familyOf(item) && random() < 0.3 ? 1 : 0;
        return random() < 0.5 ? 1 : 0;
      }),
    );
    const one = { ...settings, fieldWeights: [1], neighbourCount: 5 };
    const table = fitContentNeighbours(sparseRowsOf(dense), new Uint8Array(150), one);
    const own = dense.map(
      (_, item) => listOf(table, item).filter((other) => familyOf(other) === familyOf(item)).length,
    );
    // By chance one in ten would be of the family.
    expect(own.reduce((sum, count) => sum + count, 0) / (5 * dense.length)).toBeGreaterThan(0.8);
  });

  it('keep the most alike, equally alike ones by lower index, and nobody where nothing is shared', () => {
    const rows = sparseRowsOf([
      [1, 1, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 1, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 1],
    ]);
    const table = fitContentNeighbours(rows, new Uint8Array(4), { ...settings, neighbourCount: 2 });
    expect([0, 3, 4].map((item) => listOf(table, item))).toEqual([[3, 1], [0, 1], []]);
  });

  it('let what nearly all items have nominate nobody', () => {
    const rows = sparseRowsOf([
      [1, 1],
      [1, 1],
      [1, 0],
    ]);
    const table = fitContentNeighbours(rows, new Uint8Array(2), { ...settings, postingLimit: 2 });
    expect([0, 1, 2].map((item) => listOf(table, item))).toEqual([[1], [0], []]);
  });

  it('refuse a field and a setting out of range, naming them', () => {
    const fitting = (fields: number[], change: Partial<ContentNeighbourSettings> = {}) => {
      return () => fitContentNeighbours(sparseRowsOf([[1, 1]]), Uint8Array.from(fields), { ...settings, ...change });
    };
    expect(fitting([0])).toThrow('fields: want 2, one a token, got 1');
    expect(fitting([0, 3])).toThrow('token 1: field 3 is outside [0, 3)');
    expect(fitting([0, 0], { postingLimit: 0 })).toThrow('postingLimit: want an integer ≥ 1, got 0');
    expect(fitting([0, 0], { fieldWeights: [NaN] })).toThrow('fieldWeights: want numbers ≥ 0, got NaN');
    expect(fitting([0, 0], { idfExponent: -1 })).toThrow('idfExponent');
  });
});
