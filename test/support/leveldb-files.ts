/**
 * What lies in the files of a LevelDB, dead entries too: https://github.com/google/leveldb/tree/main/doc (log_format,
 * table_format). A plain search would miss what is compressed, cut at a block's end, or shares a prefix.
 */
import { snappyUncompress } from 'hyparquet';

const LOG_BLOCK = 32_768;
const LOG_HEADER = 7;
const FOOTER = 48;
/** The last bytes of a table that is written to its end. */
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const SNAPPY = 1;

/** The records of a .log or MANIFEST file, one after the other, without the headers that cut them. */
export function logContent(file: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at + LOG_HEADER <= file.length; ) {
    const leftInBlock = LOG_BLOCK - (at % LOG_BLOCK);
    const length = file.readUInt16LE(at + 4);
    if (leftInBlock < LOG_HEADER || (length === 0 && file[at + 6] === 0)) {
      at += leftInBlock;
      continue;
    }
    pieces.push(file.subarray(at + LOG_HEADER, at + LOG_HEADER + length));
    at += LOG_HEADER + length;
  }
  return Buffer.concat(pieces);
}

/** A store writes tables at any moment, and not in one go. */
export class UnfinishedTableError extends Error {}

/** All keys and values of an .ldb file. @throws UnfinishedTableError when it is being written. */
export function tableContent(file: Buffer): Buffer {
  if (!file.subarray(-MAGIC.length).equals(MAGIC)) throw new UnfinishedTableError();
  const footer = reader(file, file.length - FOOTER);
  footer.handle(); // of the index of filters
  const index = blockAt(file, footer.handle());
  const blocks = entriesOf(index).map(({ value }) => blockAt(file, reader(value, 0).handle()));
  return Buffer.concat(blocks.flatMap((block) => entriesOf(block).flatMap(({ key, value }) => [key, value])));
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

function blockAt(file: Buffer, { offset, size }: Handle): Buffer {
  const block = file.subarray(offset, offset + size);
  if (file[offset + size] !== SNAPPY) return block;
  const plain = new Uint8Array(reader(block, 0).number());
  snappyUncompress(block, plain);
  return Buffer.from(plain);
}

function entriesOf(block: Buffer): readonly { readonly key: Buffer; readonly value: Buffer }[] {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 * (restarts + 1);
  const entries: { key: Buffer; value: Buffer }[] = [];
  const read = reader(block, 0);
  let key = Buffer.alloc(0);
  while (read.at() < end) {
    const shared = read.number();
    const own = read.number();
    const valueLength = read.number();
    key = Buffer.concat([key.subarray(0, shared), read.bytes(own)]);
    entries.push({ key, value: read.bytes(valueLength) });
  }
  return entries;
}

function reader(bytes: Buffer, from: number) {
  let at = from;
  const number = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  return {
    at: () => at,
    number,
    bytes(length: number): Buffer {
      at += length;
      return bytes.subarray(at - length, at);
    },
    handle: (): Handle => ({ offset: number(), size: number() }),
  };
}
