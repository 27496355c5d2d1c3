import { describe, expect, it } from 'vitest';
import { lookalikesOf } from '../../../../functions/audiences/lookalike.ts';
import type { PersonRecord } from '../../../../shared/domain/person-record.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import type { RollReader } from '../../../../shared/ports/rolls.ts';
import { rollOf } from '../../../support/rolls.ts';

/** Of 600 people each fourth is keen: comes and buys more often. Others are of one kind. */
const random = seededRandom(4);
const people = Array.from({ length: 600 }, (_, i) => {
  const isKeen = i % 4 === 0;
  const known = { sessions: (isKeen ? 12 : 4) + 4 * random(), views: 10 * random(), learnable: i % 10 === 3 ? 0 : 1 };
  return { partition: `U#${i}`, isKeen, orders: (isKeen ? 4 : 1) + Math.floor(3 * random()), known };
});
const idOf = ({ partition }: { readonly partition: string }) => partition.slice(2);
const keen = people.filter(({ isKeen }) => isKeen);
const seeds = keen.slice(0, 80);
const userIds = seeds.map(idOf);

const refusing = (purpose: 'profiling' | 'analytics'): PersonRecord => ({
  consent: { [purpose]: { granted: false, atMs: 1, source: 'api' } },
  traits: {},
  traitsAtMs: {},
});

function ports(
  rolls: RollReader,
  records: ReadonlyMap<string, PersonRecord> = new Map(),
  gone: readonly string[] = [],
) {
  const listed = {
    stillThere: async (partitions: readonly string[]) =>
      new Map(partitions.filter((it) => !gone.includes(it)).map((it) => [it, records.get(it)] as const)),
  };
  return { rolls, listed, regime: 'opt-out' as const };
}
const idsOf = (reply: { readonly people: readonly { readonly userId?: string }[] }) =>
  reply.people.map(({ userId }) => userId);

describe('lookalikes', () => {
  it('are those who are of the seeds’ kind, the most alike first, and no seeds', async () => {
    const reply = await lookalikesOf(ports(await rollOf(people, 9)))({ userIds, size: 60 });
    const hidden = new Set(keen.slice(80).map(idOf));
    expect(reply.people).toHaveLength(60);
    expect(idsOf(reply).filter((id) => hidden.has(id!)).length).toBeGreaterThanOrEqual(57); // of 70; by chance 8
    const scores = reply.people.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(reply.seeds).toBe(seeds.filter(({ known }) => known.learnable === 1).length);
  });

  it('are the same of the same roll, however it is parted, and fewer of them the first', async () => {
    const wanted = { userIds, size: 50 };
    const reply = await lookalikesOf(ports(await rollOf(people, 50)))(wanted);
    expect(await lookalikesOf(ports(await rollOf(people, 3)))(wanted)).toEqual(reply);
    const fewer = await lookalikesOf(ports(await rollOf(people, 3)))({ userIds, size: 7 });
    expect(fewer.people).toEqual(reply.people.slice(0, 7));
  });

  it('of a segment are none of those who are in it', async () => {
    const rule = { feature: 'orders', atLeast: 4 };
    const reply = await lookalikesOf(ports(await rollOf(people)))({ rule, size: 600 });
    const inside = new Set(people.filter(({ orders }) => orders >= 4).map(idOf));
    expect(reply.people).toHaveLength(people.length - inside.size);
    expect(idsOf(reply).filter((id) => inside.has(id!))).toEqual([]);
  });

  it('leave out who withdrew or is gone since, and others take their places', async () => {
    const before = await lookalikesOf(ports(await rollOf(people)))({ userIds, size: 40 });
    const [withdrawn, erased, still] = idsOf(before);
    const after = await lookalikesOf(
      ports(await rollOf(people), new Map([[`U#${withdrawn}`, refusing('profiling')]]), [`U#${erased}`]),
    )({ userIds, size: 40 });
    expect(after.people).toHaveLength(40);
    expect(idsOf(after)).toContain(still);
    expect(idsOf(after)).not.toContain(withdrawn);
    expect(idsOf(after)).not.toContain(erased);
  });

  it('are learnt from no seed who may not be learnt from, and from no fewer than fifty', async () => {
    const refusals = new Map(seeds.slice(0, 20).map(({ partition }) => [partition, refusing('analytics')]));
    const reply = await lookalikesOf(ports(await rollOf(people), refusals))({ userIds, size: 5 });
    expect(reply.seeds).toBe(seeds.slice(20).filter(({ known }) => known.learnable === 1).length);
    await expect(lookalikesOf(ports(await rollOf(people)))({ userIds: userIds.slice(0, 30), size: 5 })).rejects.toThrow(
      /^\d+ seeds may be learnt from; the fewest are 50$/,
    );
    const everybody = { feature: 'orders', atLeast: 0 };
    await expect(lookalikesOf(ports(await rollOf(people)))({ rule: everybody, size: 5 })).rejects.toThrow('nobody but');
  });
});
