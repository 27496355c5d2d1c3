import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../shared/decisioning/candidates.ts';
import { chancesOf, drawnSlots } from '../../../../shared/decisioning/drawn-slots.ts';
import { explored } from '../../../../shared/decisioning/exploration.ts';
import { lotOf } from '../../../../shared/decisioning/lot-of.ts';
import { slotsOf } from '../../../../shared/decisioning/slots.ts';
import type { PlackettLuce } from '../../../../shared/domain/placement-policy.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { stringHash } from '../../../../shared/math/string-hash.ts';

const REASON = { code: 'popular', text: '' } as const;
const candidatesOf = (...scores: readonly (number | undefined)[]): readonly Candidate[] =>
  scores.map((score, row) => ({ row, reason: REASON, ...(score !== undefined && { score }) }));
const describedAt = (row: number) => ({ categories: [row % 2 === 0 ? 'even' : 'odd'] });
const POLICY: PlackettLuce = { kind: 'plackett-luce', temperature: 1, pool: 4, floor: 0 };

interface Slate {
  readonly candidates: readonly Candidate[];
  readonly limit: number;
  readonly policy: PlackettLuce;
  readonly diversity?: number;
  /** A promotion of row 0 there. */
  readonly promotedAt?: number;
  readonly share?: number;
  readonly newItems?: readonly number[];
}

/** As decisions make it. */
function shown(slate: Slate, decisionId: string) {
  const { candidates, limit, policy, diversity = 0, promotedAt, share = 0, newItems = [] } = slate;
  const promotions = promotedAt === undefined ? [] : [{ positions: [promotedAt] }];
  const wishes = { limit, diversity, promotions, lot: lotOf(policy, decisionId) };
  const slots = slotsOf(candidates, [candidates.slice(0, 1)], wishes, describedAt);
  return explored(slots, { share, pool: newItems, random: seededRandom(stringHash(decisionId)) });
}

