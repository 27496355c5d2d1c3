import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Datasets } from '../../shared/adapters/s3/datasets.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import { itemSchema } from '../../shared/domain/item.ts';
import { anEvent } from '../support/events.ts';
import { openTestStores } from '../support/stores.ts';

let stores: Awaited<ReturnType<typeof openTestStores>>;
let client: ReturnType<typeof s3Client>;

beforeAll(async () => {
  stores = await openTestStores();
  client = s3Client();
});
afterAll(async () => {
  client.destroy();
  await stores.close();
});

describe('models', () => {
  const models = () => s3Models(client, stores.nameOf('models'));

  it('gives back the bytes of a version, and says what is not there', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
    await models().put('m', 'v1', new Map([['model.onnx', bytes]]));

    expect(Buffer.compare(await models().read('m', 'v1', 'model.onnx'), bytes)).toBe(0);
    await expect(models().read('m', 'v1', 'other')).rejects.toThrow(NotFoundError);
  });

  it('moves the pointer only from where the writer saw it: of 20 at once, one wins', async () => {
    expect(await models().served('race')).toBeUndefined();
    const first = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => models().publish('race', `v${i}`, undefined)),
    );
    expect(first.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of first)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ConflictError);

    const pointer = await models().served('race');
    await models().publish('race', 'next', pointer);
    await expect(models().publish('race', 'late', pointer)).rejects.toThrow(ConflictError);
    expect((await models().served('race'))?.version).toBe('next');
  });
});

describe('snapshots', () => {
  const snapshots = () => s3Snapshots(client, stores.nameOf('snapshots'), parquetCodec);

  it('does not exist before its manifest', async () => {
    await snapshots().writeEvents('s0', 0, [{ personKey: 'U#u1', event: anEvent() }]);
    await expect(snapshots().manifest('s0')).rejects.toThrow(NotFoundError);
  });

  it('gives back events and items as they were', async () => {
    const events = [anEvent(), anEvent({ messageId: 'm2', properties: { 退货: [null, -0.5, { '': true }] } })];
    const item = itemSchema.parse({ itemId: 'ü/1', title: '“A” thing', price: { amount: 1990, currency: 'EUR' } });
    const entry = { item, version: 3, changedAtMs: 1_795_000_000_123, deleted: false };
    const eventPart = await snapshots().writeEvents(
      's1',
      0,
      events.map((event) => ({ personKey: 'U#u1', event })),
    );
    const itemPart = await snapshots().writeItems('s1', 0, [entry]);

    expect((await snapshots().readEvents(eventPart)).map(({ event }) => event)).toEqual(events);
    expect(await snapshots().readItems(itemPart)).toEqual([entry]);
  });
});

describe('Parquet', () => {
  it('gives back any texts and numbers, column by column', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: fc.string({ unit: 'binary' }), number: fc.maxSafeInteger() }), { minLength: 1 }),
        async (rows) => {
          const columns = { text: rows.map(({ text }) => text), number: rows.map(({ number }) => number) };
          const back = await parquetCodec.decode(parquetCodec.encode(columns));
          expect(back).toEqual(rows);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('data sets', () => {
  it('are read as text, zipped or not', async () => {
    const put = (file: string, Body: Uint8Array) =>
      client.send(new PutObjectCommand({ Bucket: stores.nameOf('snapshots'), Key: `datasets/d/${file}`, Body }));
    await put('a.txt', Buffer.from('1 2 3\n'));
    await put('b.txt.gz', gzipSync('4 5 6\n'));
    const datasets = s3Datasets(client, stores.nameOf('snapshots'));

    expect(await datasets.list('d')).toEqual(['a.txt', 'b.txt.gz']);
    expect(await datasets.readText('d', 'a.txt')).toBe('1 2 3\n');
    expect(await datasets.readText('d', 'b.txt.gz')).toBe('4 5 6\n');
  });
});
