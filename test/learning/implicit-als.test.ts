import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import {
  fitImplicitAls,
  type ImplicitAls,
  type ImplicitAlsSettings,
  initialItemFactors,
} from '../../shared/learning/implicit-als.ts';
import { linearFactors, personFactor } from '../../shared/learning/linear-factors.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { SMALL_ALS } from '../support/builders/als-settings.ts';
import { randomDense, sparseRowsOf } from '../support/builders/sparse-rows.ts';
import { naiveImplicitAls, naiveLoss, naiveRidgeScale, naiveSolve } from '../support/reference/implicit-als.ts';

const kernels = openKernels(1);
const twoThreads = openKernels(2);
afterAll(() => Promise.all([kernels.close(), twoThreads.close()]));

const settings = SMALL_ALS;

const rowsOf = (table: Float32Array, width: number): number[][] =>
  Array.from({ length: table.length / width }, (_, r) => [...table.subarray(r * width, (r + 1) * width)]);
const itemsOf = (model: ImplicitAls) => rowsOf(model.factors, model.dimensions);
const scoresOf = (model: ImplicitAls, person: Float64Array) =>
  Float32Array.from(itemsOf(model), (factor) => factor.reduce((sum, x, i) => sum + x * person[i]!, 0));

/** The best factors of people, given the items'. */
function peopleOf(matrix: readonly (readonly number[])[], items: number[][], chosen: ImplicitAlsSettings): number[][] {
  const scale = naiveRidgeScale(matrix, chosen);
  return matrix.map((row) => naiveSolve(row, items, chosen, scale));
}

function expectClose(found: readonly (readonly number[])[], expected: readonly (readonly number[])[], within: number) {
  expect(found.length).toBe(expected.length);
  const largest = Math.max(...expected.flat().map(Math.abs));
  found.forEach((row, r) => {
    row.forEach((value, i) => {
      expect(Math.abs(value - expected[r]![i]!)).toBeLessThanOrEqual(within * largest);
    });
  });
}

