import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';

/** The file's text in pieces, unzipped, without byte order mark, with every line end as "\n". */
export async function* readText(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let held = ''; // a "\r" at the end of a piece may be half of a "\r\n"
  for await (const bytes of await openBytes(path)) {
    decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
    const text = held + decode(decoder, path, bytes);
    held = text.endsWith('\r') ? '\r' : '';
    yield withPlainLineEnds(held === '' ? text : text.slice(0, -1));
  }
  if (decoder !== undefined) yield withPlainLineEnds(held + decode(decoder, path));
}

/** The first few thousand characters, and the same text from its beginning. */
export async function peek(text: AsyncIterable<string>): Promise<{ head: string; text: AsyncIterable<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  let head = '';
  let isDone = false;
  while (head.length < 4096 && !isDone) {
    const next = await iterator.next();
    if (next.done) isDone = true;
    else head += next.value;
  }
  async function* whole(): AsyncGenerator<string> {
    try {
      yield head;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, text: whole() };
}

/** Gzip is told by its first two bytes, not by the name: shops' exports are often named without ".gz". */
async function openBytes(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
  const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  const source = createReadStream(path);
  // pipeline hands an error on to the last stream, whose reader throws it.
  return isGzip ? pipeline(source, createGunzip(), () => undefined) : source;
}

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(decoder: TextDecoder, path: string, bytes?: Buffer): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (cause) {
    throw new Error(`${path}: not ${decoder.encoding.toUpperCase()}; save it as UTF-8 and read it again`, { cause });
  }
}

function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
