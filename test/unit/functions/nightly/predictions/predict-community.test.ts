import { describe, expect, it } from 'vitest';
import { predictCommunity } from '../../../../../functions/nightly/predictions/predict-community.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../../shared/domain/person-record.ts';
import type { CommunityPrediction } from '../../../../../shared/domain/prediction.ts';
import type { RelationAddress } from '../../../../../shared/domain/relation.ts';
import { normalisedMutualInformation } from '../../../../../shared/evaluation/mutual-information.ts';
import { EMPTY_PROFILE } from '../../../../../shared/features/profile/profile.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const said = (granted: boolean) => ({ granted, atMs: 1, source: 'self' }) as const;
const agreed: PersonRecord = { ...EMPTY_RECORD, consent: { personalisation: said(true), profiling: said(true) } };

type Pair = readonly [from: string, to: string];

/** @param recordOf - of those who have not agreed. */
function foundIn(
  pairs: readonly Pair[],
  users: readonly string[] = [...new Set(pairs.flat())],
  recordOf: Readonly<Record<string, PersonRecord | undefined>> = {},
  most?: number,
): ReadonlyMap<string, CommunityPrediction> {
  const foreseer = predictCommunity({ regime: 'opt-out', log: silentLog }, most);
  foreseer.start({ snapshotId: 's', takenAtMs: 1 });
  for (const user of users) {
    const relations = pairs
      .filter((pair) => pair.includes(user))
      .map(([from, to]): RelationAddress => ({ from, to, kind: 'friend' }));
    const record = user in recordOf ? recordOf[user] : agreed;
    const person = {
      partition: `U#${user}`,
      state: EMPTY_PROFILE,
      atMs: 1,
      record,
      mayLearn: true,
      orders: [],
      boughtOf: [],
    };
    foreseer.see(relations.length > 0 ? { ...person, relations } : person);
  }
  const found = foreseer.learn()(users.map((user) => `U#${user}`));
  return new Map([...found].map(([partition, [first]]) => [partition.slice(2), first as CommunityPrediction]));
}

/** Four circles of twelve; within one, half of all pairs know each other, and one pair in thirty beyond. */
const random = seededRandom(4);
const circleOf = (u: number) => u % 4;
const planted: readonly Pair[] = Array.from({ length: 48 }, (_, a) =>
  Array.from({ length: a }, (_, b) => [a, b] as const),
)
  .flat()
  .filter(([a, b]) => random() < (circleOf(a) === circleOf(b) ? 0.5 : 1 / 30))
  .map(([a, b]) => [`u${a}`, `u${b}`]);

describe('communities of people who know each other', () => {
  it('are those that were planted, numbered from the largest, whatever order the scan had', () => {
    const found = foundIn(planted);
    const numbers = Int32Array.from({ length: 48 }, (_, u) => found.get(`u${u}`)!.community);
    expect(
      normalisedMutualInformation(
        numbers,
        Int32Array.from({ length: 48 }, (_, u) => circleOf(u)),
      ),
    ).toBeGreaterThan(0.9);
    expect([...found.values()].every(({ members }) => members >= 10)).toBe(true);
    const turned = foundIn(planted.toReversed(), [...found.keys()].toReversed());
    expect(turned.get('u7')).toEqual(found.get('u7'));
  });

  it('give who knows everybody the most influence, and the average person 1', () => {
    const star = foundIn(['b', 'c', 'd', 'e'].map((other): Pair => ['a', other]));
    expect(star.get('a')).toMatchObject({
      community: 1,
      members: 5,
      relations: 4,
      evidence: 'person',
      predicted: true,
    });
    expect(star.get('a')!.influence).toBeGreaterThan(2 * star.get('b')!.influence);
    expect([...star.values()].reduce((sum, { influence }) => sum + influence, 0)).toBeCloseTo(5);
  });

  it.each([
    ['said nothing', undefined],
    ['refuses profiling', { ...agreed, consent: { ...agreed.consent, profiling: said(false) } }],
    ['has their data restricted', { ...agreed, restrictedAtMs: 1 }],
  ])('are found as if nobody knew who %s', (_, record) => {
    const pairs: readonly Pair[] = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['c', 'd'],
    ];
    const found = foundIn(pairs, ['a', 'b', 'c', 'd'], { c: record });
    expect(found).toEqual(foundIn([['a', 'b']]));
    expect(found.has('c')).toBe(false);
  });

  it('are found among some where there are too many, the same ones each night', () => {
    const all = [...foundIn(planted).keys()];
    const some = foundIn(planted, all, {}, 30);
    expect(some.size).toBeGreaterThan(20);
    expect(some.size).toBeLessThanOrEqual(30);
    expect([...foundIn(planted, all.toReversed(), {}, 30).keys()].sort()).toEqual([...some.keys()].sort());
  });

  it('have nobody in them who is not there any more', () => {
    expect(foundIn([['a', 'gone']], ['a'])).toEqual(new Map());
  });
});
