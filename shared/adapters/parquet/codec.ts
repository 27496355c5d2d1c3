import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { TableCodec } from '../../ports/table-codec.ts';

/** Apache Parquet, Zstandard-compressed: texts as STRING, numbers as DOUBLE, which holds every integer up to 2^53. */
export const parquetCodec: TableCodec = {
  encode(columns) {
    const columnData = Object.entries(columns).map(([name, data]) => ({
      name,
      data: [...data],
      type: typeof data[0] === 'number' ? ('DOUBLE' as const) : ('STRING' as const),
      nullable: false,
    }));
    const bytes = parquetWriteBuffer({
      columnData,
      codec: 'ZSTD',
      compressors: { ZSTD: (input) => zstdCompressSync(input) },
    });
    return new Uint8Array(bytes);
  },

  async decode(bytes) {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    return parquetReadObjects({ file, compressors: { ZSTD: (input) => zstdDecompressSync(input) } });
  },
};
