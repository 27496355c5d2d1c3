import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Datasets } from '../../shared/adapters/s3/datasets.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { openTestStores } from '../support/stores.ts';
import { describeModelStore } from './model-store.contract.ts';
import { describeSnapshots } from './snapshots.contract.ts';

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

describeModelStore('S3', () => s3Models(client, stores.nameOf('models')));
describeSnapshots('S3, with Parquet,', () => s3Snapshots(client, stores.nameOf('snapshots'), parquetCodec));

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