describe('drawn slots', () => {
  it('say the probability of each given what was drawn before, which is Plackett and Luce’s', () => {
    const weights = [3, 2, 1].map(Math.exp);
    const slots = drawnSlots(candidatesOf(3, 2, 1), 3, {
      ...POLICY,
      pool: 3,
      diversity: 0,
      describedAt,
      random: () => 0.5, // falls to the first, of weight .665; then to the first of the two left
    });
    expect(slots.map(({ row }) => row)).toEqual([0, 1, 2]);
    const [all, rest] = [weights[0]! + weights[1]! + weights[2]!, weights[1]! + weights[2]!];
    const expected = [weights[0]! / all, weights[1]! / rest, 1];
    for (const [at, { probability }] of slots.entries()) expect(probability).toBeCloseTo(expected[at]!, 12);
  });

  it.each<readonly [string, number, Slate]>([
    ['scores alone', 20_000, { candidates: candidatesOf(2, 1.5, 1, 0, -1), limit: 3, policy: POLICY }],
    ['a floor', 20_000, { candidates: candidatesOf(9, 1, 0, 0), limit: 2, policy: { ...POLICY, floor: 0.1 } }],
    ['diversity', 20_000, { candidates: candidatesOf(2, 1.8, 1.7, 1), limit: 3, policy: POLICY, diversity: 0.6 }],
    [
      'a pool that runs out',
      20_000,
      { candidates: candidatesOf(1, 0.5, 0, -1), limit: 4, policy: { ...POLICY, pool: 2 } },
    ],
    [
      'a promotion and new items',
      40_000,
      {
        ...{ candidates: candidatesOf(1, 0.8, 0.5, 0.2, 0), limit: 5, policy: { ...POLICY, floor: 0.05 } },
        ...{ promotedAt: 2, share: 0.3, newItems: [10, 11, 12] },
      },
    ],
  ])('are shown, as often as they say: %s, in %d decisions', (_, draws, slate) => {
    const seen = new Map<
      string,
      { times: number; readonly next: Map<number, number>; readonly stated: Map<number, number> }
    >();
    let disagreed = 0;
    for (let i = 0; i < draws; i++) {
      let before = '';
      for (const { row, probability } of shown(slate, `0193f0a0-7e1c-7000-8000-${i}`)) {
        const here = seen.get(before) ?? { times: 0, next: new Map(), stated: new Map() };
        seen.set(before, here);
        here.times++;
        here.next.set(row, (here.next.get(row) ?? 0) + 1);
        if (Math.abs((here.stated.get(row) ?? probability) - probability) > 1e-12) disagreed++;
        here.stated.set(row, probability);
        before += `${row} `;
      }
    }
    expect(disagreed).toBe(0);
    let [statistic, freedom] = [0, 0];
    for (const { times, next, stated } of seen.values()) {
      const met = [...stated].filter(([, probability]) => probability * times >= 10);
      const rest = 1 - met.reduce((sum, [, probability]) => sum + probability, 0);
      expect(rest).toBeGreaterThan(-1e-9);
      if (times >= 5000) expect(rest).toBeLessThan(0.02); // all that has a chance was met
      for (const [row, probability] of met)
        statistic += (next.get(row)! - probability * times) ** 2 / (probability * times);
      freedom += Math.max(0, met.length - (rest > 1e-9 ? 0 : 1));
    }
    expect(freedom).toBeGreaterThan(0);
    expect(statistic).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom)); // of an exact χ², 4 standard deviations
    expect(statistic).toBeGreaterThan(freedom - 5 * Math.sqrt(2 * freedom));
  });

  it('hold the floor, name nobody but candidates, each once, and are the same for the same decision', () => {
    const score = fc.option(fc.double({ min: -50, max: 50, noNaN: true }), { nil: undefined });
    const slate = fc.record({
      scores: fc.array(score, { minLength: 1, maxLength: 30 }),
      limit: fc.integer({ min: 1, max: 20 }),
      temperature: fc.double({ min: 0.01, max: 100, noNaN: true }),
      pool: fc.integer({ min: 2, max: 25 }),
      floor: fc.double({ min: 0, max: 1, noNaN: true }),
      diversity: fc.double({ min: 0, max: 1, noNaN: true }),
      decisionId: fc.string(),
    });
    fc.assert(
      fc.property(slate, ({ scores, limit, temperature, pool, floor: share, diversity, decisionId }) => {
        const policy: PlackettLuce = { kind: 'plackett-luce', temperature, pool, floor: share / pool };
        const candidates = candidatesOf(...scores);
        const once = () => shown({ candidates, limit, policy, diversity }, decisionId);
        const slots = once();
        expect(once()).toEqual(slots);
        expect(slots).toHaveLength(Math.min(limit, candidates.length));
        expect(new Set(slots.map(({ row }) => row)).size).toBe(slots.length);
        slots.forEach(({ row, probability }, at) => {
          expect(candidates[row]).toMatchObject({ row });
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThanOrEqual(1);
          if (at < Math.min(pool, candidates.length)) {
            expect(row).toBeLessThan(pool);
            expect(probability).toBeGreaterThanOrEqual(policy.floor * (1 - 1e-9));
          } else expect(row).toBe(at);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('are the best in their order where nothing is left to chance', () => {
    const policy: PlackettLuce = { ...POLICY, temperature: 0.01 };
    const slots = shown({ candidates: candidatesOf(3, 2, 1, 0), limit: 4, policy }, 'd');
    expect(slots.map(({ row }) => row)).toEqual([0, 1, 2, 3]);
  });
});

describe('the chances of a slate', () => {
  const lot = { temperature: 0.7, pool: 5, floor: 0.02 };

  it('are what the slate was drawn with, where the same candidates are ranked the same', () => {
    const candidates = candidatesOf(2, 1.5, 1, 0.5, 0, -1);
    for (const diversity of [0, 0.4])
      for (let seed = 1; seed <= 50; seed++) {
        const policy = { ...lot, diversity, describedAt };
        const slots = drawnSlots(candidates, 4, { ...policy, random: seededRandom(seed) });
        const chances = chancesOf(
          slots.map(({ row }) => row),
          candidates,
          policy,
        );
        expect([...chances]).toEqual(slots.map(({ probability }) => probability));
      }
  });

  it('of all slates add up to 1', () => {
    const candidates = candidatesOf(1, 0, -2);
    const policy = { ...lot, pool: 3, diversity: 0, describedAt };
    let sum = 0;
    for (const a of [0, 1, 2])
      for (const b of [0, 1, 2].filter((row) => row !== a)) {
        const [first, second] = chancesOf([a, b], candidates, policy);
        sum += first! * second!;
      }
    expect(sum).toBeCloseTo(1, 12);
  });

  it('are 0 from the first on that the policy does not draw', () => {
    const chances = chancesOf([1, 9, 0], candidatesOf(1, 1), { ...lot, floor: 0, diversity: 0, describedAt });
    expect([...chances]).toEqual([0.5, 0, 0]);
  });
});
