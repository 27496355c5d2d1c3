/**
 * A day in which as much as possible is stored of people, and then every row and object of every store is held against
 * the record of processing. A failure names the file where the missing line belongs.
 */
import { inflateRawSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RETENTION } from '../../infra/documents/retention.ts';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { type StoreName, stores } from '../../infra/topology.ts';
import { dynamoNightFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoFriendChoices } from '../../shared/adapters/dynamodb/friend-choices.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoPredictions } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { linesOf, sortOfRow, unrecorded, unrecordedObject } from '../../shared/privacy/processing/lines.ts';
import { NOT_OF_PEOPLE, ROWS } from '../../shared/privacy/processing/stored.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { aBudget, aClaim, anOffer } from '../support/builders/offer.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';
import { aPoint } from '../support/memory-actions.ts';

const shop = simulateShop({
  seed: 5,
  itemCount: 60,
  shopperCount: 40,
  days: 15,
  endAtMs: Date.now() - 86_400_000,
});

type Row = Readonly<Record<string, unknown>>;

const storesOf = (kind: 'table' | 'bucket') =>
  (Object.keys(stores) as StoreName[]).filter((name) => stores[name].kind === kind);
const namesOf = (name: StoreName): string => storeEnvironment([name])[stores[name].env] ?? '';
const isOfPeople = (store: string, key?: string) =>
  !NOT_OF_PEOPLE.some((it) => it.store === store && (it.key === undefined || it.key.test(key ?? '')));

