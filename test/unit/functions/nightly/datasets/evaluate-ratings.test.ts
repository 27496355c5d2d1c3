import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateRatings, type RatingsReport } from '../../../../../functions/nightly/datasets/evaluate-ratings.ts';
import { readRatings } from '../../../../../functions/nightly/datasets/read-ratings.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { InvalidInputError } from '../../../../../shared/domain/errors.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { plantedRatings } from '../../../../support/planted-ratings.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';

/** As a file; with times in an order that has nothing to do with what was rated. */
function textOf(people: ReturnType<typeof plantedRatings>, hasTimes: boolean): string {
  const random = seededRandom(9);
  const rows = people.flatMap((rated, u) =>
    [...rated].map(([item, value]) => [`u${u}`, `i${item}`, value, ...(hasTimes ? [Math.floor(1e6 * random())] : [])]),
  );
  return [hasTimes ? 'user,item,rating,time' : 'user,item,rating', ...rows.map((row) => row.join(','))].join('\n');
}
const shop = (text: string) => memoryDatasets({ shop: { 'stars.csv': text } });
const evaluated = (text: string) =>
  evaluateRatings({ datasets: shop(text), clock: steppingClock(), log: silentLog })({ dataset: 'shop' });

describe('the evaluation of ratings', () => {
  const people = plantedRatings(4, { people: 250, items: 60 });
  let report: RatingsReport;
  beforeAll(async () => {
    report = await evaluated(textOf(people, true));
  });

  it('finds a planted taste that biases cannot know, and that biases know more than the mean', () => {
    const { model, biases, mean, lift, tasks } = report;
    console.info('planted taste: rmse', model.rmse, 'biases', biases.rmse, 'mean', mean.rmse, 'of', tasks);
    for (const baseline of ['biases', 'mean'] as const) {
      expect(lift[baseline].rmse.low).toBeGreaterThan(0);
      expect(lift[baseline].mae.low).toBeGreaterThan(0);
    }
    expect(model.rmse!).toBeLessThan(0.75 * biases.rmse!);
    expect(biases.rmse!).toBeLessThan(mean.rmse!);
    // Nobody can foresee chance, of variance 1/16, nor rounding, 1/12; cutting to the scale takes a little away.
    expect(model.rmse!).toBeGreaterThan(Math.sqrt(0.25 / 4 + 1 / 12) * 0.9);
  });

  it('finds nothing where there is no taste to find', async () => {
    const { lift } = await evaluated(textOf(plantedRatings(4, { people: 250, items: 60, taste: 0 }), true));
    expect(Math.abs(lift.biases.rmse.mean)).toBeLessThan(0.02);
    expect(lift.mean.rmse.low).toBeGreaterThan(0);
  });

  it('asks for the newest tenth, or where times are not known for a tenth by a hash', async () => {
    const count = people.reduce((sum, { size }) => sum + size, 0);
    expect(report).toMatchObject({ split: 'time', scale: [1, 5], people: 250, items: 60, events: count });
    expect(report.tasks / count).toBeCloseTo(0.1, 2);
    const timeless = await evaluated(textOf(people, false));
    expect(timeless.split).toBe('hash');
    expect(timeless.tasks / count).toBeCloseTo(0.1, 1);
    expect(timeless.lift.biases.rmse.low).toBeGreaterThan(0);
  });

  it('gives the same each time, with what each trial of its search reached', async () => {
    expect(await evaluated(textOf(people, true))).toEqual(report);
    const { searchTrace, validation } = report;
    expect(searchTrace.reduce((sum, { values }) => sum + values.length, 0)).toBe(validation.triedCount);
    expect(Math.min(...searchTrace.at(-1)!.values)).toBe(validation.rmse);
  });

  it.each([
    ['user,item,rating\nu,a,1\nv,a,2', 'too few ratings: none is left for'],
    [
      `user,item,rating,time\n${Array.from({ length: 50 }, (_, i) => `u${i},a,3,${i}`).join('\n')}`,
      'all ratings are 3',
    ],
  ])('refuses what has nothing to tell: %#', async (text, message) => {
    await expect(evaluated(text)).rejects.toThrow(InvalidInputError);
    await expect(evaluated(text)).rejects.toThrow(message);
  });
});

describe('readRatings', () => {
  const text = `user,item,rating,time\n${Array.from({ length: 40 }, (_, at) => `u${at % 4},i${at},${1 + (at % 5)},${at}`).join('\n')}`;

  it('gives of each person what came before the rating that is asked for, and trains on nothing after', async () => {
    const { tuning, train, test } = await readRatings(shop(text), 'shop');
    expect([tuning.train.items.length, tuning.validation.length, train.items.length, test.length]).toEqual([
      32, 4, 36, 4,
    ]);
    // Every fourth rating is a person's: nine came before her tenth, and eight before her ninth.
    expect(test.map(({ known }) => known.items.length)).toEqual([9, 9, 9, 9]);
    expect(tuning.validation.map(({ known }) => known.items.length)).toEqual([8, 8, 8, 8]);
    for (const { known, item } of test) expect([...Array.from(known.items)]).not.toContain(item);
  });

  it('without times gives what is trained on, and asks nobody twice for one rating', async () => {
    const timeless = text.replaceAll(/,\d+$/gm, '').replace(',time', '');
    const { tuning, train, test } = await readRatings(shop(timeless), 'shop');
    expect(train.items.length + test.length).toBe(40);
    expect(tuning.train.items.length + tuning.validation.length).toBe(train.items.length);
    for (const { person, known } of test) {
      expect([...Array.from(known.items)]).toEqual([
        ...train.items.subarray(train.offsets[person], train.offsets[person + 1]),
      ]);
    }
  });
});
