import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { byteRange } from './byte-range.ts';
import { type Call, sendEmpty } from './call.ts';
import { noSuchKey } from './errors.ts';
import { checksumHeaders, headersToGive, headersToKeep } from './object-headers.ts';
import { checkRead, writeCheck } from './preconditions.ts';
import { receiveBody } from './receive-body.ts';
import { DELETE_MARKER_HEADERS, versionHeaders } from './version-id.ts';
import type { StoredObject } from './version-table.ts';

export async function putObject({ request, response, store, bucket, key }: Call): Promise<void> {
  const headers = headersToKeep(request.headers);
  const check = writeCheck(request.headers);
  const { blob, result } = await store.blobs.create((write) => receiveBody(request, write));
  const { size, checksum } = result;
  const etag = result.md5.toString('hex');
  const object = { blob, size, etag, modifiedMs: Date.now(), checksum, headers };
  const version = store.commitObject(bucket, key, object, check);
  sendEmpty(response, 200, { etag: `"${etag}"`, ...checksumHeaders(checksum), ...versionHeaders(version) });
}

export async function getObject(call: Call): Promise<void> {
  const current = requireObject(call);
  const reply = replyTo(call, current);
  if (reply.size === 0) {
    sendEmpty(call.response, reply.status, reply.headers);
    return;
  }
  const fd = call.store.blobs.open(current.object.blob); // in the same step as the look-up, see BlobFiles.open
  const content = createReadStream('', { fd, start: reply.first, end: reply.first + reply.size - 1 });
  call.response.writeHead(reply.status, reply.headers);
  await pipeline(content, call.response);
}

export function headObject(call: Call): void {
  const { status, headers } = replyTo(call, requireObject(call));
  sendEmpty(call.response, status, headers);
}

/** The current object and the headers that name its version, where the bucket keeps more than one. */
function requireObject({ store, bucket, key }: Call): CurrentObject {
  const newest = store.index.newestVersion(bucket, key);
  if (newest === undefined) throw noSuchKey();
  const { version, object } = newest;
  const ofVersion = versionHeaders(store.index.keepsVersions(bucket) ? version : undefined);
  if (object === undefined) throw noSuchKey({ ...DELETE_MARKER_HEADERS, ...ofVersion });
  return { object, ofVersion };
}

interface CurrentObject {
  readonly object: StoredObject;
  readonly ofVersion: Readonly<Record<string, string>>;
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
function replyTo({ request }: Call, { object, ofVersion }: CurrentObject): Reply {
  checkRead(request.headers, object);
  const headers = { ...headersToGive(object, request.headers), ...ofVersion };
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