describe('the record of processing, after a day with everything', { timeout: 90_000 }, () => {
  let day: TestLaptop;
  const rows: { readonly store: string; readonly row: Row }[] = [];
  const objects: { readonly store: string; readonly key: string; readonly columns: readonly string[] }[] = [];

  beforeAll(async () => {
    day = await openTestLaptop();
    await fillDay(day);
    await writeDirectly(day);
    for (const store of storesOf('table')) {
      for (const row of await allRows(day, namesOf(store))) rows.push({ store, row });
    }
    for (const store of storesOf('bucket')) objects.push(...(await allObjects(day, store)));
  }, 90_000);
  afterAll(() => day.close());

  it('has a line for every field of every row of every table', () => {
    const missing = rows.filter(({ store }) => isOfPeople(store)).flatMap(({ store, row }) => unrecorded(store, row));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('has a line for every object of every bucket, and for the columns of each table in them', () => {
    const missing = objects
      .filter(({ store, key }) => isOfPeople(store, key))
      .flatMap(({ store, key, columns }) => unrecordedObject(store, key, columns));
    expect([...new Set(missing)]).toEqual([]);
    for (const column of ['personKey', 'from', 'decision'])
      expect(objects.some(({ columns }) => columns.includes(column))).toBe(true);
  });

  it('was held against rows of every sort that it knows: the day leaves some of each', () => {
    const met = new Set(rows.map(({ store, row }) => sortOfRow(store, row)?.name));
    expect(ROWS.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
  });

  it('tells the truth of what goes by itself: such rows carry the day, and no later one than recorded', () => {
    const late = rows.flatMap(({ store, row }) => {
      const sort = sortOfRow(store, row);
      const days = sort && RETENTION[linesOf(sort)[0]!.kept].days;
      if (sort === undefined || days === undefined) return [];
      const latest = Date.now() / 1000 + days * 86_400;
      return Number(row['expiresAt'] ?? Number.POSITIVE_INFINITY) <= latest ? [] : [sort.name];
    });
    expect([...new Set(late)]).toEqual([]);
  });
});

const SOME_EXPERIMENT = {
  experimentId: 'diverse',
  words: 'does it help?',
  placements: ['home'],
  variants: [{ variantId: 'as-it-is' }, { variantId: 'diverse', sets: { diversity: 0.5 } }],
  currency: 'EUR',
};
const SOME_SEGMENT = { segmentId: 'browsers', words: 'look around', rule: { feature: 'views', atLeast: 3 } };

const EAGER = { segmentId: 'eager', words: 'look at most', rule: { feature: 'views', atLeast: 28 } };

/** All ways by which something comes to be kept of a person, as far as there are any without waiting. */
async function fillDay({ door, laptop, url }: TestLaptop): Promise<void> {
  await door.putItems(shop.items, () => undefined);
  await door.sendEvents('/v1/batch', shop.events, () => undefined);
  const [item = ''] = shop.items.map(({ itemId }) => itemId);
  const context = { locale: 'de-DE', timezone: 'Europe/Berlin', device: { type: 'mobile' }, ip: '192.0.2.7' };
  const ana = { userId: 'ana', anonymousId: 'ana-phone', context };
  await door.call('POST', '/v1/track', {
    event: 'Product Viewed',
    anonymousId: 'ana-phone',
    context,
    properties: { product_id: item },
    integrations: { All: true },
    anything: { else: 1 },
  });
  await door.call('POST', '/v1/identify', { ...ana, traits: { email: 'ana@example.org', age: 34 } });
  await door.call('POST', '/v1/group', { ...ana, groupId: 'g1', traits: { employees: 3 } });
  await door.call('POST', '/v1/page', { ...ana, name: 'Home', properties: { url: 'https://shop.example/' } });
  await door.call('POST', '/v1/screen', { ...ana, name: 'Start' });
  await door.call('POST', '/v1/alias', { userId: 'ana', previousId: 'ana-tablet' });
  await door
    .call('POST', '/v1/track', { event: 'Order Completed', properties: { product_id: item } })
    .catch(() => null);
  await door.call('POST', '/v1/batch', { batch: [{ type: 'nonsense', userId: 'ana' }, { type: 'track' }] });
  await door.call('PUT', '/v1/languages', { language: 'en', translateTo: ['zh'] });
  await door.call('PUT', '/v1/terms/zh', { terms: [{ term: 'tent', translation: '帐篷' }] });
  await door.call('POST', '/v1/localize', { locale: 'zh', text: ['tent'] });
  await door.call('PUT', `/v1/items/${item}/image`, { embedding: { model: 'own', values: [1, 2, 3, 4, 5, 6, 7, 8] } });
  await laptop.functions.invoke('catalog', { step: 'translate' });
  await door.call('POST', '/v1/segments', SOME_SEGMENT);
  await door.call('PUT', '/v1/markets/JP', { currency: 'JPY' });
  await door.call('POST', '/v1/experiments', SOME_EXPERIMENT);
  await door.call('POST', '/v1/segments', EAGER);
  const alike = { segmentId: 'alike', words: 'like them', seedSegmentId: SOME_SEGMENT.segmentId };
  await door.call('POST', '/v1/segments', alike);
  const { budgetId, ...budget } = aBudget();
  await door.call('POST', '/v1/budgets', { budgetId, ...budget });
  await door.call('POST', '/v1/offers', { ...anOffer(), budgetId });
  for (const userId of ['kim', 'lee']) {
    await door.call('PUT', `/v1/profiles/${userId}/consent`, { purposes: { personalisation: true, profiling: true } });
    await door.call('POST', '/v1/track', { event: 'Product Viewed', userId, properties: { product_id: item } });
  }
  await door.call('PUT', '/v1/relations', { from: { userId: 'kim' }, to: { userId: 'lee' }, kind: 'friend' });
  const drawn = { kind: 'plackett-luce', temperature: 1, pool: 5, floor: 0.01 };
  await door.call('PUT', '/v1/policies/placements/home', drawn);
  await door.call('POST', '/v1/recommendations', { placement: 'home', userId: 'ana', limit: 5 });
  await door.call('POST', '/v1/decision-points', aPoint({ policy: 'counts' }));
  const { decisionId } = (await door.call('POST', '/v1/decisions', { decisionPoint: 'cart-help', userId: 'ana' })) as {
    decisionId: string;
  };
  await door.call('POST', `/v1/decisions/${decisionId}/activate`, {});
  await door.call('POST', `/v1/decisions/${decisionId}/reward`, { value: 1 });
  await talk(door);
  await laptop.runNight({}, () => undefined);
  expect(await door.call('GET', '/v1/intents')).toMatchObject({ served: { intents: 8 } });
  await door.call('POST', '/v1/recommendations', { placement: 'home', userId: 'ana', limit: 5 });
  await door.call('PUT', '/v1/policies/contact', { timeZone: 'UTC', windows: [] });
  for (const channel of ['email', 'on-site', 'sms']) {
    const content = { subject: 'Hello', text: 'Hello' };
    await door.call('POST', '/v1/messages', { userId: 'ana', channel, transactional: false, content });
  }
  await door.call('PUT', '/v1/policies/contact', {
    timeZone: 'UTC',
    windows: [{ channel: 'email', atMost: 1, days: 7 }],
  });
  const again = { subject: 'Hello', text: 'Hello again' };
  await door.call('POST', '/v1/messages', { userId: 'ana', channel: 'email', transactional: false, content: again }); // is held
  await bounceNewest(url);
  await tellSome({ door, laptop });
  await door.call('PUT', '/v1/profiles/ana/flag', { verdict: 'human' });
  await door.call('POST', '/v1/privacy/requests', { type: 'access', subject: { userId: 'ana' } });
  const { token } = (await door.call('POST', '/v1/profiles/ana/sessions', {})) as { token: string };
  await fetch(new URL('/v1/me/session', url), { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  const bad = { type: 'track', messageId: 'mended', userId: 'ana' };
  await door.call('POST', '/v1/batch', { batch: [bad] });
  const today = new Date().toISOString().slice(0, 10);
  const mended = { ...bad, event: 'Product Viewed', properties: { product_id: item } };
  await door.call('POST', `/v1/events/quarantine/${today}/mended/replay`, mended);
  // So many that it is still open when the rows are read, whenever the clock starts to work at it.
  const userIds = Array.from({ length: 10_000 }, (_, i) => `u${i}`);
  await door.call('POST', '/v1/decisions:batch', { decisionPoint: 'cart-help', userIds });
}

/** A conversation that is handed over, of which every field is set once. */
async function talk(door: TestLaptop['door']): Promise<void> {
  const texts = { questions: ['How long does shipping take?'], answer: 'Three days.' };
  const entry = { languages: { en: texts }, sourceUrl: 'https://shop.example/help' };
  await door.call('PUT', '/v1/faq/shipping', entry);
  await door.call('PUT', '/v1/intents/greeting', { examples: ['ahoy'] });
  const ask = async (text: string, conversationId?: string) =>
    (await door.call('POST', '/v1/assistant/messages', {
      ...{ text, anonymousId: 'ana-phone' },
      ...(conversationId && { conversationId }),
    })) as { conversationId: string; messageId: string };
  const { conversationId, messageId } = await ask('How long does shipping take?');
  const rating = { conversationId, score: 4, anonymousId: 'ana-phone' };
  await door.call('POST', `/v1/assistant/messages/${messageId}/rating`, rating);
  await ask('recommend me something', conversationId);
  await ask('let me talk to a person', conversationId);
  await door.call('POST', `/v1/conversations/${conversationId}:resolve`);
}

/** A broadcast to a few, with a choice by lot before its message. */
async function tellSome({ door, laptop }: Pick<TestLaptop, 'door' | 'laptop'>): Promise<void> {
  const template = { templateId: 'hello', channel: 'on-site', languages: { en: { text: 'Hello' } }, fallback: ['en'] };
  await door.call('POST', '/v1/templates', template);
  const say = { message: { channel: 'on-site', templateId: 'hello' } };
  await door.call('POST', '/v1/experiments', {
    ...{ experimentId: 'said', words: 'does it pay?', layer: 'messages', campaigns: ['hello'], currency: 'EUR' },
    variants: [{ variantId: 'one' }, { variantId: 'other' }],
  });
  await door.call('POST', '/v1/experiments/said:start', {});
  const variants = ['one', 'other'].map((variant) => ({ variant, to: 'lot' }));
  await door.call('POST', '/v1/campaigns', {
    ...{ campaignId: 'hello', words: 'hello', trigger: { on: 'broadcast', at: 'now' }, reentry: 'never', exits: [] },
    audience: EAGER.segmentId,
    conversionDays: 7,
    steps: [
      { stepId: 'try', experiment: { experimentId: 'said', variants, else: 'end' } },
      { stepId: 'lot', arms: ['a', 'b'].map((arm) => ({ arm, to: 'say' })) },
      { stepId: 'say', ...say },
      { stepId: 'pause', wait: { days: 2 } },
      { stepId: 'again', ...say },
    ],
  });
  await door.call('POST', '/v1/campaigns/hello:start', {});
  await laptop.functions.invoke('engage', { step: 'tick' });
}

/** The newest e-mail in the outbox, as its provider would tell of it. */
async function bounceNewest(url: string): Promise<void> {
  const list = await (await fetch(new URL('/outbox', url))).text();
  const [path = ''] = /\/outbox\/\d+-\d+/.exec(list) ?? [];
  expect((await fetch(new URL(`${path}/bounced`, url), { method: 'POST' })).status).toBe(200);
}

/** What no route writes yet. A sort of rows that a route writes belongs into the day above. */
async function writeDirectly({ laptop }: TestLaptop): Promise<void> {
  const documents = documentsOf(laptop);
  const [people, control] = [namesOf('people'), namesOf('control')];
  await dynamoPersonRecords(documents, people).update({ userId: 'ana' }, () => ({
    consent: { research: { granted: true, atMs: 1, source: 'api' } },
    traits: { size: 'M' },
    traitsAtMs: { size: 1 },
    restrictedAtMs: 1,
  }));
  await dynamoSuppressions(documents, people, async (text) => keyedHash(new Uint8Array(32), text)).suppress([
    { userId: 'zoe' },
  ]);
  await dynamoSecrets(documents, control, systemClock).current('pseudonym');
  const nowMs = Date.now();
  const bots = [{ partition: 'A#robot', reasons: ['rate'] as const }];
  await dynamoNightFlags(documents, people).found(new Date(nowMs).toISOString().slice(0, 10), bots, nowMs);
  const foreseen = {
    kind: 'trait',
    name: 'gender',
    value: 'f',
    probability: 0.7,
    predicted: true,
    modelVersion: 's',
    asOf: '',
  } as const;
  await dynamoPredictions(documents, people).put(new Map([['U#ana', [foreseen]]]), nowMs + 86_400_000);
  const list = [{ itemId: 'boots', share: 1 }];
  await dynamoFriendChoices(documents, people).put(new Map([['U#kim', list]]), nowMs + 86_400_000);
  const claims = dynamoOfferClaims(documents, { people, control });
  const offer = anOffer({ caps: { perPerson: 1, personDays: 30 } });
  await claims.claim({ userId: 'ana' }, aClaim('d1', { offer, budget: aBudget(), atMs: nowMs }));
  documents.destroy();
}

function documentsOf({ storeEnvironment: environment }: TestLaptop['laptop']): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
      credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
}

async function allRows({ laptop }: TestLaptop, table: string): Promise<readonly Row[]> {
  const documents = documentsOf(laptop);
  const rows: Row[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const answer = await documents.send(new ScanCommand({ TableName: table, ExclusiveStartKey: startKey }));
    rows.push(...(answer.Items ?? []).map(unpacked));
    startKey = answer.LastEvaluatedKey;
  } while (startKey !== undefined);
  documents.destroy();
  return rows;
}

/** Texts that are kept deflated, as texts. */
const unpacked = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? inflateRawSync(value).toString('utf8') : value,
    ]),
  );

/** The objects of a bucket, with what each holds: columns of Parquet, else the file's own name. */
async function allObjects({ laptop }: TestLaptop, store: StoreName) {
  const s3 = new S3Client({
    region: 'eu-west-1',
    endpoint: laptop.storeEnvironment['AWS_ENDPOINT_URL_S3'] ?? '',
    credentials: { accessKeyId: 'laptop', secretAccessKey: 'laptop' },
    forcePathStyle: true,
  });
  const Bucket = namesOf(store);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const found = [];
  for (const { Key = '' } of Contents) {
    if (!Key.endsWith('.parquet')) {
      found.push({ store, key: Key, columns: [Key.slice(Key.lastIndexOf('/') + 1)] });
      continue;
    }
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const { schema } = parquetMetadata(bytes.slice().buffer);
    found.push({ store, key: Key, columns: schema.slice(1).map(({ name }) => name) });
  }
  s3.destroy();
  return found;
}
