import { zstdDecompressSync } from 'node:zlib';
import { parquetScan } from 'hyparquet';
import type { CountedPairs } from '../../ports/pair-counting.ts';

/**
 * Pairs of a file that an engine wrote, a row group at a time. Engines differ in the case of a column's name and in how
 * they lay out a page, so that the package's own way to read is taken here.
 * @throws Error when a column is missing.
 */
export async function* countedPairsIn(bytes: Uint8Array): AsyncIterable<CountedPairs> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const scan = await parquetScan({ file, compressors: { ZSTD: (page) => zstdDecompressSync(page) } });
  const names = scan.metadata.schema.map(({ name }) => name);
  for (const range of scan.ranges) {
    const read = async (wanted: string) => {
      const column = names.find((name) => name.toLowerCase() === wanted.toLowerCase());
      if (column === undefined) throw new Error(`no column ${wanted}, only ${names.slice(1).join(', ')}`);
      return scan.readColumn({ ...range, column });
    };
    yield {
      itemIds: (await read('itemId')) as string[],
      neighbourIds: (await read('neighbourId')) as string[],
      ranks: (await read('neighbourRank')) as Int32Array,
      weights: (await read('weight')) as Float64Array,
    };
  }
}
