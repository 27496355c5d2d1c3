import { describe, expect, it } from 'vitest';
import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoCatalog, dynamoCatalogChanges, dynamoCatalogScan } from '../../shared/adapters/dynamodb/catalog.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoExchangeRates } from '../../shared/adapters/dynamodb/exchange-rates.ts';
import { dynamoQuarantineReader, dynamoQuarantineWriter } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoRelations } from '../../shared/adapters/dynamodb/relations.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import { ConflictError, InvalidInputError, UnavailableError } from '../../shared/domain/errors.ts';
import type { Event } from '../../shared/domain/event.ts';
import { itemSchema } from '../../shared/domain/item.ts';
import { anAnonymousEvent, anEvent } from '../support/events.ts';
import { useTestStores } from '../support/use-test-stores.ts';
import { describeExchangeRates } from './exchange-rates.contract.ts';

const stores = useTestStores();

describeExchangeRates('DynamoDB', () => dynamoExchangeRates(stores.dynamo, stores.nameOf('control')));

async function all<Row>(pages: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

describe('the timeline', () => {
  const nowMs = 1_795_000_000_000;
  const clock = { nowMs: () => nowMs };
  const writer = () => dynamoTimelineWriter(stores.dynamo, stores.nameOf('people'), 400, clock);
  const reader = () => dynamoTimelineReader(stores.dynamo, stores.nameOf('people'), clock);
  const scanAll = async (): Promise<readonly { readonly owner: string; readonly event: Event }[]> => {
    const scan = dynamoTimelineScan(stores.dynamo, stores.nameOf('people'), clock);
    const people = (await Promise.all([0, 1, 2].map((segment) => all(scan.scan(segment, 3))))).flat();
    return people.flatMap(({ owner, events }) => events.map((event) => ({ owner, event })));
  };

  it('gives the newest events first, and each once however often it was stored', async () => {
    const events = Array.from({ length: 60 }, (_, i) =>
      anEvent({ userId: 'order', messageId: `m${i}`, clientAtMs: 1000 + i }),
    );
    await writer().append(events);
    await writer().append([...events].reverse());

    const { events: recent } = await reader().recent({ userId: 'order' }, 10);
    expect(recent.map(({ messageId }) => messageId)).toEqual([
      'm59',
      'm58',
      'm57',
      'm56',
      'm55',
      'm54',
      'm53',
      'm52',
      'm51',
      'm50',
    ]);
    expect((await reader().recent({ userId: 'order' }, 200)).events).toHaveLength(60);
  });

  it('gives whom a user knows with each part of their events, over pages', async () => {
    const table = stores.nameOf('people');
    const known = { from: 'much', to: 'other', kind: 'friend' } as const;
    await dynamoRelations(stores.dynamo, table, 400).put({ ...known, statedAtMs: nowMs });
    const text = Array.from({ length: 30_000 }, (_, i) =>
      String.fromCharCode(33 + ((i * i * 7919 + i * 31) % 90)),
    ).join('');
    await writer().append(
      Array.from({ length: 90 }, (_, i) =>
        anEvent({ userId: 'much', messageId: `much${i}`, clientAtMs: i, properties: { text: text + i } }),
      ),
    );
    const people = await all(dynamoTimelineScan(stores.dynamo, table, clock).scan(0, 1));
    const parts = people.filter(({ partition }) => partition === 'U#much');
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ relations }) => relations)).toEqual(parts.map(() => [known]));
    expect(people.filter(({ relations }) => relations !== undefined)).toHaveLength(parts.length);
  });

  it('takes two events of one key in one call, and keeps whatever a client sent', async () => {
    const odd = anEvent({
      userId: 'odd',
      properties: { '': null, __proto__: 1, ü: ['退货', { a: -0.5 }] },
      extra: { x: [] },
    });
    await writer().append([odd, odd]);

    expect((await reader().recent({ userId: 'odd' }, 5)).events).toEqual([odd]);
  });

  it('reads page by page to the end, and refuses a cursor that it did not give', async () => {
    await writer().append(
      Array.from({ length: 7 }, (_, i) => anEvent({ userId: 'pages', messageId: `m${i}`, clientAtMs: i })),
    );

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader().list({ userId: 'pages' }, { limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.events.map(({ messageId }) => messageId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0']);
    await expect(reader().list({ userId: 'pages' }, { limit: 3, cursor: 'nonsense' })).rejects.toThrow(
      InvalidInputError,
    );
  });

  it('keeps people apart who have the same id of different kinds', async () => {
    await writer().append([
      anEvent({ userId: 'same', messageId: 'user' }),
      anAnonymousEvent('same', { messageId: 'device' }),
    ]);

    expect((await reader().recent({ userId: 'same' }, 5)).events.map(({ messageId }) => messageId)).toEqual(['user']);
    expect((await reader().recent({ anonymousId: 'same' }, 5)).events.map(({ messageId }) => messageId)).toEqual([
      'device',
    ]);
  });

  it('gives the device’s events to the person it is linked to, once, also what comes late', async () => {
    await writer().append([anAnonymousEvent('d1', { messageId: 'early', clientAtMs: 1 })]);
    await writer().link({ anonymousId: 'd1', userId: 'owner', linkedAtMs: 7, messageId: 'said' });
    await writer().link({ anonymousId: 'd1', userId: 'owner', linkedAtMs: 7, messageId: 'said' });
    await writer().append([anAnonymousEvent('d1', { messageId: 'late', clientAtMs: 2 })]);

    const { events } = await reader().recent({ userId: 'owner' }, 5);
    expect(events.map(({ messageId }) => messageId)).toEqual(['late', 'early']);
    const scanned = (await scanAll()).filter(({ owner }) => owner === 'U#owner');
    expect([...new Set(scanned.map(({ event }) => event.messageId))].sort()).toEqual(['early', 'late']);
  });

  it('passes over what is past its time, though the store may keep it for days', async () => {
    const receivedAtMs = nowMs - 400 * 86_400_000;
    await writer().append([
      anEvent({ userId: 'old', messageId: 'past', clientAtMs: 1, receivedAtMs }),
      anEvent({ userId: 'old', messageId: 'kept', clientAtMs: 2, receivedAtMs: receivedAtMs + 1000 }),
    ]);

    expect((await reader().recent({ userId: 'old' }, 5)).events.map(({ messageId }) => messageId)).toEqual(['kept']);
    const scanned = (await scanAll()).filter(({ owner }) => owner === 'U#old');
    expect(scanned.map(({ event }) => event.messageId)).toEqual(['kept']);
  });

  it('is scanned whole by disjoint segments', async () => {
    await writer().append(Array.from({ length: 100 }, (_, i) => anEvent({ userId: `scan${i}` })));

    const keys = (await scanAll()).map(({ owner }) => owner).filter((key) => key.startsWith('U#scan'));
    expect(new Set(keys).size).toBe(100);
    expect(keys).toHaveLength(100);
  });
});

describe('a store out of reach', () => {
  it('is said to be unavailable, for now', { timeout: 20_000 }, async () => {
    const endpoint = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:1';
    const reader = dynamoTimelineReader(dynamoClient(), stores.nameOf('people'), { nowMs: () => 0 });

    const answer = reader.recent({ userId: 'u' }, 1).finally(() => {
      process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint; // read at the first call
    });
    await expect(answer).rejects.toThrow(UnavailableError);
  });
});

describe('the quarantine', () => {
  it('gives a day’s events, newest first', async () => {
    const quarantined = (messageId: string, receivedAtMs: number) => ({
      messageId,
      receivedAtMs,
      code: 'no_person',
      pointer: '/userId',
      reason: 'r',
      body: '{}',
    });
    await dynamoQuarantineWriter(stores.dynamo, stores.nameOf('people'), 30).append([
      quarantined('a', Date.parse('2026-11-24T00:00:00Z')),
      quarantined('b', Date.parse('2026-11-24T23:59:59Z')),
      quarantined('c', Date.parse('2026-11-25T00:00:00Z')),
    ]);

    const { events } = await dynamoQuarantineReader(stores.dynamo, stores.nameOf('people'), {
      nowMs: () => Date.parse('2026-11-25T12:00:00Z'),
    }).list('2026-11-24', { limit: 10 });
    expect(events.map(({ messageId }) => messageId)).toEqual(['b', 'a']);
  });
});

describe('the catalog', () => {
  let nowMs = 1000;
  const catalog = () => dynamoCatalog(stores.dynamo, stores.nameOf('catalog'), { nowMs: () => nowMs });
  const item = (itemId: string, title = 'A thing') => itemSchema.parse({ itemId, title });

  it('counts versions, and refuses a change based on an old one', async () => {
    expect(await catalog().put(item('v'))).toMatchObject({ version: 1 });
    expect(await catalog().put(item('v', 'B'), 1)).toMatchObject({ version: 2, item: { title: 'B' } });
    await expect(catalog().put(item('v', 'C'), 1)).rejects.toThrow(ConflictError);
    expect(await catalog().get('v')).toMatchObject({ version: 2, item: { title: 'B' } });
  });

  it('lets exactly one of many writers win a version', async () => {
    await catalog().put(item('race'));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => catalog().put(item('race', `t${i}`), 1)),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('tells of changes and deletions since a time', async () => {
    nowMs = 5000;
    await catalog().put(item('old'));
    nowMs = 6000;
    await catalog().put(item('new'));
    await catalog().put(item('gone'));
    expect(await catalog().delete('gone')).toBe(true);
    expect(await catalog().delete('gone')).toBe(false);

    const changes = await all(dynamoCatalogChanges(stores.dynamo, stores.nameOf('catalog')).since(6000));
    expect(changes.map(({ item: { itemId }, deleted }) => [itemId, deleted]).sort()).toEqual([
      ['gone', true],
      ['new', false],
    ]);
    expect(await catalog().get('gone')).toBeUndefined();
    const listed = (await catalog().list({ limit: 100 })).entries.map((entry) => entry.item.itemId);
    expect(listed).toContain('new');
    expect(listed).not.toContain('gone');
    const scan = dynamoCatalogScan(stores.dynamo, stores.nameOf('catalog'));
    expect((await all(scan.scan(0, 1))).map((entry) => entry.item.itemId)).toContain('old');
  });

  it('counts on after a deletion, so that no reader takes an old entry for the new one', async () => {
    await catalog().put(item('again'));
    await catalog().delete('again');
    expect((await catalog().put(item('again'))).version).toBe(3);
  });
});

describe('the access keys', () => {
  it('finds what was added, until it is revoked, and stores no key', async () => {
    const keys = dynamoAccessKeys(stores.dynamo, stores.nameOf('control'));
    await keys.add('wk_secret_text', { kind: 'write', name: 'shop', scopes: [] });

    expect(await keys.find('wk_secret_text')).toEqual({ kind: 'write', name: 'shop', scopes: [] });
    expect(await keys.find('other')).toBeUndefined();
    expect(JSON.stringify(await keys.list())).not.toContain('wk_secret_text');
    expect(await keys.revoke('wk_secret_text')).toBe(true);
    expect(await keys.find('wk_secret_text')).toBeUndefined();
  });
});