describe('implicit ALS', () => {
  it('gives the factors of its exact twin, when conjugate gradient may end', () => {
    const aCase = fc.record({
      seed: fc.nat(1000),
      weighted: fc.boolean(),
      dimensions: fc.constantFrom(1, 6, 16, 20),
      zeroPairs: fc.constantFrom('all' as const, 'unobserved' as const),
      frequencyExponent: fc.constantFrom(0, 0.7, 1),
      observedWeight: fc.constantFrom(1, 5),
    });
    fc.assert(
      fc.property(aCase, ({ seed, weighted, ...change }) => {
        const matrix = randomDense(seed, { rows: 30, columns: 22, share: 0.2, weighted });
        const chosen = { ...settings, ...change, stepCount: 4 * change.dimensions, iterations: 2 };
        const model = fitImplicitAls(sparseRowsOf(matrix), chosen, kernels);
        const start = rowsOf(initialItemFactors(22, chosen), chosen.dimensions);
        expectClose(itemsOf(model), naiveImplicitAls(matrix, chosen, start).items, 2e-3);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['all', 'unobserved'] as const)('comes as low as its exact twin in 2 steps an iteration: %s', (zeroPairs) => {
    const matrix = randomDense(3, { rows: 80, columns: 60, share: 0.1, weighted: true });
    const chosen = { ...settings, zeroPairs, stepCount: 2, iterations: 15 };
    const model = fitImplicitAls(sparseRowsOf(matrix), chosen, kernels);
    const twin = naiveImplicitAls(matrix, chosen, rowsOf(initialItemFactors(60, chosen), chosen.dimensions));
    const lossOf = (items: number[][]) => naiveLoss(matrix, peopleOf(matrix, items, chosen), items, chosen);
    expect(lossOf(itemsOf(model))).toBeLessThanOrEqual(1.01 * lossOf(twin.items));
  });

  it('lowers the loss with every iteration', () => {
    const matrix = randomDense(4, { rows: 50, columns: 40, share: 0.15, weighted: false });
    const losses = [1, 2, 3, 5, 9].map((iterations) => {
      const items = itemsOf(fitImplicitAls(sparseRowsOf(matrix), { ...settings, iterations }, kernels));
      return naiveLoss(matrix, peopleOf(matrix, items, settings), items, settings);
    });
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses.at(-1)!).toBeLessThan(0.95 * losses[0]!);
  });

  it('tells planted tastes apart, also for people it has never seen', () => {
    const tastes = 4;
    const random = seededRandom(9);
    const person = (taste: number) =>
      Array.from({ length: 80 }, (_, i) => (random() < (i % tastes === taste ? 0.4 : 0.02) ? 1 : 0));
    const matrix = Array.from({ length: 200 }, (_, u) => person(u % tastes));
    const model = fitImplicitAls(sparseRowsOf(matrix), settings, kernels);
    const counts = matrix[0]!.map((_, i) => matrix.filter((row) => row[i] === 1).length);
    const linear = linearFactors(model, counts, counts.reduce((sum, count) => sum + count) / matrix.length);
    for (let taste = 0; taste < tastes; taste++) {
      const history = [taste, taste + tastes, taste + 2 * tastes];
      const best = topK(scoresOf(model, personFactor(linear, history, [1, 1, 1])), 15);
      expect([...best].filter((item) => item % tastes === taste).length).toBe(15);
    }
  });

  it('returns FᵀF beside the factors', () => {
    const model = fitImplicitAls(
      sparseRowsOf(randomDense(5, { rows: 300, columns: 333, share: 0.05, weighted: false })),
      settings,
      kernels,
    );
    const items = itemsOf(model);
    const d = settings.dimensions;
    const gram = Array.from({ length: d }, (_, i) =>
      Array.from({ length: d }, (_, j) => items.reduce((sum, factor) => sum + factor[i]! * factor[j]!, 0)),
    );
    expect(model.gram.length).toBe(d * d);
    expectClose(
      Array.from({ length: d }, (_, i) => [...model.gram.subarray(i * d, (i + 1) * d)]),
      gram,
      1e-5,
    );
  });

  it.each([true, false])('gives the same bytes on 1 and 2 threads, weighted: %s', (weighted) => {
    const matrix = sparseRowsOf(randomDense(6, { rows: 700, columns: 300, share: 0.05, weighted }));
    const once = fitImplicitAls(matrix, { ...settings, dimensions: 20 }, kernels);
    for (let again = 0; again < 3; again++) {
      expect(fitImplicitAls(matrix, { ...settings, dimensions: 20 }, twoThreads)).toEqual(once);
    }
  });

  it('gives 0 to items that nobody met, and lets people without items be', () => {
    const matrix = sparseRowsOf([
      [1, 0, 1],
      [0, 0, 0],
      [1, 0, 0],
    ]);
    const model = fitImplicitAls(matrix, settings, kernels);
    expect(itemsOf(model)[1]).toEqual(new Array(settings.dimensions).fill(0));
    expect(itemsOf(model).flat().every(Number.isFinite)).toBe(true);
    expect(fitImplicitAls(sparseRowsOf([], 2), settings, kernels).factors).toEqual(new Float32Array(12));
  });

  it('refuses a matrix and a setting that make no sense, naming them', () => {
    const fitted =
      (change: Partial<ImplicitAlsSettings>, columns = Int32Array.of(0, 1)) =>
      () =>
        fitImplicitAls({ columnCount: 2, offsets: Int32Array.of(0, 2), columns }, { ...settings, ...change }, kernels);
    expect(fitted({}, Int32Array.of(0, 2))).toThrow('row 0: column 2 is outside [0, 2)');
    expect(fitted({ dimensions: 0 })).toThrow('dimensions: want an integer ≥ 1, got 0');
    expect(fitted({ iterations: 1.5 })).toThrow('iterations: want an integer ≥ 1, got 1.5');
    expect(fitted({ regularization: 0 })).toThrow('regularization: want a number above 0, got 0');
    expect(fitted({ unobservedWeight: NaN })).toThrow('unobservedWeight: want a number above 0, got NaN');
    expect(fitted({ frequencyExponent: Infinity })).toThrow('frequencyExponent: want a number, got Infinity');
  });
});
