/** Segments and audiences of a small shop, through the front door and real nights. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAgent } from '../support/agent.ts';
import { basic, bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';
import { aPoint } from '../support/memory-actions.ts';

const DAY_MS = 86_400_000;
const startedAtMs = Date.now();
const daysAgo = (days: number) => new Date(startedAtMs - days * DAY_MS).toISOString();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Person i ordered i % 4 times and looked at i % 7 things; devices are nobody's. Ids tell their number. */
const people = Array.from({ length: 90 }, (_, i) => ({
  id: `person-${i}`,
  i,
  by: i % 10 === 0 ? ('anonymousId' as const) : ('userId' as const),
  orders: i % 4,
  views: i % 7,
}));
type Person = (typeof people)[number];
const refOf = ({ id, by }: Person) => ({ [by]: id });
const buyers = people.filter(({ orders }) => orders >= 2);

function eventsOf(person: Person): readonly object[] {
  const { id, i, orders, views } = person;
  const common = { ...refOf(person), timestamp: daysAgo(20) };
  const products = [{ product_id: `item-${i % 5}`, category: 'Tea > Green' }];
  return [
    { ...common, type: 'page', name: 'Home', messageId: `${id}-page` },
    { ...common, type: 'identify', messageId: `${id}-told`, traits: traitsOf(i) },
    ...Array.from({ length: views }, (_, v) => ({
      ...common,
      ...{ type: 'track', event: 'Product Viewed', messageId: `${id}-view-${v}`, properties: products[0] },
    })),
    ...Array.from({ length: orders }, (_, o) => ({
      ...common,
      ...{ type: 'track', event: 'Order Completed', messageId: `${id}-order-${o}` },
      timestamp: daysAgo(19 - o),
      properties: { order_id: `${id}-${o}`, products, revenue: 10 * (1 + (i % 3)), currency: 'EUR' },
    })),
  ];
}

/** Every fifth told nothing to be reached by; phones are written in several ways, and not all say their country. */
const traitsOf = (i: number) =>
  i % 5 === 4
    ? { city: 'Ulm' }
    : {
        email: ` Person${i}@Shop.Example`,
        ...(i % 2 === 0 && { phone: i % 3 === 0 ? `0151 ${i}` : `+49 (151) 000-${1000 + i}` }),
      };

const lookers = { segmentId: 'lookers', words: 'look at much', rule: { feature: 'views', atLeast: 3 } };
const likeLookers = { segmentId: 'like-lookers', words: 'like lookers', seedSegmentId: 'lookers', size: 30 };

interface Members {
  readonly members: readonly { readonly userId?: string; readonly anonymousId?: string }[];
  readonly asOf: string;
  readonly nextCursor?: string;
}
interface Diff {
  readonly exportId: string;
  readonly added: readonly { readonly email?: string }[];
  readonly removed: readonly { readonly email?: string }[];
  readonly unchanged: number;
}
interface SegmentList {
  readonly segments: readonly { readonly segmentId: string; readonly kind?: string; readonly words: string }[];
}
interface Job {
  readonly jobId: string;
  readonly status: string;
  readonly progress: object;
}
interface Decided {
  readonly decisionId: string;
  readonly userId?: string;
  readonly anonymousId?: string;
}
interface Exported {
  readonly people: readonly { readonly email?: string; readonly phone?: string }[];
  readonly leftOut: Readonly<Record<'withdrawn' | 'noConsent' | 'noAddress', number>>;
  readonly nextCursor?: string;
}

