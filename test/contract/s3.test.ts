import { gzipSync, zstdCompressSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Datasets } from '../../shared/adapters/s3/datasets.ts';
import { s3ModelCards } from '../../shared/adapters/s3/model-cards.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3QualityReports } from '../../shared/adapters/s3/quality-reports.ts';
import { s3Rolls } from '../../shared/adapters/s3/rolls.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { textAt, textColumnOf } from '../../shared/math/text-column.ts';
import { anyText } from '../support/builders/any-text.ts';
import { useTestStores } from '../support/use-test-stores.ts';
import { describeModelCards } from './model-cards.contract.ts';
import { describeModelStore } from './model-store.contract.ts';
import { describeQualityReports } from './quality-reports.contract.ts';
import { describeRolls } from './rolls.contract.ts';
import { describeSnapshots } from './snapshots.contract.ts';

const stores = useTestStores();

describeModelStore('S3', () => s3Models(stores.s3, stores.nameOf('models')));
describeSnapshots('S3, with Parquet,', () => s3Snapshots(stores.s3, stores.nameOf('snapshots'), parquetCodec));
describeRolls('S3', () => s3Rolls(stores.s3, stores.nameOf('snapshots'), parquetCodec));
describeModelCards('S3', () => s3ModelCards(stores.s3, stores.nameOf('snapshots')));
describeQualityReports('S3', () => s3QualityReports(stores.s3, stores.nameOf('snapshots')));

describe('Parquet', () => {
  it('gives back any texts and numbers, column by column', async () => {
    const aRow = fc.record({
      text: anyText(),
      choice: fc.constantFrom('view', 'buy'),
      double: fc.double({ noNaN: true }),
      integer: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aRow, { minLength: 1 }), fc.integer({ min: 1, max: 50 }), async (some, times) => {
        const rows = Array.from({ length: times }, () => some).flat(); // often enough for dictionaries
        const columns = {
          text: textColumnOf(rows.map(({ text }) => text)),
          choice: textColumnOf(rows.map(({ choice }) => choice)),
          double: Float64Array.from(rows, ({ double }) => double),
          integer: Int32Array.from(rows, ({ integer }) => integer),
        };
        const bytes = await parquetCodec.encode(columns);
        const kinds = { text: 'text', choice: 'text', double: 'double', integer: 'integer' } as const;
        expect(await parquetCodec.decode(bytes, kinds)).toEqual(columns);
      }),
      { numRuns: 20 },
    );
  });

  it('gives back only the columns asked for', async () => {
    const number = Float64Array.of(2 ** 53 - 1, -1);
    const bytes = await parquetCodec.encode({ number, text: textColumnOf(['a', 'b']) });
    expect(await parquetCodec.decode(bytes, { number: 'double' })).toEqual({ number });
    expect(await parquetCodec.decode(bytes, { number: 'double' }, { later: 'integer' })).toEqual({ number });
  });

  it('refuses a column that holds something else', async () => {
    const bytes = await parquetCodec.encode({ number: Float64Array.of(1) });
    await expect(parquetCodec.decode(bytes, { number: 'integer' })).rejects.toThrow('number holds double, not integer');
    await expect(parquetCodec.decode(bytes, {}, { number: 'text' })).rejects.toThrow('number holds double, not text');
  });

  it('reads what the package writes in its own way: pages of a newer form, numbers by dictionaries, several groups', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => i);
    const columnData = [
      { name: 'same', type: 'STRING', data: rows.map((i) => `text ${i % 7}`), nullable: false },
      { name: 'own', type: 'STRING', data: rows.map((i) => `text ${i}`), nullable: false },
      { name: 'zero', type: 'INT32', data: new Int32Array(rows.length), nullable: false },
      { name: 'few', type: 'DOUBLE', data: Float64Array.from(rows, (i) => i % 5), nullable: false },
    ] as const;
    const compressors = { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes) };
    const options = { codec: 'ZSTD', compressors, rowGroupSize: 1100, pageSize: 2000 } as const;
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: [...columnData], ...options }));
    const kinds = { same: 'text', own: 'text', zero: 'integer', few: 'double' } as const;
    const { same, own, zero, few } = await parquetCodec.decode(bytes, kinds);
    expect([same, own].map((column) => rows.map((row) => textAt(column, row)))).toEqual([
      columnData[0].data,
      columnData[1].data,
    ]);
    expect([zero, few]).toEqual([columnData[2].data, columnData[3].data]);
  });
});

describe('data sets', () => {
  it('are read as text, zipped or not', async () => {
    const put = (file: string, Body: Uint8Array) =>
      stores.s3.send(new PutObjectCommand({ Bucket: stores.nameOf('snapshots'), Key: `datasets/d/${file}`, Body }));
    await put('a.txt', Buffer.from('1 2 3\n'));
    await put('b.txt.gz', gzipSync('4 5 6\n'));
    const datasets = s3Datasets(stores.s3, stores.nameOf('snapshots'));

    expect(await datasets.list('d')).toEqual(['a.txt', 'b.txt.gz']);
    expect(await datasets.readText('d', 'a.txt')).toBe('1 2 3\n');
    expect(await datasets.readText('d', 'b.txt.gz')).toBe('4 5 6\n');
    await put('cut.txt.gz', gzipSync('4 5 6\n').subarray(0, 20));
    await expect(datasets.readText('d', 'cut.txt.gz')).rejects.toThrow(
      'cut.txt.gz: it is not gzip, or it is cut short',
    );
  });
});
