import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Call, sendEmpty, sendXml } from './call.ts';
import { type Checksum, checksumOf, DEFAULT_CHECKSUM_ALGORITHM, startChecksum, wantedChecksum } from './checksums.ts';
import { badDigest, invalidArgument, invalidRequest, malformedXml, noSuchUpload, S3Error } from './errors.ts';
import { checksumHeaders, headersToKeep } from './object-headers.ts';
import type { ObjectStore, UploadAddress } from './object-store.ts';
import { writeCheck } from './preconditions.ts';
import { header, receiveBody, receiveXml, type WriteBytes } from './receive-body.ts';
import type { StoredPart, StoredUpload } from './upload-table.ts';
import { versionHeaders } from './version-id.ts';
import { readElements, readText, textElement, xmlDocument } from './xml.ts';

const PART_NUMBER_LIMIT = 10_000;
/** Every part but the last must have this much. */
const PART_MINIMUM_BYTES = 5 * 1024 ** 2;

export async function createMultipartUpload({ request, response, store, bucket, key }: Call): Promise<void> {
  await receiveXml(request);
  const id = randomUUID();
  store.index.addUpload(id, bucket, key, {
    headers: headersToKeep(request.headers),
    checksum: wantedChecksum(
      header(request.headers, 'x-amz-checksum-algorithm'),
      header(request.headers, 'x-amz-checksum-type'),
    ),
  });
  const children = [textElement('Bucket', bucket), textElement('Key', key), textElement('UploadId', id)];
  sendXml(response, xmlDocument('InitiateMultipartUploadResult', children));
}

export async function uploadPart(call: Call): Promise<void> {
  const { request, response, store } = call;
  const address = uploadAddress(call);
  const upload = requireUpload(store, address);
  const number = partNumber(call.query.get('partNumber') ?? '');
  const wanted = upload.checksum?.algorithm;
  const { blob, result } = await store.blobs.create(async (write) => {
    const received = await receiveBody(request, write, wanted === undefined ? {} : { fallback: wanted });
    const { algorithm } = received.checksum;
    if (wanted !== undefined && algorithm !== wanted) {
      throw invalidRequest(`Checksum Type mismatch occurred, expected ${wanted}, actual ${algorithm}`);
    }
    return received;
  });
  const { size, checksum } = result;
  const etag = result.md5.toString('hex');
  store.commitPart(address, { number, blob, size, etag, checksum });
  const { 'x-amz-checksum-type': _, ...headers } = checksumHeaders(checksum); // a part has no type
  sendEmpty(response, 200, { etag: `"${etag}"`, ...headers });
}

