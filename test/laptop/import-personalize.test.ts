/** Datasets of Amazon Personalize on their way into a shop, through the front door. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from 'citty';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rapport } from '../../infra/laptop/commands/rapport.ts';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { readSchema } from '../../infra/laptop/personalize/schema.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';
import { newDirectory } from '../support/stores.ts';

const text = (name: string, type: unknown = 'string') => ({ name, type });
const schemaOf = (name: string, fields: readonly unknown[]) => JSON.stringify({ type: 'record', name, fields });
const INTERACTIONS = schemaOf('Interactions', [
  text('USER_ID'),
  text('ITEM_ID'),
  text('TIMESTAMP', 'long'),
  text('EVENT_TYPE'),
  text('EVENT_VALUE', ['null', 'float']),
]);

let directory: string;
beforeAll(async () => {
  directory = await newDirectory();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let written = 0;
async function write(content: string): Promise<string> {
  const path = join(directory, `file-${written++}`);
  await writeFile(path, content);
  return path;
}

describe('datasets of Amazon Personalize', { timeout: 60_000 }, () => {
  let shop: TestLaptop;
  beforeAll(async () => {
    shop = await openTestLaptop();
  }, 60_000);
  afterAll(() => shop.close());

  async function imported(schema: string, csv: string, ...options: string[]) {
    const printed: string[] = [];
    const spies = (['stdout', 'stderr'] as const).map((name) =>
      vi.spyOn(process[name], 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0),
    );
    const exitCode = process.exitCode;
    try {
      const files = [await write(csv), '--schema', await write(schema)];
      const rawArgs = ['import-personalize', ...files, '--url', shop.url, '--key', LAPTOP_KEYS.secret, '--json'];
      await runCommand(rapport, { rawArgs: [...rawArgs, ...options] });
    } finally {
      process.exitCode = exitCode;
      for (const spy of spies) spy.mockRestore();
    }
    return printed.at(-1) ?? '';
  }
  const eventsOf = async (userId: string) =>
    ((await shop.door.call('GET', `/v1/profiles/${userId}/events?limit=50`)) as { events: Record<string, unknown>[] })
      .events;
  const seconds = Date.parse('2026-11-20T10:00:00Z') / 1000;

  it('interactions become events, each once however often they are imported, whatever order the columns have', async () => {
    const rows = [
      `u1,tent-1,${seconds},View,`,
      `u1,tent-1,${seconds + 60},Purchase,19.5`,
      `u1,tent-1,${seconds + 90},Rating,4`,
    ];
    const csv = `USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n${rows.join('\n')}\n`;
    const turned = `ITEM_ID,USER_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\ntent-1,u1,${seconds},View,\n`;
    const names = ['--events', 'Rating=Product Reviewed'];

    expect(JSON.parse(await imported(INTERACTIONS, csv, ...names))).toMatchObject({ accepted: 3, refusedCount: 0 });
    await imported(INTERACTIONS, csv, ...names);
    await imported(INTERACTIONS, turned, ...names);

    const events = await eventsOf('u1');
    expect(events.map(({ name }) => name).sort()).toEqual(['Order Completed', 'Product Reviewed', 'Product Viewed']);
    expect(events.find(({ name }) => name === 'Order Completed')).toMatchObject({
      properties: { event_value: 19.5, products: [{ product_id: 'tent-1' }] },
    });
  });

  it('users become what is known of them', async () => {
    const schema = schemaOf('Users', [text('USER_ID'), text('MEMBERSHIP', ['null', 'string']), text('AGE', 'int')]);
    await imported(schema, 'USER_ID,AGE,MEMBERSHIP\nu2,41,gold\n');
    expect(await eventsOf('u2')).toMatchObject([{ type: 'identify', traits: { membership: 'gold', age: 41 } }]);
  });

  it('items become items, their price in the currency that is said', async () => {
    const schema = schemaOf('Items', [
      text('ITEM_ID'),
      text('PRICE', ['null', 'float']),
      text('CATEGORY_L1', ['string']),
      text('CATEGORY_L2', ['null', 'string']),
      text('CREATION_TIMESTAMP', 'long'),
      text('COLOUR', ['null', 'string']),
    ]);
    const csv = `ITEM_ID,PRICE,CATEGORY_L1,CATEGORY_L2,CREATION_TIMESTAMP,COLOUR\ntent-1,199.9,Outdoor,Tents,${seconds},moss\n`;

    expect(await imported(schema, csv)).toContain('want --currency');
    await imported(schema, csv, '--currency', 'EUR');

    expect(await shop.door.call('GET', '/v1/items/tent-1')).toMatchObject({
      title: 'tent-1',
      price: { amount: 19990, currency: 'EUR' },
      categories: ['Outdoor', 'Tents'],
      createdAt: '2026-11-20T10:00:00.000Z',
      attributes: { colour: 'moss' },
    });
  });

  it('a bad row is told by line and column, and the rest is taken', async () => {
    const rows = ['u3,tent-1,soon,View', 'u3,,1,View', 'u3,tent-1,1764000000000,View', `u3,tent-1,${seconds},View`];
    const csv = `USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n${rows.join('\n')}\n`;
    expect(JSON.parse(await imported(INTERACTIONS, csv))).toMatchObject({
      accepted: 1,
      refused: [
        expect.stringMatching(/^line 2: column TIMESTAMP: "soon" is no whole number/),
        expect.stringMatching(/^line 3: column ITEM_ID: missing/),
        expect.stringMatching(/^line 4: column TIMESTAMP: "1764000000000" .*seconds/),
      ],
    });
  });

  it('takes nothing of who was erased, and says so', async () => {
    const csv = `USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu4,tent-1,${seconds},View\n`;
    await imported(INTERACTIONS, csv);
    await raw(shop.url, '/v1/privacy/requests', {
      headers: { ...bearer(), 'idempotency-key': 'u4' },
      body: JSON.stringify({ type: 'delete', subject: { userId: 'u4' } }),
    });

    expect(JSON.parse(await imported(INTERACTIONS, csv))).toMatchObject({
      accepted: 0,
      told: expect.stringMatching(/1 declined: of people who were erased/),
    });
    expect(await eventsOf('u4')).toEqual([]);
  });

  it('a file that does not fit its schema is not begun', async () => {
    expect(await imported(INTERACTIONS, 'USER_ID,ITEM_ID,TIMESTAMP\n')).toContain('no column "EVENT_TYPE"');
    const twice = await imported(INTERACTIONS, 'USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_TYPE\n');
    expect(twice).toContain('two columns are named "EVENT_TYPE"');
    expect(await imported(INTERACTIONS, 'USER_ID,COLOUR\n')).toContain('no field "COLOUR"');
  });
});

it.each([
  ['no JSON', '{', 'not JSON'],
  ['no fields', '{"name":"Items"}', '/fields: want a list'],
  ['a dataset that has no place', schemaOf('Actions', [text('ACTION_ID')]), 'want one of Interactions, Users, Items'],
  ['a field that every row needs', schemaOf('Users', [text('AGE', 'int')]), 'no USER_ID'],
  ['another type', schemaOf('Users', [text('USER_ID', 'map')]), '/fields/0/type: of "USER_ID"'],
])('a schema with %s is refused', async (_, schema, reason) => {
  const path = await write(schema);
  expect(() => readSchema(path)).toThrow(reason);
});
