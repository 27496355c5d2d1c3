import { describe, expect, it } from 'vitest';
import { type Choice, fitConditionalLogit } from '../../shared/learning/conditional-logit.ts';
import { seededRandom } from '../../shared/math/random.ts';

const ALTERNATIVES = 6;
const PLANTED = [1.2, -0.7, 0];
const SIZE = PLANTED.length;

/** The alternatives of a choice, the chosen one first. */
const rowsOf = (choice: Choice): number[][] =>
  Array.from({ length: choice.length / SIZE }, (_, c) => [...choice.subarray(c * SIZE, (c + 1) * SIZE)]);
const product = (weights: ArrayLike<number>, row: readonly number[]) =>
  row.reduce((sum, number, i) => sum + weights[i]! * number, 0);

/** Choices by somebody who goes by the planted weights. */
function someChoices(count: number, seed: number): Choice[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const rows = Array.from({ length: ALTERNATIVES }, () => PLANTED.map(() => 2 * random() - 1));
    const odds = rows.map((row) => Math.exp(product(PLANTED, row)));
    const drawn = random() * odds.reduce((sum, one) => sum + one, 0);
    const chosen = odds.findIndex((_, c) => odds.slice(0, c + 1).reduce((sum, one) => sum + one, 0) > drawn);
    return Float32Array.from([rows[chosen]!, ...rows.filter((_, c) => c !== chosen)].flat());
  });
}

/** What the fit minimises, written out. */
function lossOf(choices: readonly Choice[], weights: ArrayLike<number>): number {
  const losses = choices.map((choice) => {
    const odds = rowsOf(choice).map((row) => Math.exp(product(weights, row)));
    return -Math.log(odds[0]! / odds.reduce((sum, one) => sum + one, 0));
  });
  const prior = Array.from(weights, (weight) => weight ** 2 / 2);
  return [...losses, ...prior].reduce((sum, loss) => sum + loss, 0);
}

describe('conditional logit', () => {
  it('finds what choices go by, and that they do not go by the rest', () => {
    const weights = fitConditionalLogit(someChoices(4000, 1), new Float64Array(SIZE));
    weights.forEach((weight, i) => {
      expect(Math.abs(weight - PLANTED[i]!)).toBeLessThan(0.1); // three standard errors
    });
  });

  it('ends where the loss is least, wherever it starts', () => {
    const choices = someChoices(50, 2);
    for (const start of [new Float64Array(SIZE), Float64Array.of(5, -8, 3)]) {
      const weights = fitConditionalLogit(choices, start);
      const least = lossOf(choices, weights);
      weights.forEach((_, i) => {
        for (const change of [-0.01, 0.01]) {
          const moved = weights.map((weight, j) => (j === i ? weight + change : weight));
          expect(lossOf(choices, moved)).toBeGreaterThan(least);
        }
      });
    }
  });

  it('holds to the prior where alternatives are alike', () => {
    const alike = new Float32Array(ALTERNATIVES * SIZE).fill(2);
    const weights = fitConditionalLogit([alike, alike], Float64Array.of(1, 2, 3));
    for (const weight of weights) expect(weight).toBeCloseTo(0, 6);
  });
});
