import { describe, expect, it } from 'vitest';
import {
  biasPrediction,
  fitRatingBiases,
  fitRatingNeighbours,
  type RatingNeighbourSettings,
  type Ratings,
  ratingPrediction,
} from '../../shared/learning/rating-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { plantedRatings } from '../support/planted-ratings.ts';
import { type NaiveRated, naiveRating } from '../support/reference/rating-neighbours.ts';

const settings: RatingNeighbourSettings = {
  scale: [1, 5],
  itemShrinkage: 25,
  personShrinkage: 10,
  similarityShrinkage: 10,
  neighbourCount: 50,
  voteCount: 20,
};

function ratingsOf(people: readonly NaiveRated[]): Ratings {
  const offsets = new Int32Array(people.length + 1);
  people.forEach((rated, u) => {
    offsets[u + 1] = offsets[u]! + rated.size;
  });
  const all = people.flatMap((rated) => [...rated]);
  return {
    offsets,
    items: Int32Array.from(all, ([item]) => item),
    values: Float32Array.from(all, ([, value]) => value),
  };
}
const profile = (rated: NaiveRated) => ({ items: [...rated.keys()], values: [...rated.values()] });

describe('rating neighbours', () => {
  it.each([{}, { neighbourCount: 4, voteCount: 2 }, { itemShrinkage: 0, personShrinkage: 0, similarityShrinkage: 0 }])(
    'predict as their readable twin does: %o',
    (change) => {
      const chosen = { ...settings, ...change };
      const people = plantedRatings(1, { people: 30, items: 12 });
      const model = fitRatingNeighbours(ratingsOf(people), 12, chosen);
      const stranger = new Map([
        [0, 5],
        [3, 1],
      ]);
      for (const person of [...people.slice(0, 4), stranger, new Map<number, number>()]) {
        const prediction = ratingPrediction(model, profile(person));
        for (let item = 0; item < 12; item++) {
          expect(prediction(item)).toBeCloseTo(naiveRating(people, 12, chosen, person, item), 5);
        }
      }
    },
  );

  it('know a planted taste that the baseline cannot: a quarter off its error at least', () => {
    const people = plantedRatings(2, { people: 400, items: 60 });
    const random = seededRandom(3);
    const kept = people.map((rated) => new Map([...rated].filter(() => random() < 0.8)));
    const model = fitRatingNeighbours(ratingsOf(kept), 60, settings);
    const biases = fitRatingBiases(ratingsOf(kept), 60, settings);
    let [baseline, neighbours, n] = [0, 0, 0];
    people.forEach((rated, u) => {
      const prediction = ratingPrediction(model, profile(kept[u]!));
      const usual = biasPrediction(biases, profile(kept[u]!));
      for (const [item, value] of rated) {
        if (kept[u]!.has(item)) continue;
        baseline += (usual(item) - value) ** 2;
        neighbours += (prediction(item) - value) ** 2;
        n++;
      }
    });
    const [baselineError, error] = [Math.sqrt(baseline / n), Math.sqrt(neighbours / n)];
    console.info(`rating neighbours: RMSE ${error.toFixed(3)}, baseline ${baselineError.toFixed(3)}, n ${n}`);
    expect(error).toBeLessThan(0.75 * baselineError);
    const likeFirst = model.neighbours.subarray(0, model.width).filter((_, rank) => rank < 5);
    expect(likeFirst.every((item) => item % 2 === 0)).toBe(true);
  });

  it('stay on the scale, and in its middle where nothing is known', () => {
    const model = fitRatingNeighbours(ratingsOf([]), 2, settings);
    expect(ratingPrediction(model, { items: [], values: [] })(0)).toBe(3);
    const glad = fitRatingNeighbours(ratingsOf([new Map([[0, 5]]), new Map([[0, 5]])]), 2, {
      ...settings,
      itemShrinkage: 0,
      personShrinkage: 0,
    });
    expect(ratingPrediction(glad, { items: [1], values: [5] })(0)).toBe(5);
  });

  it('refuse a rating, an item and a setting out of range, naming them', () => {
    const fitting = (rated: NaiveRated, change: Partial<RatingNeighbourSettings> = {}) => {
      return () => fitRatingNeighbours(ratingsOf([rated]), 2, { ...settings, ...change });
    };
    expect(fitting(new Map([[0, 6]]))).toThrow('rating 0: 6 is outside [1, 5]');
    expect(fitting(new Map([[2, 3]]))).toThrow('rating 0: item 2 is outside [0, 2)');
    expect(fitting(new Map(), { scale: [5, 1] })).toThrow('scale: want low < high, got 5, 1');
    expect(fitting(new Map(), { itemShrinkage: -1 })).toThrow('itemShrinkage: want a number ≥ 0, got -1');
    expect(fitting(new Map(), { voteCount: 0 })).toThrow('voteCount: want an integer ≥ 1, got 0');
  });
});
