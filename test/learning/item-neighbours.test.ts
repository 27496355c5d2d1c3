import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { fitItemNeighbours, type ItemNeighbourSettings } from '../../shared/learning/item-neighbours.ts';
import { randomDense, sparseRowsOf } from '../support/builders/sparse-rows.ts';
import { naiveItemNeighbours } from '../support/reference/item-neighbours.ts';

const kernels = openKernels(1);
const twoThreads = openKernels(2);
afterAll(() => Promise.all([kernels.close(), twoThreads.close()]));

const cosine: ItemNeighbourSettings = { rowExponent: 0.5, columnExponent: 0.5, historyExponent: 0, neighbourCount: 50 };
const commonPeople = { ...cosine, rowExponent: 0, columnExponent: 0 };

const itemCount = 9;
const anEntry = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.constant(1), fc.integer({ min: 2, max: 5 }));
const someMatrix = fc.array(fc.array(anEntry, { minLength: itemCount, maxLength: itemCount }), { maxLength: 12 });
const exponent = fc.double({ min: 0, max: 1.5, noNaN: true });

describe('item neighbours', () => {
  it('weigh as their readable twin says, whatever the matrix and the exponents', () => {
    const someSettings = fc.record({ rowExponent: exponent, columnExponent: exponent, historyExponent: exponent });
    fc.assert(
      fc.property(someMatrix, someSettings, (matrix, exponents) => {
        const settings = { ...exponents, neighbourCount: itemCount }; // a cut may fall either way where rounding decides
        const { width, neighbours, weights } = fitItemNeighbours(sparseRowsOf(matrix, itemCount), settings, kernels);
        naiveItemNeighbours(matrix, itemCount, settings).forEach((expected, i) => {
          const found = new Map(expected.map((_, rank) => [neighbours[i * width + rank], weights[i * width + rank]]));
          expect(found.size).toBe(expected.length);
          for (const { item, weight } of expected) {
            expect(Math.abs(found.get(item)! - weight)).toBeLessThanOrEqual(1e-5 * weight);
          }
          const row = [...weights.subarray(i * width, (i + 1) * width)];
          expect(row).toEqual(row.toSorted((a, b) => b - a));
          expect(row.slice(expected.length).every((weight) => weight === 0)).toBe(true);
        });
      }),
    );
  });

  it('are exactly the twin’s where no rounding can decide, cut rows and equal scores included', () => {
    for (const neighbourCount of [1, 3, 20]) {
      const matrix = randomDense(neighbourCount, { rows: 60, columns: 70, share: 0.1, weighted: false });
      const settings = { ...commonPeople, neighbourCount };
      const { width, neighbours, weights } = fitItemNeighbours(sparseRowsOf(matrix), settings, kernels);
      const lists = naiveItemNeighbours(matrix, 70, settings);
      expect(width).toBe(Math.max(...lists.map((list) => list.length)));
      lists.forEach((list, i) => {
        const fill = new Array<number>(width - list.length).fill(0);
        const row = (table: Int32Array | Float32Array) => [...table.subarray(i * width, (i + 1) * width)];
        expect(row(neighbours)).toEqual([...list.map(({ item }) => item), ...fill]);
        expect(row(weights)).toEqual([...list.map(({ weight }) => weight), ...fill]);
      });
    }
  });

  it('are the cosine of two columns with exponents ½, ½, 0', () => {
    const table = fitItemNeighbours(
      sparseRowsOf([
        [1, 2],
        [3, 4],
        [0, 5],
      ]),
      cosine,
      kernels,
    );
    expect(table.weights[0]!).toBeCloseTo((1 * 2 + 3 * 4) / (Math.hypot(1, 3) * Math.hypot(2, 4, 5)), 6);
  });

  it('are random walks of three steps, divided by popularity, with exponents 1, β, 1', () => {
    const matrix = [
      [1, 1, 1],
      [1, 0, 1],
      [0, 1, 0],
    ];
    const settings = { rowExponent: 1, columnExponent: 0.6, historyExponent: 1, neighbourCount: 2 };
    const { neighbours, weights } = fitItemNeighbours(sparseRowsOf(matrix), settings, kernels);
    // From item 0 to one of its 2 people, from there to one of their 3 or 2 items.
    expect(neighbours[0]).toBe(2);
    expect(weights[0]!).toBeCloseTo((1 / 2) * (1 / 3 + 1 / 2) * 2 ** -0.6, 6);
  });

  it('find the planted partner of each item', () => {
    const pairs = 30;
    const dense = randomDense(5, { rows: 300, columns: 2 * pairs, share: 0.05, weighted: false });
    const matrix = dense.map((row) => row.map((entry, i) => Math.max(entry, i % 2 === 1 ? row[i - 1]! : 0)));
    const { width, neighbours } = fitItemNeighbours(sparseRowsOf(matrix), cosine, kernels);
    const nearest = Array.from({ length: 2 * pairs }, (_, i) => neighbours[i * width]);
    expect(nearest).toEqual(Array.from({ length: 2 * pairs }, (_, i) => i ^ 1));
  });

  it.each([true, false])('are the same bytes on 1 and 2 threads, weighted: %s', (weighted) => {
    const matrix = sparseRowsOf(randomDense(7, { rows: 400, columns: 501, share: 0.05, weighted }));
    const settings = { ...cosine, historyExponent: 0.3, neighbourCount: 10 };
    const once = fitItemNeighbours(matrix, settings, kernels);
    for (let again = 0; again < 3; again++) expect(fitItemNeighbours(matrix, settings, twoThreads)).toEqual(once);
  });

  it('know nothing where nothing happened', () => {
    const nothing = { width: 1, neighbours: new Int32Array(3), weights: new Float32Array(3) };
    expect(fitItemNeighbours(sparseRowsOf([], 3), cosine, kernels)).toEqual(nothing);
    expect(fitItemNeighbours(sparseRowsOf([[0, 1, 0]]), cosine, kernels)).toEqual(nothing);
    expect(fitItemNeighbours(sparseRowsOf([], 0), cosine, kernels)).toMatchObject({ neighbours: new Int32Array(0) });
  });

  it('refuse a matrix and a setting that make no sense, naming them', () => {
    const fitted =
      (change: object, settings: Partial<ItemNeighbourSettings> = {}) =>
      () =>
        fitItemNeighbours(
          {
            ...sparseRowsOf([
              [1, 2],
              [0, 1],
            ]),
            ...change,
          },
          { ...cosine, ...settings },
          kernels,
        );
    expect(fitted({ columns: Int32Array.of(1, 0, 1) })).toThrow('row 0: column 0 stands after 1');
    expect(fitted({ columns: Int32Array.of(0, 0, 1) })).toThrow('row 0: column 0 stands after 0');
    expect(fitted({ columns: Int32Array.of(0, 1, 2) })).toThrow('row 1: column 2 is outside [0, 2)');
    expect(fitted({ offsets: Int32Array.of(0, 4, 3) })).toThrow('row 0: its offsets do not ascend');
    expect(fitted({ offsets: Int32Array.of(0, 2) })).toThrow('offsets: want 0 … 3, got 0 … 2');
    expect(fitted({ weights: Float32Array.of(1, 2) })).toThrow('weights: want 3, one an entry, got 2');
    expect(fitted({ weights: Float32Array.of(1, NaN, 1) })).toThrow('entry 1: want a weight above 0, got NaN');
    expect(fitted({ columnCount: -1 })).toThrow('columnCount: want an integer ≥ 0, got -1');
    expect(fitted({}, { neighbourCount: 0 })).toThrow('neighbourCount: want an integer ≥ 1, got 0');
    expect(fitted({}, { rowExponent: NaN })).toThrow('rowExponent: want a number, got NaN');
  });
});
