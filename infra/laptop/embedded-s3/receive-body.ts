import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumAlgorithm,
  DEFAULT_CHECKSUM_ALGORITHM,
  startChecksum,
} from './checksums.ts';
import { badDigest, incompleteBody, invalidRequest, malformedXml, S3Error } from './errors.ts';

/** S3 takes at most this much in one PutObject or UploadPart. */
const PUT_LIMIT_BYTES = 5 * 1024 ** 3;
/** A CompleteMultipartUpload of 10,000 parts with SHA-256 checksums is about 2 MB. */
const XML_LIMIT_BYTES = 4 * 1024 ** 2;

/** A body that arrived whole and matched everything its sender said about it. */
export interface ReceivedBody {
  /** Bytes of payload, without any framing. */
  readonly size: number;
  readonly md5: Buffer;
  /** By the algorithm that the sender used, or the fallback when the sender used none. */
  readonly checksum: Checksum;
}

/** Takes the next piece of the payload, and resolves when it can take another. */
export type WriteBytes = (bytes: Buffer) => Promise<void> | void;

export interface ReceiveOptions {
  /** What to read the sender's claims from, when not from all headers of the request. */
  readonly headers?: IncomingHttpHeaders;
  /** The checksum to take when the sender sent none. */
  readonly fallback?: ChecksumAlgorithm;
}

/**
 * Hands the payload of a request to `write`, piece by piece, and verifies it: decoded length,
 * Content-MD5, signed payload hash, and the checksum in a header or trailer.
 *
 * Whatever was written must be thrown away when this throws: the verdict comes after the last byte.
 *
 * @throws S3Error BadDigest, XAmzContentSHA256Mismatch, IncompleteBody, InvalidRequest,
 *   MalformedTrailerError, MissingContentLength, EntityTooLarge.
 */
export async function receiveBody(
  request: IncomingMessage,
  write: WriteBytes,
  { headers = request.headers, fallback = DEFAULT_CHECKSUM_ALGORITHM }: ReceiveOptions = {},
): Promise<ReceivedBody> {
  const declaredSize = declaredPayloadSize(headers);
  const declared = declaredChecksum(headers);
  const signedSha256 = /^[0-9a-f]{64}$/.exec(header(headers, 'x-amz-content-sha256') ?? '')?.[0];

  const algorithm = declared?.algorithm ?? fallback;
  const checksum = startChecksum(algorithm);
  const md5 = createHash('md5');
  const sha256 = signedSha256 === undefined ? undefined : createHash('sha256');
  const trailers = new Map<string, string>();
  let size = 0;
  for await (const bytes of payloadOf(request, trailers)) {
    size += bytes.length;
    md5.update(bytes);
    sha256?.update(bytes);
    checksum.update(bytes);
    await write(bytes);
  }
  const received: ReceivedBody = {
    size,
    md5: md5.digest(),
    checksum: { algorithm, value: checksum.digest().toString('base64'), type: 'FULL_OBJECT' },
  };

  if (size !== declaredSize) throw incompleteBody(`Announced ${declaredSize} bytes, got ${size}`);
  if (sha256 !== undefined && sha256.digest('hex') !== signedSha256) {
    throw new S3Error(400, 'XAmzContentSHA256Mismatch', 'The x-amz-content-sha256 does not match the payload.');
  }
  const contentMd5 = headers['content-md5'];
  if (contentMd5 !== undefined && contentMd5 !== received.md5.toString('base64')) throw badDigest('Content-MD5');
  if (declared !== undefined) {
    const wanted = declared.value ?? trailers.get(`x-amz-checksum-${algorithm}`);
    if (wanted === undefined) {
      throw new S3Error(400, 'MalformedTrailerError', `The announced x-amz-checksum-${algorithm} trailer is missing`);
    }
    if (wanted !== received.checksum.value) throw badDigest(algorithm.toUpperCase());
  }
  return received;
}

/** A verified request body as text, for the calls whose body is XML. */
export async function receiveXml(request: IncomingMessage, options?: ReceiveOptions): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const keep = (bytes: Buffer) => {
    size += bytes.length;
    if (size > XML_LIMIT_BYTES) throw malformedXml(`The XML exceeds ${XML_LIMIT_BYTES} bytes`);
    pieces.push(bytes);
  };
  await receiveBody(request, keep, options);
  return Buffer.concat(pieces).toString('utf8');
}

/** A header that must not be repeated, or undefined when it is absent. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Leaving the loop early must not destroy the request: that would cut the connection under our error reply. */
function payloadOf(request: IncomingMessage, trailers: Map<string, string>): AsyncIterable<Buffer> {
  const raw = request.iterator({ destroyOnReturn: false });
  return isAwsChunked(request.headers) ? decodeAwsChunked(raw, trailers) : raw;
}

function isAwsChunked(headers: IncomingHttpHeaders): boolean {
  return (header(headers, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-');
}

/** S3 takes no body of unknown length, not even a chunked one; a server that did would hide that until the cloud. */
function declaredPayloadSize(headers: IncomingHttpHeaders): number {
  const name = isAwsChunked(headers) ? 'x-amz-decoded-content-length' : 'content-length';
  // A request without any body has neither length nor encoding.
  const declared = header(headers, name) ?? (headers['transfer-encoding'] === undefined ? '0' : undefined);
  if (declared === undefined || !/^\d+$/.test(declared)) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(declared) > PUT_LIMIT_BYTES) {
    throw new S3Error(400, 'EntityTooLarge', `A body has at most ${PUT_LIMIT_BYTES} bytes, not ${declared}`);
  }
  return Number(declared);
}

/** What the sender will vouch with; `value` is undefined while it is still to come, in a trailer. */
function declaredChecksum(
  headers: IncomingHttpHeaders,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined {
  const inHeader = CHECKSUM_ALGORITHMS.filter((algorithm) => headers[`x-amz-checksum-${algorithm}`] !== undefined);
  const trailer = header(headers, 'x-amz-trailer')?.trim().toLowerCase();
  if (inHeader.length + (trailer === undefined ? 0 : 1) > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  if (trailer !== undefined) {
    const algorithm = checksumAlgorithm(trailer.replace(/^x-amz-checksum-/, ''));
    if (algorithm === undefined)
      throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
    return { algorithm, value: undefined };
  }
  const algorithm = inHeader[0];
  return algorithm && { algorithm, value: header(headers, `x-amz-checksum-${algorithm}`) };
}
