import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentOf, assignmentsOf, isHeldOut, variantsOf } from '../../../../shared/decisioning/assignment.ts';
import { chiSquareTail } from '../../../../shared/math/distributions.ts';
import { anExperiment } from '../../../support/builders/experiment.ts';

const PEOPLE = Array.from({ length: 6000 }, (_, i) => ({ userId: `u${i}` }));
const variantOf = (userId: string, experiment = anExperiment()) =>
  assignmentOf({ userId }, experiment)?.variant.variantId;
const weighted = (first: number, second: number) => {
  const [one, other] = anExperiment().variants;
  return anExperiment({
    variants: [
      { ...one!, weight: first },
      { ...other!, weight: second },
    ],
  });
};

describe('an assignment', () => {
  it('is the same whenever it is asked, and goes by the user’s id on whatever device', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (userId, anonymousId) => {
        const own = assignmentOf({ userId }, anExperiment());
        expect(assignmentOf({ userId, anonymousId }, anExperiment())).toEqual(own);
        expect(own?.assignmentProbability).toBe(0.5);
      }),
    );
  });

  it('is one of its own for a device, until the user is named', () => {
    const differs = PEOPLE.slice(0, 1000).filter(
      ({ userId }) => assignmentOf({ anonymousId: userId }, anExperiment())?.variant.variantId !== variantOf(userId),
    );
    expect(differs.length).toBeGreaterThan(400);
    expect(differs.length).toBeLessThan(600);
  });

  it('falls by the weights', () => {
    const experiment = weighted(1, 3);
    const first = PEOPLE.filter(({ userId }) => variantOf(userId, experiment) === 'as-it-is').length;
    const expected = PEOPLE.length / 4;
    const distance = (first - expected) ** 2 / expected + (first - expected) ** 2 / (3 * expected);
    expect(chiSquareTail(distance, 1)).toBeGreaterThan(0.001);
    expect(assignmentOf(PEOPLE[0]!, experiment)?.assignmentProbability).toBeOneOf([0.25, 0.75]);
  });

  it('says nothing of the variant in another experiment, of the same layer or another', () => {
    const other = anExperiment({ experimentId: 'other', layer: 'second' });
    const counts = [0, 0, 0, 0];
    for (const { userId } of PEOPLE) {
      const [one, two] = [variantOf(userId), variantOf(userId, other)];
      counts[(one === 'diverse' ? 2 : 0) + (two === 'diverse' ? 1 : 0)]!++;
    }
    const expected = PEOPLE.length / 4;
    const distance = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquareTail(distance, 3)).toBeGreaterThan(0.001);
  });

  it('is of one experiment of a layer at most', () => {
    const early = anExperiment({ experimentId: 'early', buckets: { from: 0, to: 300 } });
    const late = anExperiment({ experimentId: 'late', buckets: { from: 300, to: 1000 } });
    let inEarly = 0;
    for (const person of PEOPLE) {
      const { assignments } = assignmentsOf(person, 'home', { running: [early, late], holdoutShare: 0 });
      const [only, ...more] = assignments;
      if (only === undefined || more.length > 0) throw new Error(`${person.userId} is in ${assignments.length}`);
      if (only.experimentId === 'early') inEarly++;
    }
    expect(inEarly / PEOPLE.length).toBeCloseTo(0.3, 1);
    expect(assignmentsOf(PEOPLE[0]!, 'cart', { running: [early, late], holdoutShare: 0 }).assignments).toEqual([]);
  });

  it('stays when an experiment takes more buckets; other weights change it between the bounds alone', () => {
    for (const person of PEOPLE.slice(0, 2000)) {
      const narrow = assignmentOf(person, anExperiment({ buckets: { from: 100, to: 200 } }));
      if (narrow !== undefined) expect(assignmentOf(person, anExperiment())).toEqual(narrow);
    }
    const moved = PEOPLE.filter(
      ({ userId }) => variantOf(userId, weighted(1, 1)) !== variantOf(userId, weighted(6, 4)),
    );
    expect(moved.length / PEOPLE.length).toBeCloseTo(0.1, 1);
  });
});

describe('the holdout', () => {
  const among = { running: [anExperiment()], holdoutShare: 0.1 };

  it('is a share of all people, for good: a larger share adds some and moves nobody', () => {
    const few = PEOPLE.filter((person) => isHeldOut(person, 0.1));
    expect(few.length / PEOPLE.length).toBeCloseTo(0.1, 2);
    expect(few.every((person) => isHeldOut(person, 0.2))).toBe(true);
    expect(PEOPLE.some((person) => isHeldOut(person, 0))).toBe(false);
    expect(PEOPLE.every((person) => isHeldOut(person, 1))).toBe(true);
  });

  it('meets no experiment, and everybody is marked by which side they are on', () => {
    const held = PEOPLE.find((person) => isHeldOut(person, 0.1))!;
    const free = PEOPLE.find((person) => !isHeldOut(person, 0.1))!;
    expect(variantsOf(assignmentsOf(held, 'home', among))).toEqual({ holdout: 'held-out' });
    expect(variantsOf(assignmentsOf(free, 'home', among))).toEqual({
      holdout: 'served',
      'diverse-home': expect.any(String),
    });
    expect(variantsOf(assignmentsOf(held, 'home', { running: [], holdoutShare: 0 }))).toBeUndefined();
  });
});
