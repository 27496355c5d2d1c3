import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { byteRange } from './byte-range.ts';
import { type Call, sendEmpty } from './call.ts';
import { noSuchKey, notImplemented } from './errors.ts';
import { checksumHeaders, headersToGive, headersToKeep } from './object-headers.ts';
import type { StoredObject } from './object-index.ts';
import { checkRead, writeCheck } from './preconditions.ts';
import { receiveBody } from './receive-body.ts';

export async function putObject({ request, response, store, bucket, key }: Call): Promise<void> {
  const headers = headersToKeep(request.headers);
  const check = writeCheck(request.headers);
  const { blob, result } = await store.blobs.create((write) => receiveBody(request, write));
  const { size, checksum } = result;
  const etag = result.md5.toString('hex');
  store.commitObject(bucket, key, { blob, size, etag, modifiedMs: Date.now(), checksum, headers }, check);
  sendEmpty(response, 200, { etag: `"${etag}"`, ...checksumHeaders(checksum) });
}

export async function getObject(call: Call): Promise<void> {
  const object = requireObject(call);
  const reply = replyTo(call, object);
  if (reply.size === 0) {
    sendEmpty(call.response, reply.status, reply.headers);
    return;
  }
  const fd = call.store.blobs.open(object.blob); // in the same step as the look-up, see BlobFiles.open
  const content = createReadStream('', { fd, start: reply.first, end: reply.first + reply.size - 1 });
  call.response.writeHead(reply.status, reply.headers);
  await pipeline(content, call.response);
}

export function headObject(call: Call): void {
  const { status, headers } = replyTo(call, requireObject(call));
  sendEmpty(call.response, status, headers);
}

/** Succeeds for a key that does not exist, as on S3. */
export function deleteObject({ request, response, store, bucket, key }: Call): void {
  // Deleting regardless of the condition would be the worst way to not know it.
  const condition = Object.keys(request.headers).find((name) => /^(x-amz-)?if-/.test(name));
  if (condition !== undefined) throw notImplemented(`A delete with ${condition}`);
  store.deleteObject(bucket, key);
  sendEmpty(response, 204);
}

function requireObject({ store, bucket, key }: Call): StoredObject {
  const object = store.index.findObject(bucket, key);
  if (object === undefined) throw noSuchKey();
  return object;
}

interface Reply {
  readonly status: 200 | 206;
  readonly headers: Record<string, string>;
  /** Offset of the first byte to send. */
  readonly first: number;
  /** How many bytes to send. */
  readonly size: number;
}

/** What a read of the object is answered, conditions and range taken into account. */
function replyTo({ request }: Call, object: StoredObject): Reply {
  checkRead(request.headers, object);
  const headers = headersToGive(object, request.headers);
  const range = byteRange(request.headers.range, object.size);
  if (range === undefined) {
    headers['content-length'] = String(object.size);
    return { status: 200, headers, first: 0, size: object.size };
  }
  // The checksum is the whole object's; beside a part of it, a client would find it wrong.
  for (const name of Object.keys(checksumHeaders(object.checksum))) delete headers[name];
  headers['content-range'] = `bytes ${range.first}-${range.last}/${object.size}`;
  headers['content-length'] = String(range.size);
  return { status: 206, headers, first: range.first, size: range.size };
}
