import { type Call, sendXml } from './call.ts';
import { invalidArgument } from './errors.ts';
import { keyEncoding, pageSize } from './list-options.ts';
import type { ObjectIndex } from './object-index.ts';
import type { StoredObject } from './version-table.ts';
import { parentElement, textElement, xmlDocument } from './xml.ts';

interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  readonly limit: number;
  /** Where to begin: the lowest key, in UTF-8 bytes, that may be listed. */
  readonly from: Buffer;
}

interface ListPage {
  readonly objects: readonly (StoredObject & { readonly key: string })[];
  /** Prefixes up to and with the delimiter, each standing for all the keys below it. */
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: Buffer | undefined;
}

export function listObjectsV2({ response, store, bucket, query }: Call): void {
  if (query.get('list-type') !== '2') throw invalidArgument('list-type', query.get('list-type') ?? '');
  const { encodingType, encode } = keyEncoding(query);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after') ?? undefined;
  const token = query.get('continuation-token') ?? undefined;
  const limit = pageSize(query);
  const from = token === undefined ? firstKeyAfter(startAfter) : Buffer.from(token, 'base64url');
  const page = listPage(store.index, { bucket, prefix, delimiter, limit, from });

  const xml = xmlDocument('ListBucketResult', [
    textElement('Name', bucket),
    textElement('Prefix', encode(prefix)),
    textElement('StartAfter', startAfter === undefined ? undefined : encode(startAfter)),
    textElement('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
    textElement('MaxKeys', limit),
    textElement('KeyCount', page.objects.length + page.commonPrefixes.length),
    textElement('EncodingType', encodingType),
    textElement('ContinuationToken', token),
    textElement('NextContinuationToken', page.next?.toString('base64url')),
    textElement('IsTruncated', page.next !== undefined),
    ...page.objects.map((object) =>
      parentElement('Contents', [
        textElement('Key', encode(object.key)),
        textElement('LastModified', new Date(object.modifiedMs).toISOString()),
        textElement('ETag', `"${object.etag}"`),
        textElement('ChecksumAlgorithm', object.checksum.algorithm.toUpperCase()),
        textElement('ChecksumType', object.checksum.type),
        textElement('Size', object.size),
        textElement('StorageClass', 'STANDARD'),
      ]),
    ),
    ...page.commonPrefixes.map((common) => parentElement('CommonPrefixes', [textElement('Prefix', encode(common))])),
  ]);
  sendXml(response, xml);
}

/**
 * One page of keys in the order of their UTF-8 bytes. All of the position is in one lower bound, so a
 * page can end anywhere, even between common prefixes, and the next goes on from there; keys below a
 * common prefix are jumped over and not read.
 */
function listPage(index: ObjectIndex, { bucket, prefix, delimiter, limit, from }: ListRequest): ListPage {
  const objects: (StoredObject & { key: string })[] = [];
  const commonPrefixes: string[] = [];
  if (limit === 0) return { objects, commonPrefixes, next: undefined };
  const start = Buffer.from(prefix);
  let next: Buffer | undefined = Buffer.compare(from, start) > 0 ? from : start;

  while (next !== undefined) {
    let jumpTo: Buffer | undefined;
    for (const object of index.objectsFrom(bucket, next)) {
      if (!object.key.startsWith(prefix)) break;
      if (objects.length + commonPrefixes.length === limit) return { objects, commonPrefixes, next };
      const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
      if (end >= 0) {
        const common = object.key.slice(0, end + delimiter.length);
        commonPrefixes.push(common);
        jumpTo = firstKeyBeyond(common);
        break;
      }
      objects.push(object);
      next = firstKeyAfter(object.key);
    }
    next = jumpTo;
  }
  return { objects, commonPrefixes, next };
}

/** The lowest key that follows this one; the lowest of all when there is none. */
function firstKeyAfter(key: string | undefined): Buffer {
  return key === undefined ? Buffer.alloc(0) : Buffer.from(`${key}\0`);
}

/** The lowest bytes above every key that begins with this prefix; no byte of UTF-8 is 0xFF, so none overflows. */
function firstKeyBeyond(prefix: string): Buffer {
  const bytes = Buffer.from(prefix);
  bytes[bytes.length - 1]! += 1;
  return bytes;
}