/** Joins the listed parts into one blob; a failed condition leaves the upload as it was, to be tried again or aborted. */
export async function completeMultipartUpload(call: Call): Promise<void> {
  const { request, response, store, bucket, key } = call;
  const address = uploadAddress(call);
  const check = writeCheck(request.headers);
  // Checksum headers of this call are about the object, not about the XML that it carries.
  const bodyHeaders = Object.entries(request.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  const xml = await receiveXml(request, { headers: Object.fromEntries(bodyHeaders) });
  const upload = requireUpload(store, address);
  const parts = listedParts(xml, store.index.parts(address.id), upload);
  const { blob, result: checksum } = await store.blobs.create((write) => joinParts(store, parts, upload, write));
  const object = {
    blob,
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag: `${md5OfMd5s(parts)}-${parts.length}`,
    modifiedMs: Date.now(),
    checksum,
    headers: upload.headers,
  };
  const declared = header(request.headers, `x-amz-checksum-${checksum.algorithm}`);
  const version = store.commitUpload(address, object, (current) => {
    if (declared !== undefined && declared !== checksum.value) throw badDigest(checksum.algorithm.toUpperCase());
    check(current);
  });
  const children = [
    textElement('Location', `/${bucket}/${key}`),
    textElement('Bucket', bucket),
    textElement('Key', key),
    textElement('ETag', `"${object.etag}"`),
    textElement(`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value),
    textElement('ChecksumType', checksum.type),
  ];
  sendXml(response, xmlDocument('CompleteMultipartUploadResult', children), versionHeaders(version));
}

export function abortMultipartUpload(call: Call): void {
  call.store.abortUpload(uploadAddress(call));
  sendEmpty(call.response, 204);
}

function uploadAddress({ query, bucket, key }: Call): UploadAddress {
  return { id: query.get('uploadId') ?? '', bucket, key };
}

function requireUpload(store: ObjectStore, { id, bucket, key }: UploadAddress): StoredUpload {
  const upload = store.index.findUpload(id, bucket, key);
  if (upload === undefined) throw noSuchUpload();
  return upload;
}

function partNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > PART_NUMBER_LIMIT) throw invalidArgument('partNumber', text);
  return number;
}

/** The stored parts that the completing client lists, in its order, which must be ascending. */
function listedParts(xml: string, stored: readonly StoredPart[], upload: StoredUpload): StoredPart[] {
  const listed = readElements(xml, 'Part').map((entry) => ({
    number: partNumber(readText(entry, 'PartNumber') ?? ''),
    entry,
  }));
  if (listed.length === 0) throw malformedXml('You must specify at least one part');
  if (listed.some(({ number }, position) => position > 0 && number <= listed[position - 1]!.number)) {
    throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = listed.map(({ number, entry }) => {
    const part = byNumber.get(number);
    if (part === undefined || !isAsListed(part, entry, upload)) {
      throw new S3Error(400, 'InvalidPart', `Part ${number} was not uploaded, or its ETag or checksum differs.`);
    }
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.size < PART_MINIMUM_BYTES);
  if (small !== undefined) {
    const why = `Part ${small.number} has ${small.size} bytes, fewer than ${PART_MINIMUM_BYTES}`;
    throw new S3Error(400, 'EntityTooSmall', why);
  }
  return parts;
}

function isAsListed(part: StoredPart, entry: string, upload: StoredUpload): boolean {
  const checksum = readText(entry, `Checksum${part.checksum.algorithm.toUpperCase()}`);
  if (checksum === undefined && upload.checksum?.type === 'COMPOSITE') {
    throw invalidRequest('The complete request must include the checksum for each part of this upload.');
  }
  const etag = readText(entry, 'ETag')?.replaceAll('"', '');
  return etag === part.etag && (checksum === undefined || checksum === part.checksum.value);
}

/** Writes the parts one after the other and gives the checksum of the object they make. */
async function joinParts(
  store: ObjectStore,
  parts: readonly StoredPart[],
  upload: StoredUpload,
  write: WriteBytes,
): Promise<Checksum> {
  const { algorithm, type } = upload.checksum ?? { algorithm: DEFAULT_CHECKSUM_ALGORITHM, type: 'FULL_OBJECT' };
  const whole = startChecksum(algorithm);
  for (const part of parts) {
    for await (const bytes of createReadStream('', { fd: openPart(store, part) })) {
      if (type === 'FULL_OBJECT') whole.update(bytes);
      await write(bytes);
    }
  }
  if (type === 'FULL_OBJECT') return { algorithm, value: whole.digest().toString('base64'), type };
  const partDigests = Buffer.concat(parts.map((part) => Buffer.from(part.checksum.value, 'base64')));
  return { algorithm, value: `${checksumOf(algorithm, partDigests).toString('base64')}-${parts.length}`, type };
}

/** A part's file is gone when the upload was aborted, or the part sent anew, while it was being completed. */
function openPart(store: ObjectStore, part: StoredPart): number {
  try {
    return store.blobs.open(part.blob);
  } catch {
    throw noSuchUpload();
  }
}

/** S3's ETag of a multipart object: not an MD5 of its bytes, and marked as such by `-N`. */
function md5OfMd5s(parts: readonly StoredPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.etag, 'hex');
  return hash.digest('hex');
}
