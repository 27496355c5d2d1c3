import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { logContent, tableContent, UnfinishedTableError } from './leveldb-files.ts';

/** Where something was found, and as what. */
export interface Leftover {
  readonly file: string;
  readonly form: string;
}

/** What to look for: bytes, by the form that they are. */
export type Needles = readonly { readonly form: string; readonly bytes: Buffer }[];

/** A text in every form that a store or a log might give it. */
export function formsOf(text: string): Needles {
  const bytes = Buffer.from(text, 'utf8');
  // Within base64 of something longer the text stands at one of three places; its ends depend on what is around it.
  const base64 = [0, 1, 2].map((before) => {
    const coded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return coded.slice(before === 0 ? 0 : before + 1, -2);
  });
  return [
    { form: 'as it is', bytes },
    { form: 'in UTF-16', bytes: Buffer.from(text, 'utf16le') },
    { form: 'in hex', bytes: Buffer.from(bytes.toString('hex')) },
    { form: 'in upper hex', bytes: Buffer.from(bytes.toString('hex').toUpperCase()) },
    ...base64.map((coded) => ({ form: 'in base64', bytes: Buffer.from(coded) })),
  ];
}

/** The keyed hash of a text, in every spelling. */
export function keyedHashesOf(key: Uint8Array, text: string): Needles {
  const hash = createHmac('sha256', key).update(text, 'utf8').digest();
  const spellings = [
    hash,
    ...(['base64url', 'base64', 'hex'] as const).map((form) => Buffer.from(hash.toString(form))),
  ];
  return spellings.map((bytes) => ({ form: 'as a keyed hash', bytes }));
}

/**
 * Looks through every file of a folder: as it is, unzipped, and as what its store would read in it. Where a store
 * replaces or writes a file meanwhile, it looks again.
 */
export async function leftoversIn(folder: string, needles: Needles): Promise<readonly Leftover[]> {
  const search = searchFor(needles);
  for (let attempt = 1; ; attempt++) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    try {
      const found = await Promise.all(
        files.map(({ parentPath, name }) => leftoversInFile(join(parentPath, name), search)),
      );
      return found.flat().map(({ file, form }) => ({ file: relative(folder, file), form }));
    } catch (error) {
      const isChanging = (error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof UnfinishedTableError;
      if (!isChanging || attempt === 10) throw error;
      await setTimeout(50 * attempt);
    }
  }
}

async function leftoversInFile(file: string, search: Search): Promise<readonly Leftover[]> {
  const bytes = readFileSync(file);
  const contents = [Buffer.from(file), bytes, ...(await contentsOf(basename(file), bytes))];
  const forms = new Set(contents.flatMap((content) => [...search(content)]));
  return Array.from(forms, (form) => ({ file, form }));
}

async function contentsOf(name: string, bytes: Buffer): Promise<readonly Buffer[]> {
  if (name.endsWith('.ldb')) return withBinaries(tableContent(bytes));
  if (name.endsWith('.log') || name.startsWith('MANIFEST')) return withBinaries(logContent(bytes));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [gunzipSync(bytes)];
  if (bytes.subarray(0, 4).toString() === 'PAR1') return textsOfParquet(bytes);
  return [];
}

/** Binary values stand in a row's JSON as base64; what was deflated is read as what it was. */
function withBinaries(content: Buffer): readonly Buffer[] {
  const binaries = content.toString('latin1').matchAll(/"B":"([A-Za-z0-9+/=]+)"/g);
  return [content, ...Array.from(binaries, ([, coded = '']) => inflated(Buffer.from(coded, 'base64')))];
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateRawSync(bytes);
  } catch {
    return bytes;
  }
}

/** Of every column that holds texts, whatever the file is of. */
async function textsOfParquet(bytes: Buffer): Promise<readonly Buffer[]> {
  const { schema } = parquetMetadata(Uint8Array.from(bytes).buffer);
  const texts = schema.filter(({ type }) => type === 'BYTE_ARRAY').map(({ name }) => [name, 'text'] as const);
  const columns = await parquetCodec.decode(bytes, Object.fromEntries(texts));
  return Object.values(columns).map((column) => Buffer.from(column.bytes));
}

type Search = (bytes: Buffer) => ReadonlySet<string>;

/** Forms that occur in some bytes, of needles of 4 bytes at least; one pass, however many needles. */
function searchFor(needles: Needles): Search {
  const byStart = Map.groupBy(needles, ({ bytes }) => bytes.readUInt32LE(0));
  const isStart = new Uint8Array(0x10000); // of its first two bytes: with few needles hardly anything looks into the map
  for (const { bytes } of needles) isStart[bytes.readUInt16LE(0)] = 1;
  return (bytes) => {
    const forms = new Set<string>();
    for (let at = 0; at + 4 <= bytes.length; at++) {
      if (isStart[bytes[at]! | (bytes[at + 1]! << 8)] === 0) continue;
      for (const { form, bytes: wanted } of byStart.get(bytes.readUInt32LE(at)) ?? [])
        if (bytes.subarray(at, at + wanted.length).equals(wanted)) forms.add(form);
    }
    return forms;
  };
}
