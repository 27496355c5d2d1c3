import { type Call, sendEmpty, sendXml } from './call.ts';
import { malformedXml, notImplemented, S3Error } from './errors.ts';
import { receiveXml } from './receive-body.ts';
import { DELETE_MARKER_HEADERS, parseVersionId, versionHeaders, versionIdOf } from './version-id.ts';
import { parentElement, readElements, readText, textElement, xmlDocument } from './xml.ts';

/** S3's limit for one DeleteObjects. */
const DELETE_LIMIT = 1000;

/** Succeeds for a key or a version that does not exist, as on S3. */
export function deleteObject(call: Call): void {
  const condition = Object.keys(call.request.headers).find((name) => /^(x-amz-)?if-/.test(name));
  const versionId = call.query.get('versionId') ?? undefined;
  const { version, isMarker } = deleteOne(call, { key: call.key, versionId, condition });
  sendEmpty(call.response, 204, { ...versionHeaders(version), ...(isMarker ? DELETE_MARKER_HEADERS : {}) });
}

/** Deletes up to 1,000 keys or versions; what does not exist counts as deleted, as on S3. */
export async function deleteObjects(call: Call): Promise<void> {
  const xml = await receiveXml(call.request);
  const objects = readElements(xml, 'Object');
  if (objects.length === 0 || objects.length > DELETE_LIMIT) {
    throw malformedXml(`DeleteObjects takes 1 to ${DELETE_LIMIT} objects, not ${objects.length}`);
  }
  const quiet = readText(xml, 'Quiet') === 'true';
  const deletions = objects.map(deletionOf); // all are read before the first is deleted
  const reported = deletions.map((deletion) => {
    try {
      const deleted = deletedElement(deletion, deleteOne(call, deletion));
      return quiet ? '' : deleted;
    } catch (error) {
      if (error instanceof S3Error) return errorElement(deletion, error);
      throw error;
    }
  });
  sendXml(call.response, xmlDocument('DeleteResult', reported));
}

interface Deletion {
  readonly key: string;
  /** Undefined: whatever is current, which in a bucket with versions stays behind a delete marker. */
  readonly versionId: string | undefined;
  /** What the deletion shall depend on, if on anything. */
  readonly condition: string | undefined;
}

interface Deleted {
  /** Which was removed for good, or is the new marker; undefined in a bucket that keeps no versions. */
  readonly version: number | undefined;
  /** Whether that is a delete marker. */
  readonly isMarker: boolean;
}

function deleteOne({ store, bucket }: Call, { key, versionId, condition }: Deletion): Deleted {
  // Deleting regardless of the condition would be the worst way to not know it.
  if (condition !== undefined) throw notImplemented(`Deleting by ${condition}`);
  if (versionId === undefined) {
    const version = store.deleteObject(bucket, key, Date.now());
    return { version, isMarker: version !== undefined };
  }
  const version = parseVersionId(versionId);
  const removed = store.removeVersion(bucket, key, version);
  return { version, isMarker: removed !== undefined && removed.object === undefined };
}

function deletionOf(object: string): Deletion {
  const key = readText(object, 'Key');
  if (key === undefined || key === '') throw malformedXml('An object to delete has no key');
  const condition = ['ETag', 'LastModifiedTime', 'Size'].find((name) => readText(object, name) !== undefined);
  return { key, versionId: readText(object, 'VersionId'), condition };
}

function deletedElement({ key, versionId }: Deletion, { version, isMarker }: Deleted): string {
  return parentElement('Deleted', [
    textElement('Key', key),
    textElement('VersionId', versionId),
    textElement('DeleteMarker', isMarker || undefined),
    textElement('DeleteMarkerVersionId', isMarker ? versionIdOf(version ?? 0) : undefined),
  ]);
}

function errorElement({ key, versionId }: Deletion, { code, message }: S3Error): string {
  return parentElement('Error', [
    textElement('Key', key),
    textElement('VersionId', versionId),
    textElement('Code', code),
    textElement('Message', message),
  ]);
}
