import { afterAll, describe, expect, it } from 'vitest';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { fitImplicitAls } from '../../shared/learning/implicit-als.ts';
import { linearFactors, personFactor } from '../../shared/learning/linear-factors.ts';
import { SMALL_ALS } from '../support/builders/als-settings.ts';
import { randomDense, sparseRowsOf } from '../support/builders/sparse-rows.ts';
import { naiveRidgeScale, naiveSolve } from '../support/reference/implicit-als.ts';

const kernels = openKernels(1);
afterAll(() => kernels.close());

const settings = SMALL_ALS;

function fitted(matrix: readonly (readonly number[])[]) {
  const als = fitImplicitAls(sparseRowsOf(matrix), settings, kernels);
  const counts = matrix[0]!.map((_, item) => matrix.filter((row) => row[item] === 1).length);
  return linearFactors(als, counts, counts.reduce((sum, count) => sum + count) / matrix.length);
}

describe('linear factors', () => {
  it('give a person whose history is everybody’s the factor that is best for it', () => {
    const history = [1, 4, 5, 9];
    const matrix = Array.from({ length: 30 }, () =>
      Array.from({ length: 12 }, (_, i) => (history.includes(i) ? 1 : 0)),
    );
    const model = fitted(matrix);
    const items = Array.from({ length: 12 }, (_, i) => [...model.factors.subarray(6 * i, 6 * i + 6)]);
    const best = naiveSolve(matrix[0]!, items, settings, naiveRidgeScale(matrix, settings));
    personFactor(model, history, [1, 1, 1, 1]).forEach((number, j) => {
      expect(number).toBeCloseTo(best[j]!, 5);
    });
  });

  it('add up what the events of a history give, each by its weight, as far as the weights reach', () => {
    const model = fitted(randomDense(2, { rows: 20, columns: 8, share: 0.4, weighted: false }));
    const given = (item: number) => [...model.gives.subarray(6 * item, 6 * item + 6)];
    const expected = given(3).map((number, j) => 2 * number + 0.5 * given(7)[j]!);
    expect([...personFactor(model, [3, 7, 1], [2, 0.5])]).toEqual(expected);
    expect([...personFactor(model, [], [2, 0.5])]).toEqual(new Array(6).fill(0));
  });
});
