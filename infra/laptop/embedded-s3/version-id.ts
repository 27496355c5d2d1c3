import { invalidArgument } from './errors.ts';

/** What S3 calls the version that was written while the bucket kept none. */
const NULL_VERSION = 'null';
const ID_LENGTH = 32;

/** How the protocol names a version: as long as on S3, and to be read by nobody but this file. */
export function versionIdOf(version: number): string {
  return version === 0 ? NULL_VERSION : version.toString(16).padStart(ID_LENGTH, '0');
}

/** @throws S3Error InvalidArgument for what can be no version's id. */
export function parseVersionId(id: string): number {
  if (id === NULL_VERSION) return 0;
  const version = Number.parseInt(id, 16);
  if (!Number.isSafeInteger(version) || version === 0 || versionIdOf(version) !== id)
    throw invalidArgument('versionId', id);
  return version;
}

/** Names the version that a call has written or read; undefined in a bucket that keeps none. */
export function versionHeaders(version: number | undefined): Record<string, string> {
  return version === undefined ? {} : { 'x-amz-version-id': versionIdOf(version) };
}

/** Tells that a call has met, made or removed a delete marker. */
export const DELETE_MARKER_HEADERS = { 'x-amz-delete-marker': 'true' } as const;