describe('segments and audiences', { timeout: 120_000 }, () => {
  let shop: TestLaptop;
  const call = (method: string, path: string, body?: unknown) => shop.door.call(method, path, body) as Promise<never>;
  const ask = (method: string, path: string, body?: unknown) =>
    raw(shop.url, path, { method, headers: bearer(), ...(body !== undefined && { body: JSON.stringify(body) }) });
  const night = () => shop.laptop.runNight({ settleSeconds: 0 }, () => undefined);
  const countOf = async (rule: object) =>
    ((await call('POST', '/v1/segments:preview', { rule })) as { count: number }).count;
  const allOf = async (segmentId: string, limit: number) => {
    const pages: Members[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1)?.nextCursor)
      pages.push(await call('GET', `/v1/segments/${segmentId}/members?limit=${limit}${cursor && `&cursor=${cursor}`}`));
    return pages.flatMap(({ members }) => members);
  };
  const idsOf = async (segmentId: string) =>
    (await allOf(segmentId, 500)).map(({ userId, anonymousId }) => userId ?? anonymousId).sort();
  const exported = async (segmentId: string, query = '') =>
    (await call('POST', `/v1/audiences/${segmentId}:export${query}`, { hash: 'sha256' })) as Exported;

  /** Whom a batch job over a segment decides for, each line of what came of it. */
  const decidedFor = async (segmentId: string, request: object) => {
    const { jobId } = (await call('POST', '/v1/decisions:batch', { ...request, segmentId })) as Job;
    await shop.laptop.functions.invoke('decide', { step: 'jobs' });
    const { status, progress } = (await call('GET', `/v1/jobs/${jobId}`)) as Job;
    const result = await fetch(new URL(`/v1/jobs/${jobId}/result`, shop.url), { headers: bearer() });
    const lines = (await result.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Decided);
    expect([status, progress]).toEqual(['done', { done: lines.length, of: lines.length }]);
    for (const { decisionId } of lines) expect(decisionId).toBeTypeOf('string');
    return lines.map(({ userId, anonymousId }) => userId ?? anonymousId).sort();
  };

  beforeAll(async () => {
    shop = await openTestLaptop();
    await shop.door.sendEvents('/v1/import', people.flatMap(eventsOf), () => undefined);
  }, 120_000);
  afterAll(() => shop.close());

  it('count nobody before the first night, and say so', async () => {
    expect(await ask('POST', '/v1/segments:preview', { rule: { feature: 'orders', atLeast: 1 } })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('the night lists people') },
    });
    expect(await call('GET', '/v1/segments/repeat-buyer')).not.toHaveProperty('count');
    await call('POST', '/v1/segments', lookers);
    const made = { ...likeLookers, kind: 'lookalike' };
    expect(await call('POST', '/v1/segments', likeLookers)).toEqual(made);
    expect(await call('POST', '/v1/segments', likeLookers)).toEqual(made);
    expect(await call('GET', '/v1/segments/like-lookers')).toEqual({
      ...made,
      because: 'the next night finds who is in it',
    });
    const other = { ...likeLookers, segmentId: 'like-like' };
    expect(await ask('POST', '/v1/segments', { ...other, seedSegmentId: 'like-lookers' })).toMatchObject({
      status: 409,
    });
    expect(await ask('POST', '/v1/segments', { ...other, seedSegmentId: 'nobody' })).toMatchObject({ status: 404 });
    await night();
  });

  it('count as a count by hand does, of every way to put conditions together', async () => {
    const by = (wanted: (person: Person) => boolean) => people.filter(wanted).length;
    const orders = { feature: 'orders', atLeast: 2 };
    const views = { feature: 'views', atLeast: 3, atMost: 5 };
    expect(await countOf(orders)).toBe(buyers.length);
    expect(await countOf({ all: [orders, views] })).toBe(by((it) => it.orders >= 2 && it.views >= 3 && it.views <= 5));
    expect(await countOf({ any: [orders, views] })).toBe(
      by((it) => it.orders >= 2 || (it.views >= 3 && it.views <= 5)),
    );
    expect(await countOf({ not: { any: [orders, views] } })).toBe(
      by((it) => !(it.orders >= 2 || (it.views >= 3 && it.views <= 5))),
    );
    // Who never ordered has no last order, be it long ago or not.
    expect(await countOf({ feature: 'daysSinceLastOrder', atLeast: 0 })).toBe(by((it) => it.orders > 0));
    const preview = (await call('POST', '/v1/segments:preview', { rule: orders })) as { sample: Person[] };
    expect(preview.sample).toHaveLength(5);
    for (const person of preview.sample) expect(buyers.map(refOf)).toContainEqual(person);
  });

  it('are counted for an agent without naming anybody, and named where it asks for members', async () => {
    const agent = await openAgent(shop.url);
    const counted = await agent.told('segment_size', { rule: lookers.rule });
    expect(counted).toEqual({
      count: await countOf(lookers.rule),
      asOf: expect.any(String),
      consentAsOf: expect.any(String),
    });
    expect(await agent.told('segment_size', { segmentId: 'lookers' })).toMatchObject({
      ...lookers,
      count: counted['count'],
    });
    const { members, nextCursor } = (await agent.told('segment_members', { segmentId: 'lookers' })) as never as Members;
    const next = (await agent.told('segment_members', {
      segmentId: 'lookers',
      cursor: nextCursor,
    })) as never as Members;
    expect([...members, ...next.members]).toEqual((await allOf('lookers', 500)).slice(0, 40));
    const { models } = (await agent.told('list_models')) as { readonly models: readonly { readonly name: string }[] };
    for (const { name } of models) expect(await agent.told('model_card', { name })).toMatchObject({ name });
    await agent.close();
  });

  it('say of one person and of all the same', async () => {
    const told = await Promise.all(
      people.map(async ({ id, by }) => {
        const reply = await call('GET', `/v1/profiles/${id}/segments?by=${by}`);
        return { id, ids: (reply as SegmentList).segments.map(({ segmentId }) => segmentId) };
      }),
    );
    const { segments } = (await call('GET', '/v1/segments')) as SegmentList;
    const kinds = Map.groupBy(segments, ({ kind }) => kind);
    expect(kinds.get('built-in')).toHaveLength(9);
    expect(kinds.get('predicted')!.map(({ segmentId }) => segmentId)).toContain('high-value');
    expect([...kinds.keys()].sort()).toEqual(['built-in', 'cluster', 'lookalike', 'predicted', 'rule']);
    for (const { segmentId } of segments) {
      const holding = told.filter(({ ids }) => ids.includes(segmentId)).map(({ id }) => id);
      expect([segmentId, await idsOf(segmentId)]).toEqual([segmentId, holding.sort()]);
    }
  });

  it('go by what is foreseen, in rules of the shop too, and say why', async () => {
    const { rule } = (await call('GET', '/v1/segments/high-value')) as { rule: { all: { atLeast: number }[] } };
    const { atLeast } = rule.all[0]!;
    expect(await countOf({ prediction: 'lifetime-value', atLeast })).toBe((await idsOf('high-value')).length);
    expect(await countOf({ prediction: 'purchase', atLeast: 0, atMost: 1 })).toBe(people.length);
    const tea = { prediction: 'category-purchase', category: 'Tea' };
    expect(await countOf({ ...tea, atLeast: 0 })).toBe(people.length);
    expect(await countOf({ ...tea, category: 'Salt', atLeast: 0 })).toBe(0);
    expect(await countOf({ prediction: 'message-opening', atLeast: 0 })).toBe(0); // a shop that sends none
    const [one] = await allOf('high-value', 1);
    const { segments } = (await call('GET', `/v1/profiles/${one!.userId}/segments`)) as {
      segments: { segmentId: string; because: string[] }[];
    };
    const { because } = segments.find(({ segmentId }) => segmentId === 'high-value')!;
    expect(because).toEqual([expect.stringMatching(/^lifetime-value is \d+, at least \d+$/)]);
    const taken = { segmentId: 'high-value', words: 'x', rule: { feature: 'orders', atLeast: 1 } };
    expect(await ask('POST', '/v1/segments', taken)).toMatchObject({ status: 409 });
  });

  it('of lookalikes hold who is like the seeds and none of them, and are handed on as others are', async () => {
    const seeds = people.filter(({ views }) => views >= 3);
    expect(await call('GET', '/v1/segments/like-lookers')).toMatchObject({ count: 30, seeds: seeds.length });
    const ids = await idsOf('like-lookers');
    for (const { id } of seeds) expect(ids).not.toContain(id);
    const reachable = people.filter(({ id, i }) => ids.includes(id) && i % 5 !== 4);
    const { people: handed, leftOut } = await exported('like-lookers', '?limit=500');
    expect(handed.map(({ email }) => email).sort()).toEqual(
      reachable.map(({ i }) => sha256(`person${i}@shop.example`)).sort(),
    );
    expect(leftOut).toMatchObject({ noAddress: 30 - reachable.length });
    // At once, of a list that is kept nowhere, as hashes too; and not of so few that they could be told apart.
    const users = people.filter(({ by, orders }) => by === 'userId' && orders > 0);
    const listed = { userIds: users.map(({ id }) => id), size: 30, hash: 'sha256' };
    const atOnce = (await call('POST', '/v1/audiences:lookalike', listed)) as Exported & { seeds: number };
    expect(Object.keys(atOnce).sort()).toEqual(['asOf', 'hash', 'leftOut', 'people', 'seeds']);
    expect(atOnce.people.length + atOnce.leftOut.noAddress).toBe(people.length - users.length);
    expect(JSON.stringify(atOnce.people)).not.toMatch(/person-|shop.example/);
    const some = { seedSegmentId: 'lookers', size: 19, hash: 'sha256' };
    expect(await ask('POST', '/v1/audiences:lookalike', some)).toMatchObject({ status: 409 });
  });

  it('are found by the night too: each person is in one cluster, which has words', async () => {
    const { segments } = (await call('GET', '/v1/segments')) as SegmentList;
    const clusters = segments.filter(({ kind }) => kind === 'cluster');
    expect(clusters.length).toBeGreaterThanOrEqual(2);
    for (const cluster of clusters) {
      expect(cluster).toEqual({
        segmentId: expect.stringMatching(/^cluster-\d+$/),
        words: expect.any(String),
        kind: 'cluster',
      });
      expect(await call('GET', `/v1/segments/${cluster.segmentId}`)).toMatchObject({
        ...cluster,
        count: expect.any(Number),
      });
    }
    const members = await Promise.all(clusters.map(({ segmentId }) => idsOf(segmentId)));
    expect(members.flat().sort()).toEqual(people.map(({ id }) => id).sort());
    expect(
      await ask('POST', '/v1/segments', {
        segmentId: 'cluster-9',
        words: 'x',
        rule: { feature: 'orders', atLeast: 1 },
      }),
    ).toMatchObject({ status: 422 });
    expect(await ask('POST', '/v1/segments:preview', { rule: { feature: 'cluster', atLeast: 0 } })).toMatchObject({
      status: 422,
    });
  });

  it('are grown by those who are like their people', async () => {
    const lookalikes = async (body: object) =>
      (await call('POST', '/v1/audiences:lookalike', body)) as {
        people: { userId?: string; anonymousId?: string; score: number }[];
        seeds: number;
      };
    const seeds = { segmentId: 'buyers', words: 'bought', rule: { feature: 'orders', atLeast: 1 } };
    await call('POST', '/v1/segments', seeds);
    const others = people.filter(({ orders }) => orders === 0);
    const { people: like, seeds: seedCount } = await lookalikes({ seedSegmentId: 'buyers' });
    expect(seedCount).toBe(people.length - others.length);
    expect(like.map(({ userId, anonymousId }) => userId ?? anonymousId).sort()).toEqual(
      others.map(({ id }) => id).sort(),
    );
    expect((await lookalikes({ seedSegmentId: 'buyers', size: 3 })).people).toEqual(like.slice(0, 3));
    for (const [body, status] of [
      [{ userIds: ['person-1'] }, 409],
      [{ seedSegmentId: 'nobody' }, 404],
      [{ seedSegmentId: 'buyers', userIds: ['a'] }, 422],
      [{}, 422],
      [{ seedSegmentId: 'buyers', size: 10_001 }, 422],
    ] as const)
      expect([body, (await ask('POST', '/v1/audiences:lookalike', body)).status]).toEqual([body, status]);
  });

  it('are made once, found again, and removed', async () => {
    const segment = { segmentId: 'eager', words: 'look at much', rule: { all: [{ feature: 'views', atLeast: 4 }] } };
    const made = { ...segment, kind: 'rule' };
    expect(await call('POST', '/v1/segments', segment)).toEqual(made);
    expect(await call('POST', '/v1/segments', segment)).toEqual(made);
    const other = { ...segment, rule: { feature: 'views', atLeast: 5 } };
    expect(await ask('POST', '/v1/segments', other)).toMatchObject({ status: 409 });
    expect(await ask('POST', '/v1/segments', { ...segment, segmentId: 'lapsed' })).toMatchObject({ status: 409 });
    const wanted = people.filter(({ views }) => views >= 4);
    expect(await call('GET', '/v1/segments/eager')).toMatchObject({ ...made, count: wanted.length });
    expect(((await call('GET', '/v1/segments')) as SegmentList).segments).toContainEqual(made);
    expect(await idsOf('eager')).toEqual(wanted.map(({ id }) => id).sort());

    expect(await ask('DELETE', '/v1/segments/eager')).toMatchObject({ status: 204 });
    for (const [method, path, status] of [
      ['DELETE', '/v1/segments/eager', 404],
      ['GET', '/v1/segments/eager', 404],
      ['GET', '/v1/segments/eager/members', 404],
      ['DELETE', '/v1/segments/lapsed', 409],
    ] as const)
      expect([path, (await ask(method, path)).status]).toEqual([path, status]);
  });

  it('page everybody once, in the same order whatever the size of a page', async () => {
    const all = await allOf('repeat-buyer', 500);
    expect(all).toHaveLength(buyers.length);
    for (const limit of [4, buyers.length]) expect(await allOf('repeat-buyer', limit)).toEqual(all);
    expect(await ask('GET', '/v1/segments/repeat-buyer/members?cursor=!')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/cursor' }] },
    });
  });

  it('are decided for as they are when the job begins, each person once', async () => {
    const wanted = await idsOf('lookers');
    expect(await decidedFor('lookers', { placement: 'home', limit: 2 })).toEqual(wanted);
    await call('POST', '/v1/decision-points', aPoint());
    expect(await decidedFor('lookers', { decisionPoint: 'cart-help' })).toEqual(wanted);
    const { jobId } = (await call('POST', '/v1/decisions:batch', { placement: 'home', segmentId: 'nobodies' })) as Job;
    await shop.laptop.functions.invoke('decide', { step: 'jobs' });
    const failed = { status: 'failed', error: 'there is no segment "nobodies"' };
    expect(await call('GET', `/v1/jobs/${jobId}`)).toMatchObject(failed);
  });

  it('hand on hashes of addresses, of those who told one', async () => {
    const { people: handed, leftOut } = await exported('repeat-buyer', '?limit=500');
    const wanted = buyers.filter(({ i }) => i % 5 !== 4);
    expect(handed.map(({ email }) => email).sort()).toEqual(
      wanted.map(({ i }) => sha256(`person${i}@shop.example`)).sort(),
    );
    const phones = wanted.filter(({ i }) => i % 2 === 0 && i % 3 !== 0).map(({ i }) => sha256(`49151000${1000 + i}`));
    expect(handed.flatMap(({ phone }) => phone ?? []).sort()).toEqual(phones.sort());
    expect(leftOut).toEqual({ withdrawn: 0, noConsent: 0, noAddress: buyers.length - wanted.length });
    expect(JSON.stringify(handed)).not.toMatch(/person-|shop.example/);
  });

  it('hand on the same bytes of the same people, in pages as well', async () => {
    const whole = await exported('repeat-buyer', '?limit=500');
    expect(JSON.stringify(await exported('repeat-buyer', '?limit=500'))).toBe(JSON.stringify(whole));
    const pages: Exported[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1)?.nextCursor)
      pages.push(await exported('repeat-buyer', `?limit=15${cursor && `&cursor=${cursor}`}`));
    expect(
      pages
        .flatMap((page) => page.people)
        .map(({ email }) => email)
        .sort(),
    ).toEqual(whole.people.map(({ email }) => email).sort());
  });

  it('hand on nothing of fewer than twenty', async () => {
    await call('POST', '/v1/segments', { segmentId: 'few', words: 'few', rule: { feature: 'views', atLeast: 6 } });
    const few = people.filter(({ views, i }) => views >= 6 && i % 5 !== 4);
    expect(await ask('POST', '/v1/audiences/few:export', { hash: 'sha256' })).toMatchObject({
      status: 409,
      body: { detail: `${few.length} people may be handed on; the fewest are 20` },
    });
    expect(await ask('POST', '/v1/audiences/few', { hash: 'sha256' })).toMatchObject({ status: 404 });
    expect(await ask('POST', '/v1/audiences/few:export', { hash: 'md5' })).toMatchObject({ status: 422 });
    const publicly = await raw(shop.url, '/v1/audiences/few:export', { headers: basic(), body: '{}' });
    expect(publicly.status).toBe(403);
  });

  it('lose whoever withdraws, is restricted, or is erased, at the next request', async () => {
    const reachable = buyers.filter(({ i, by }) => i % 5 !== 4 && by === 'userId');
    const [adverse, withdrawn, restricted, erased] = reachable;
    const emailOf = ({ i }: Person) => sha256(`person${i}@shop.example`);
    const handedOn = async () => (await exported('repeat-buyer', '?limit=500')).people.map(({ email }) => email);
    const diff = async (after?: string) =>
      (await call('POST', '/v1/audiences/repeat-buyer:diff', { hash: 'sha256', ...(after && { after }) })) as Diff;
    const first = await diff();
    expect([first.added.length, first.removed, first.unchanged]).toEqual([(await handedOn()).length, [], 0]);
    expect(await diff(first.exportId)).toMatchObject({ exportId: first.exportId, added: [], removed: [] });
    const before = await idsOf('repeat-buyer');

    await call('PUT', `/v1/profiles/${adverse!.id}/consent`, { purposes: { advertising: false } });
    expect(await idsOf('repeat-buyer')).toEqual(before);
    expect(await handedOn()).not.toContain(emailOf(adverse!));

    await call('PUT', `/v1/profiles/${withdrawn!.id}/consent`, { purposes: { profiling: false } });
    await call('POST', '/v1/privacy/requests', { type: 'restrict', subject: { userId: restricted!.id } });
    await call('POST', '/v1/privacy/requests', { type: 'delete', subject: { userId: erased!.id } });
    const gone = [withdrawn!, restricted!, erased!];
    const left = before.filter((id) => !gone.some((person) => person.id === id));
    expect(await idsOf('repeat-buyer')).toEqual(left);
    expect(await countOf({ feature: 'orders', atLeast: 2 })).toBe(left.length);
    expect(await decidedFor('repeat-buyer', { placement: 'home', limit: 2 })).toEqual(left);
    const handed = await handedOn();
    for (const person of gone) expect(handed).not.toContain(emailOf(person));
    expect((await exported('repeat-buyer', '?limit=500')).leftOut).toMatchObject({ withdrawn: 3, noConsent: 1 });

    // Taken in again, whoever was erased is somebody new: what the night had found of them does not come back.
    await call('POST', '/v1/privacy/requests', { type: 'unsuppress', subject: { userId: erased!.id } });
    expect(await idsOf('repeat-buyer')).toEqual(left);

    const next = await diff(first.exportId);
    const taken = [adverse, withdrawn, restricted, erased].map((person) => emailOf(person!));
    expect(next.removed.map(({ email }) => email).sort()).toEqual(taken.sort());
    expect([next.added, next.unchanged]).toEqual([[], first.added.length - taken.length]);
    expect(await diff(first.exportId)).toEqual(next);
    expect(
      await ask('POST', '/v1/audiences/repeat-buyer:diff', { hash: 'sha256', after: '0'.repeat(32) }),
    ).toMatchObject({
      status: 404,
    });
    expect(await ask('POST', '/v1/audiences/few:diff', { hash: 'sha256' })).toMatchObject({ status: 409 });
  });

  it('hold no device that has become somebody’s', async () => {
    const device = buyers.find(({ by }) => by === 'anonymousId')!;
    expect(await idsOf('repeat-buyer')).toContain(device.id);
    await call('POST', '/v1/profiles:merge', { anonymousId: device.id, userId: 'somebody' });
    expect(await idsOf('repeat-buyer')).not.toContain(device.id);
    await night();
    const ids = await idsOf('repeat-buyer');
    expect([ids.includes('somebody'), ids.includes(device.id)]).toEqual([true, false]);
  });
});
