import { type Call, sendXml } from './call.ts';
import { invalidArgument } from './errors.ts';
import { keyEncoding, pageSize } from './list-options.ts';
import type { ObjectIndex } from './object-index.ts';
import { parseVersionId, versionIdOf } from './version-id.ts';
import type { ListedVersion } from './version-table.ts';
import { parentElement, textElement, xmlDocument } from './xml.ts';

/** Where a page begins: behind this version of this key. */
interface Position {
  readonly key: string;
  readonly version: number;
}

/**
 * Everything that a bucket remembers, by key, of each key the newest first. A bucket that keeps no versions has one of
 * each object.
 */
export function listObjectVersions({ response, store, bucket, query }: Call): void {
  const { encodingType, encode } = keyEncoding(query);
  const prefix = query.get('prefix') ?? '';
  const limit = pageSize(query);
  const { versions, isTruncated } = listPage(store.index, { bucket, prefix, start: startOf(query), limit });
  const last = isTruncated ? versions.at(-1) : undefined;

  const xml = xmlDocument('ListVersionsResult', [
    textElement('Name', bucket),
    textElement('Prefix', encode(prefix)),
    textElement('KeyMarker', encode(query.get('key-marker') ?? '')),
    textElement('VersionIdMarker', query.get('version-id-marker') ?? ''),
    textElement('MaxKeys', limit),
    textElement('EncodingType', encodingType),
    textElement('IsTruncated', isTruncated),
    textElement('NextKeyMarker', last && encode(last.key)),
    textElement('NextVersionIdMarker', last && versionIdOf(last.version)),
    ...versions.map((version) => versionElement(version, encode)),
  ]);
  sendXml(response, xml);
}

/**
 * The number is in the id itself, so a page goes on where the last one ended even when that version is gone by now.
 * A key alone stands for all of its versions, and so does its version 0, the oldest that a key can have.
 */
function startOf(query: URLSearchParams): Position {
  const key = query.get('key-marker') ?? '';
  const versionId = query.get('version-id-marker') ?? '';
  if (versionId !== '' && key === '') throw invalidArgument('version-id-marker', versionId);
  return { key, version: versionId === '' ? 0 : parseVersionId(versionId) };
}

interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly start: Position;
  readonly limit: number;
}

function listPage(index: ObjectIndex, { bucket, prefix, start, limit }: ListRequest) {
  const versions: ListedVersion[] = [];
  if (limit === 0) return { versions, isTruncated: false };
  const startKey = Buffer.compare(Buffer.from(start.key), Buffer.from(prefix)) > 0 ? start.key : prefix;
  for (const version of index.versionsAfter(bucket, startKey, start)) {
    if (!version.key.startsWith(prefix)) break;
    if (versions.length === limit) return { versions, isTruncated: true };
    versions.push(version);
  }
  return { versions, isTruncated: false };
}

function versionElement({ key, version, isLatest, modifiedMs, object }: ListedVersion, encode: Encode): string {
  return parentElement(object === undefined ? 'DeleteMarker' : 'Version', [
    textElement('Key', encode(key)),
    textElement('VersionId', versionIdOf(version)),
    textElement('IsLatest', isLatest),
    textElement('LastModified', new Date(modifiedMs).toISOString()),
    textElement('ETag', object && `"${object.etag}"`),
    textElement('Size', object?.size),
    textElement('StorageClass', object && 'STANDARD'),
  ]);
}

type Encode = ReturnType<typeof keyEncoding>['encode'];
