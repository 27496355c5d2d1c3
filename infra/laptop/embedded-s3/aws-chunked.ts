import { incompleteBody, invalidRequest } from './errors.ts';

/** Longest chunk or trailer line taken; a signed chunk header has about 90 characters. */
const LINE_LIMIT_BYTES = 8 * 1024;
const CRLF = '\r\n';

/**
 * The payload inside an `aws-chunked` body, which is how the SDK sends a stream: it cannot know the
 * checksum before the last byte, so the checksum follows the payload as a trailer.
 *
 *     <size in hex>[;chunk-signature=…] CRLF <size bytes> CRLF … 0 CRLF <name>:<value> CRLF … CRLF
 *
 * Chunk signatures are not verified, like every other signature here.
 *
 * @param trailers - receives the trailers, names in lower case, before the last value is yielded back.
 * @throws S3Error IncompleteBody when the body ends early, InvalidRequest when it is not framed as above.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = frameReader(body);
  try {
    for (;;) {
      const size = chunkSize(await reader.line());
      if (size === 0) break;
      yield* reader.payload(size);
      if ((await reader.line()) !== '') throw invalidRequest('A chunk is longer than its header says');
    }
    for (let line = await reader.line(); line !== ''; line = await reader.line()) addTrailer(trailers, line);
    await reader.end();
  } finally {
    await reader.release();
  }
}

function chunkSize(header: string): number {
  const hex = /^([0-9a-f]{1,12})(?:;|$)/i.exec(header)?.[1];
  if (hex === undefined) throw invalidRequest('A chunk has no size in hexadecimal');
  return Number.parseInt(hex, 16);
}

function addTrailer(trailers: Map<string, string>, line: string): void {
  const colon = line.indexOf(':');
  if (colon < 1) throw invalidRequest('A trailer is not of the form name:value');
  trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
}

/** Lines and counted payload out of one byte stream, whatever the sizes of the pieces it comes in. */
function frameReader(body: AsyncIterable<Buffer>) {
  const pieces = body[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer | undefined> {
    const { done, value } = await pieces.next();
    return done ? undefined : value;
  }

  async function more(): Promise<Buffer> {
    const piece = await next();
    if (piece === undefined) throw incompleteBody('The chunked body ended before its last chunk');
    return piece;
  }

  return {
    async line(): Promise<string> {
      let end = pending.indexOf(CRLF);
      while (end < 0) {
        if (pending.length > LINE_LIMIT_BYTES) throw invalidRequest(`A line exceeds ${LINE_LIMIT_BYTES} bytes`);
        pending = Buffer.concat([pending, await more()]);
        end = pending.indexOf(CRLF);
      }
      const line = pending.toString('latin1', 0, end);
      pending = pending.subarray(end + CRLF.length);
      return line;
    },

    async *payload(size: number): AsyncGenerator<Buffer> {
      for (let left = size; left > 0; ) {
        if (pending.length === 0) pending = await more();
        const piece = pending.subarray(0, left);
        pending = pending.subarray(piece.length);
        left -= piece.length;
        if (piece.length > 0) yield piece;
      }
    },

    /** Reads up to the end of the stream, so that the connection can carry the next request. */
    async end(): Promise<void> {
      const rest = pending.length > 0 ? pending : await next();
      if (rest !== undefined) throw invalidRequest('Bytes follow the trailers of the chunked body');
    },

    async release(): Promise<void> {
      await pieces.return?.();
    },
  };
}
