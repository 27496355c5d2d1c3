import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { type ColumnMetaData, parquetMetadata, type SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { type TextColumn, textCountOf } from '../../math/text-column.ts';
import type { Column, ColumnKind, ColumnKinds, ColumnsOf, TableCodec } from '../../ports/table-codec.ts';

/**
 * Apache Parquet, Zstandard-compressed: texts as STRING, by a dictionary where rows share them; Int32Array as INT32,
 * Float64Array as DOUBLE, which holds every integer up to 2^53.
 *
 * The packages' own ways to write and read a column take and give a value of each row, an object where it is a text;
 * here whole columns are copied, with the packages' headers around them.
 */
export const parquetCodec: TableCodec = {
  async encode(columns) {
    const chunks = await Promise.all(Object.entries(columns).map(([name, column]) => encodedColumn(name, column)));
    const writer = new ByteWriter(chunks.reduce((sum, { pages }) => sum + sizeOf(pages), FOOTER_BYTES));
    const schema = [{ name: 'root', num_children: chunks.length }, ...chunks.map(({ element }) => element)];
    const file = new ParquetWriter({ writer, schema, codec: 'ZSTD', statistics: false });
    const start = writer.offset;
    const group = chunks.map((chunk) => writtenChunk(chunk, writer));
    const rowCount = BigInt(chunks[0]?.rowCount ?? 0);
    file.row_groups.push({
      columns: group.map((meta_data) => ({ file_offset: meta_data.data_page_offset, meta_data })),
      num_rows: rowCount,
      total_byte_size: group.reduce((sum, { total_uncompressed_size }) => sum + total_uncompressed_size, 0n),
      total_compressed_size: BigInt(writer.offset - start),
    });
    file.num_rows = rowCount;
    file.finish();
    return writer.getBytes();
  },

  async decode<Wanted extends ColumnKinds, Optional extends ColumnKinds = Record<never, ColumnKind>>(
    bytes: Uint8Array,
    wanted: Wanted,
    ifThere?: Optional,
  ) {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const { schema, row_groups, num_rows } = parquetMetadata(file);
    const there = Object.entries(ifThere ?? {}).filter(([name]) => schema.some((element) => element.name === name));
    const columns = [...Object.entries(wanted), ...there].map(async ([name, kind]) => {
      const chunks = row_groups.flatMap(({ columns: all }) =>
        all.flatMap(({ meta_data }) => (meta_data?.path_in_schema[0] === name ? [meta_data] : [])),
      );
      const column = await decodedColumn(file, chunks, Number(num_rows));
      if (kindOf(column) !== kind) throw new Error(`column ${name} holds ${kindOf(column)}, not ${kind}`);
      return [name, column] as const;
    });
    return Object.fromEntries(await Promise.all(columns)) as ColumnsOf<Wanted> & Partial<ColumnsOf<Optional>>;
  },
};

function kindOf(column: Column): ColumnKind {
  if (column instanceof Int32Array) return 'integer';
  return column instanceof Float64Array ? 'double' : 'text';
}

/** More than the names and places of a few columns take. */
const FOOTER_BYTES = 4096;

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────────

interface Page {
  readonly isDictionary: boolean;
  readonly valueCount: number;
  readonly encoding: 'PLAIN' | 'RLE_DICTIONARY';
  readonly size: number;
  readonly compressed: Uint8Array;
}

interface Chunk {
  readonly element: SchemaElement & { readonly type: 'BYTE_ARRAY' | 'INT32' | 'DOUBLE' };
  readonly rowCount: number;
  readonly pages: readonly Page[];
}

const sizeOf = (pages: readonly Page[]): number => pages.reduce((sum, page) => sum + page.compressed.length + 64, 0);

async function encodedColumn(name: string, column: Column): Promise<Chunk> {
  if (column instanceof Int32Array || column instanceof Float64Array) {
    const type = column instanceof Int32Array ? 'INT32' : 'DOUBLE';
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    const element = { name, type, repetition_type: 'REQUIRED' } as const;
    return { element, rowCount: column.length, pages: [await pageOf(bytes, column.length)] };
  }
  const element = { name, type: 'BYTE_ARRAY', repetition_type: 'REQUIRED', converted_type: 'UTF8' } as const;
  const rowCount = column.codes.length;
  const texts = await pageOf(withLengths(column), textCountOf(column));
  if (isCounting(column.codes)) return { element, rowCount, pages: [texts] };
  const codes = await pageOf(packed(column), rowCount, 'RLE_DICTIONARY');
  return { element, rowCount, pages: [{ ...texts, isDictionary: true }, codes] };
}

/** Whether each row says a text of its own, in their order. */
function isCounting(codes: Int32Array): boolean {
  for (let row = 0; row < codes.length; row++) if (codes[row] !== row) return false;
  return true;
}

/** Texts as PLAIN has them: before each its length, in four bytes. */
function withLengths({ bytes, offsets }: TextColumn): Uint8Array {
  const out = new Uint8Array(bytes.length + LENGTH_BYTES * (offsets.length - 1));
  const view = new DataView(out.buffer);
  let at = 0;
  for (let text = 0; text + 1 < offsets.length; text++) {
    const [from, to] = [offsets[text]!, offsets[text + 1]!];
    view.setUint32(at, to - from, true);
    at += LENGTH_BYTES;
    for (let i = from; i < to; i++) out[at++] = bytes[i]!;
  }
  return out;
}

const LENGTH_BYTES = 4;

/** Codes as RLE_DICTIONARY has them: how many bits one has, then runs and packed bits. */
function packed(column: TextColumn): Uint8Array {
  const bitWidth = 32 - Math.clz32(textCountOf(column) - 1);
  const writer = new ByteWriter();
  writer.appendUint8(bitWidth);
  writeRleBitPackedHybrid(writer, column.codes, bitWidth);
  return writer.getBytes();
}

async function pageOf(bytes: Uint8Array, valueCount: number, encoding: Page['encoding'] = 'PLAIN'): Promise<Page> {
  return { isDictionary: false, valueCount, encoding, size: bytes.length, compressed: await compressed(bytes) };
}

function writtenChunk({ element, rowCount, pages }: Chunk, writer: ByteWriter): ColumnMetaData {
  const start = writer.offset;
  const places = pages.map((page) => writtenPage(page, writer));
  const size = places.reduce((sum, { headerSize }, i) => sum + headerSize + pages[i]!.size, 0);
  const [first, last] = [places[0]!, places.at(-1)!];
  return {
    type: element.type,
    encodings: [...new Set(pages.map(({ encoding }) => encoding))],
    path_in_schema: [element.name],
    codec: 'ZSTD',
    num_values: BigInt(rowCount),
    total_uncompressed_size: BigInt(size),
    total_compressed_size: BigInt(writer.offset - start),
    data_page_offset: BigInt(last.offset),
    ...(pages.length > 1 && { dictionary_page_offset: BigInt(first.offset) }),
  };
}

function writtenPage({ isDictionary, valueCount, encoding, size, compressed }: Page, writer: ByteWriter) {
  const { offset } = writer;
  const sizes = { uncompressed_page_size: size, compressed_page_size: compressed.length };
  const values = { num_values: valueCount, encoding };
  const noLevels = { definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' } as const;
  writePageHeader(
    writer,
    isDictionary
      ? { ...sizes, type: 'DICTIONARY_PAGE', dictionary_page_header: values }
      : { ...sizes, type: 'DATA_PAGE', data_page_header: { ...values, ...noLevels } },
  );
  const headerSize = writer.offset - offset;
  writer.appendBytes(compressed);
  return { offset, headerSize };
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────

async function decodedColumn(file: ArrayBuffer, chunks: readonly ColumnMetaData[], rowCount: number): Promise<Column> {
  const pages = (await Promise.all(chunks.map((chunk) => pagesOf(file, chunk)))).flat();
  const type = chunks[0]?.type;
  if (type !== 'BYTE_ARRAY' && !pages.some(({ isDictionary }) => isDictionary)) return numbersOf(pages, type);
  const { valuePages, codes } = codesOf(pages, rowCount);
  if (type === 'BYTE_ARRAY') return { ...textsOf(valuePages), codes };
  const values = numbersOf(valuePages, type);
  const numberOf = (code: number): number => values[code]!;
  return type === 'INT32' ? Int32Array.from(codes, numberOf) : Float64Array.from(codes, numberOf);
}

/** The pages that hold values, dictionaries too, and which of all their values each row says. */
function codesOf(pages: readonly ReadPage[], rowCount: number) {
  const codes = new Int32Array(rowCount);
  const valuePages: ReadPage[] = [];
  let valueCount = 0;
  let dictionaryStart = 0;
  let row = 0;
  for (const page of pages) {
    const { isDictionary } = page;
    const own = codes.subarray(row, isDictionary ? row : row + page.valueCount);
    row += own.length;
    if (!isDictionary && page.encoding.endsWith('_DICTIONARY')) {
      unpack(page.bytes, own);
      if (dictionaryStart > 0) for (let i = 0; i < own.length; i++) own[i]! += dictionaryStart;
      continue;
    }
    if (isDictionary) dictionaryStart = valueCount;
    for (let i = 0; i < own.length; i++) own[i] = valueCount + i;
    valuePages.push(page);
    valueCount += page.valueCount;
  }
  return { valuePages, codes };
}

interface ReadPage {
  readonly isDictionary: boolean;
  readonly valueCount: number;
  readonly encoding: string;
  readonly bytes: Uint8Array;
}

/** Pages of a column without empty values, which has no levels. */
function pagesOf(file: ArrayBuffer, chunk: ColumnMetaData): Promise<readonly ReadPage[]> {
  const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
  const reader = { view: new DataView(file, start, Number(chunk.total_compressed_size)), offset: 0 };
  const pages: Promise<ReadPage>[] = [];
  while (reader.offset < reader.view.byteLength) {
    const { uncompressed_page_size: size, compressed_page_size, ...header } = parquetHeader(reader);
    const { data_page_header: data, data_page_header_v2: later, dictionary_page_header: dictionary } = header;
    const { num_values: valueCount, encoding } = dictionary ?? data ?? later!;
    const bytes = new Uint8Array(file, start + reader.offset, compressed_page_size);
    reader.offset += compressed_page_size;
    const isDictionary = dictionary !== undefined;
    pages.push(decompressed(bytes, size).then((page) => ({ isDictionary, valueCount, encoding, bytes: page })));
  }
  return Promise.all(pages);
}

function unpack(bytes: Uint8Array, codes: Int32Array): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 1 };
  const bitWidth = bytes[0]!;
  if (bitWidth > 0) readRleBitPackedHybrid(reader, bitWidth, codes, bytes.length - 1);
}

function textsOf(pages: readonly ReadPage[]): Omit<TextColumn, 'codes'> {
  const count = pages.reduce((sum, { valueCount }) => sum + valueCount, 0);
  const offsets = new Int32Array(count + 1);
  const size = pages.reduce((sum, { bytes }) => sum + bytes.length, 0) - LENGTH_BYTES * count;
  const texts = new Uint8Array(size);
  let text = 0;
  let end = 0;
  for (const { bytes } of pages) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; ) {
      const next = at + LENGTH_BYTES + view.getUint32(at, true);
      for (let i = at + LENGTH_BYTES; i < next; i++) texts[end++] = bytes[i]!;
      offsets[++text] = end;
      at = next;
    }
  }
  return { bytes: texts, offsets };
}

function numbersOf(pages: readonly ReadPage[], type: string | undefined): Int32Array | Float64Array {
  const { buffer } = Uint8Array.from(Buffer.concat(pages.map(({ bytes }) => bytes)));
  return type === 'INT32' ? new Int32Array(buffer) : new Float64Array(buffer);
}

// ── Compression ─────────────────────────────────────────────────────────────────────────────────────

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** On a thread of its own. The fastest level: on interactions a fifth of the usual one's time, for 4 % more bytes. */
const compressed = (bytes: Uint8Array): Promise<Uint8Array> =>
  compress(bytes, { chunkSize: bytes.length + 1024, params: { [constants.ZSTD_c_compressionLevel]: 1 } });

/** In one piece, which one that is larger than the page makes sure of. */
const decompressed = (bytes: Uint8Array, size: number): Promise<Uint8Array> =>
  decompress(bytes, { chunkSize: Math.max(64, size + 1) });
