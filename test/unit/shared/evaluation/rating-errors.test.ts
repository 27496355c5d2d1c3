import { describe, expect, it } from 'vitest';
import { errorReduction, ratingErrors } from '../../../../shared/evaluation/rating-errors.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

describe('ratingErrors', () => {
  it('are the root of the mean square and the mean of the distances', () => {
    const given = { people: Int32Array.of(0, 0, 1), values: [1, 2, 5] };
    expect(ratingErrors(given, Float64Array.of(1, 4, 4))).toEqual({ rmse: Math.sqrt(5 / 3), mae: 1 });
    expect(ratingErrors({ people: new Int32Array(0), values: [] }, new Float64Array(0))).toEqual({
      rmse: null,
      mae: null,
    });
  });
});

describe('errorReduction', () => {
  const people = Int32Array.from({ length: 400 }, (_, i) => i % 100);
  const random = seededRandom(7);
  const values = Float64Array.from(people, () => 1 + 4 * random());
  const given = { people, values };
  const off = (size: number) => values.map((value) => value + size * (random() - 0.5));

  it('is the difference of both errors, and surely above 0 where one is clearly better', () => {
    const [better, worse] = [off(1), off(2)];
    const { rmse, mae } = errorReduction(given, better, worse, seededRandom(1));
    const [ours, theirs] = [ratingErrors(given, better), ratingErrors(given, worse)];
    expect(rmse.mean).toBeCloseTo(theirs.rmse! - ours.rmse!, 12);
    expect(mae.mean).toBeCloseTo(theirs.mae! - ours.mae!, 12);
    expect(rmse).toMatchObject({ level: 0.95, n: 100 });
    for (const { low, mean, high } of [rmse, mae]) {
      expect(low).toBeGreaterThan(0);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
    }
    const turned = errorReduction(given, worse, better, seededRandom(1));
    expect(turned.rmse.high).toBeLessThan(0);
  });

  it('draws people whole: what one person gave many times is no better evidence', () => {
    const [ours, theirs] = [off(1), off(1.2)];
    const many = { people: people.map((_, i) => i), values };
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    // One person's ratings all wrong alike, and the others' right: only the draws of that person move the figure.
    const clumped = Float64Array.from(values, (value, i) => value + (people[i]! < 25 ? 1 : 0));
    const byPerson = errorReduction(given, values, clumped, seededRandom(1));
    const byRating = errorReduction(many, values, clumped, seededRandom(1));
    // Variance of a mean: four ratings a person, wholly alike, so twice the width.
    expect(width(byPerson.mae) / width(byRating.mae)).toBeGreaterThan(1.7);
    expect(width(byPerson.mae) / width(byRating.mae)).toBeLessThan(2.3);
    // Errors that are independent within a person: as many people's.
    const apart = errorReduction(given, ours, theirs, seededRandom(1));
    expect(width(apart.mae)).toBeLessThan(1.5 * width(errorReduction(many, ours, theirs, seededRandom(1)).mae));
  });
});
