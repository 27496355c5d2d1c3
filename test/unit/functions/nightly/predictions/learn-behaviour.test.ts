import { afterAll, describe, expect, it } from 'vitest';
import { ALIKE } from '../../../../../functions/nightly/predictions/alike.ts';
import { learnBehaviour, type SeenPerson } from '../../../../../functions/nightly/predictions/learn-behaviour.ts';
import { openKernels } from '../../../../../shared/adapters/kernels/wasm-kernels.ts';
import { PROFILE_COLUMNS } from '../../../../../shared/features/profile/vector.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';

const kernels = openKernels(1);
afterAll(() => kernels.close());
const settings = { isExplained: true, groupCount: ALIKE.count, groupWords: ALIKE.words, kernels };
const CARTS = PROFILE_COLUMNS.findIndex(({ name }) => name === 'recentCarts');

/** People of one group whose carts these days say how likely something is; all else of them is chance. */
function planted(count: number, seed: number, strength: number) {
  const random = seededRandom(seed);
  const chances: number[] = [];
  const people: SeenPerson[] = Array.from({ length: count }, () => {
    const vector = Float32Array.from(PROFILE_COLUMNS, (_, column) => (column % 7 === 3 ? Number.NaN : random() * 5));
    const carts = random() * 4 - 2;
    vector[CARTS] = carts + 2;
    chances.push(1 / (1 + Math.exp(1 - strength * carts)));
    return { vector, group: 0 };
  });
  return { people, chances, happened: Uint8Array.from(chances, (chance) => (random() < chance ? 1 : 0)) };
}

describe('behaviour that is learnt', () => {
  const known = planted(900, 1, 1.5);
  const asked = planted(1000, 2, 1.5);
  const learnt = learnBehaviour(known.people, known.happened, settings);
  const said = learnt.of(asked.people);

  it('is as likely as is said, of people who were not met', () => {
    expect(said.every(({ evidence }) => evidence === 'person')).toBe(true);
    const order = [...said.keys()].sort((a, b) => said[a]!.probability - said[b]!.probability);
    for (let fifth = 0; fifth < 5; fifth++) {
      const rows = order.slice(fifth * 200, fifth * 200 + 200);
      const mean = (of: (row: number) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
      expect(Math.abs(mean((row) => said[row]!.probability) - mean((row) => asked.chances[row]!))).toBeLessThan(0.06);
    }
  });

  it('has the share of people alike in its interval about as often as it says', () => {
    const order = [...said.keys()].sort((a, b) => said[a]!.probability - said[b]!.probability);
    const inside = Array.from({ length: 20 }, (_, part) => order.slice(part * 50, part * 50 + 50)).filter((rows) => {
      const share = rows.reduce((sum, row) => sum + asked.chances[row]!, 0) / rows.length;
      const { low, high } = said[rows[25]!]!.interval;
      return share >= low && share <= high;
    });
    expect(inside.length).toBeGreaterThanOrEqual(13);
    for (const { interval } of said) expect(interval.high - interval.low).toBeLessThan(0.2);
  });

  it('is explained first by what it comes from, and for or against it', () => {
    const first = said.filter(({ contributions }) => contributions[0]?.feature === 'recentCarts');
    expect(first.length / said.length).toBeGreaterThan(0.8);
    for (const row of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const carts = asked.people[row]!.vector[CARTS]!;
      const { value, logOdds } = said[row]!.contributions.find(({ feature }) => feature === 'recentCarts')!;
      expect(value).toBe(carts);
      if (Math.abs(carts - 2) > 1) expect(Math.sign(logOdds)).toBe(Math.sign(carts - 2));
    }
  });

  it('goes by groups where a model adds nothing, where people are few, and where it hardly ever happens', () => {
    const chance = planted(500, 3, 0);
    expect(learnBehaviour(chance.people, chance.happened, settings).basis).toEqual({
      by: 'groups',
      why: 'no better by a model',
    });
    const few = planted(499, 4, 1.5);
    expect(learnBehaviour(few.people, few.happened, settings).basis).toMatchObject({
      why: 'fewer than 500 people',
    });
    const never = learnBehaviour(known.people, new Uint8Array(900), settings);
    expect(never.basis).toMatchObject({ by: 'groups' });
    expect(never.of(asked.people.slice(0, 1))).toMatchObject([{ evidence: 'segment', contributions: [] }]);
    expect(never.of(asked.people.slice(0, 1))[0]!.probability).toBeLessThan(0.001);
  });
});
