import { describe, expect, it } from 'vitest';
import { type EaseSettings, fitEase } from '../../shared/learning/ease.ts';
import type { NeighbourTable } from '../../shared/learning/neighbour-table.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { randomDense, sparseRowsOf } from '../support/builders/sparse-rows.ts';
import { naiveEase } from '../support/reference/ease.ts';

const settings: EaseSettings = {
  ridge: 5,
  ridgeExponent: 0,
  neighbourCount: 50,
  maxItems: 1000,
  keepNegative: true,
};

const denseOf = ({ itemCount, width, neighbours, weights }: NeighbourTable): number[][] =>
  Array.from({ length: itemCount }, (_, i) => {
    const row = new Array<number>(itemCount).fill(0);
    for (let at = i * width; at < (i + 1) * width; at++) row[neighbours[at]!]! += weights[at]!;
    return row;
  });

describe('EASE', () => {
  it.each([
    { people: 40, items: 25, weighted: false, change: {} },
    { people: 40, items: 25, weighted: true, change: { ridgeExponent: 0.5, maxItems: 12 } },
    { people: 20, items: 45, weighted: false, change: { ridge: 2, ridgeExponent: -0.3 } },
    { people: 20, items: 45, weighted: true, change: { maxItems: 30, keepNegative: false } },
    { people: 100, items: 140, weighted: false, change: { neighbourCount: 140 } },
  ])('gives the weights of its twin: $people people, $items items', ({ people, items, weighted, change }) => {
    const dense = randomDense(people, { rows: people, columns: items, share: 0.2, weighted });
    const chosen = { ...settings, ...change };
    const table = denseOf(fitEase(sparseRowsOf(dense), chosen));
    naiveEase(dense, items, chosen).forEach((row, i) => {
      row.forEach((weight, j) => {
        expect(Math.abs(weight - table[i]![j]!), `B[${i}][${j}]`).toBeLessThan(1e-5);
      });
    });
  });

  it('keeps the strongest of a row, by magnitude', () => {
    const dense = randomDense(7, { rows: 60, columns: 20, share: 0.3, weighted: false });
    const { width, neighbours } = fitEase(sparseRowsOf(dense), { ...settings, neighbourCount: 3 });
    expect(width).toBe(3);
    naiveEase(dense, 20, settings).forEach((row, i) => {
      const strongest = topK(Float64Array.from(row, Math.abs), 3);
      expect(neighbours.subarray(i * 3, i * 3 + 3)).toEqual(strongest);
    });
  });

  it('finds planted pairs behind popularity, which counting in common does not', () => {
    // Everybody has item 0 or 1; item 2k is bought with 2k + 1. In common with 2k most people have 0.
    const random = seededRandom(5);
    const n = 20;
    const dense = Array.from({ length: 600 }, () => {
      const row = new Array<number>(n).fill(0);
      row[0] = random() < 0.9 ? 1 : 0;
      for (let pair = 1; pair < n / 2; pair++) {
        if (random() < 0.15) for (const item of [2 * pair, 2 * pair + 1]) row[item] = random() < 0.7 ? 1 : 0;
      }
      return row;
    });
    const matrix = sparseRowsOf(dense, n);
    const { width, neighbours } = fitEase(matrix, settings);
    for (let item = 2; item < n; item++) expect(neighbours[item * width]).toBe(item % 2 === 0 ? item + 1 : item - 1);
    const together = Array.from({ length: n }, (_, j) => dense.filter((row) => row[4] && row[j]).length);
    expect(
      topK(
        Float64Array.from(together, (count, j) => (j === 4 ? 0 : count)),
        1,
      )[0],
    ).toBe(0);
  });

  it('knows nothing of an item that nobody has, or that takes no part', () => {
    const table = fitEase(
      sparseRowsOf([
        [1, 1, 0, 1],
        [1, 1, 0, 0],
      ]),
      { ...settings, maxItems: 2 },
    );
    const sums = denseOf(table).map((row) => row.reduce((sum, weight) => sum + Math.abs(weight), 0));
    expect(sums.map((sum) => sum > 0)).toEqual([true, true, false, false]);
    expect(fitEase({ columnCount: 3, offsets: Int32Array.of(0), columns: new Int32Array(0) }, settings).width).toBe(1);
  });

  it('refuses settings that make no sense, naming them', () => {
    const fitting = (change: Partial<EaseSettings>) => () => fitEase(sparseRowsOf([[1]]), { ...settings, ...change });
    expect(fitting({ ridge: 0 })).toThrow('ridge: want a number > 0, got 0');
    expect(fitting({ ridgeExponent: NaN })).toThrow('ridgeExponent: want a number, got NaN');
    expect(fitting({ maxItems: 0 })).toThrow('maxItems: want an integer ≥ 1, got 0');
    expect(fitting({ neighbourCount: 0.5 })).toThrow('neighbourCount');
  });
});
