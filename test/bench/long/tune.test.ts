import { expect, it } from 'vitest';
import { ndcgOf, splitOf, tunedOn, walkers } from '../../support/walkers.ts';

it('a tuned recommender stays, with tasks enough to go by ndcg alone, within half a percent of any source alone', async () => {
  const many = splitOf(walkers(1, 650));
  expect(many.validation.length).toBeGreaterThan(1000);
  const { recommender, validation } = await tunedOn(many.train, many.validation);
  for (const { name } of recommender.sources) {
    const alone = { ...recommender, blends: { personal: { [name]: { weight: 1, floor: 0.001 } } } };
    expect(validation!).toBeGreaterThanOrEqual(0.995 * ndcgOf(alone, many.validation));
  }
}, 120_000);
