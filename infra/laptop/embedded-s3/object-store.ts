import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type BlobFiles, openBlobFiles } from './blob-files.ts';
import { noSuchUpload } from './errors.ts';
import { type ObjectIndex, openObjectIndex } from './object-index.ts';
import type { StoredPart } from './upload-table.ts';
import type { StoredObject, StoredVersion } from './version-table.ts';

/** Throws when the object that is there now, or its absence, forbids the write. */
export type WriteCheck = (current: StoredObject | undefined) => void;

/**
 * Blobs and index together. The order is always: blob, then index row, then removal of the blob that
 * was replaced; wherever the process dies, every row has its blob, and at worst a blob has no row.
 */
export interface ObjectStore {
  readonly blobs: BlobFiles;
  readonly index: ObjectIndex;
  /**
   * Makes a written blob the object, if `check` allows it; else removes the blob and throws what `check` threw.
   * What it replaces stays as an older version in a bucket that keeps them, and is removed in another.
   */
  commitObject(bucket: string, key: string, object: StoredObject, check: WriteCheck): MadeVersion;
  /** As `commitObject`, and ends the upload in the same step. @throws S3Error NoSuchUpload when it has ended already. */
  commitUpload(upload: UploadAddress, object: StoredObject, check: WriteCheck): MadeVersion;
  /** @throws S3Error NoSuchUpload when the upload ended while the part was on its way. */
  commitPart(upload: UploadAddress, part: StoredPart): void;
  /** Puts a delete marker on top in a bucket that keeps versions; in another removes the object. */
  deleteObject(bucket: string, key: string, nowMs: number): MadeVersion;
  /** Removes one version or delete marker for good; the next older one is then the newest. */
  removeVersion(bucket: string, key: string, version: number): StoredVersion | undefined;
  abortUpload(upload: UploadAddress): void;
  close(): void;
}

/** The number of the version that a call has made; undefined in a bucket that keeps none. */
export type MadeVersion = number | undefined;

export interface UploadAddress {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
}

/** @throws Error when another process has the directory open. */
export function openObjectStore(directory: string): ObjectStore {
  mkdirSync(directory, { recursive: true });
  const index = openObjectIndex(path.join(directory, 'index.sqlite'));
  const blobs = openBlobFiles(path.join(directory, 'blobs'));
  blobs.removeAllBut(index.referencedBlobs());

  /** Runs one index step that refers to a new blob, and removes the blobs that nothing refers to any more. */
  function commit<T>(newBlob: string, step: () => Step<T>): T {
    let done: Step<T>;
    try {
      done = index.atomically(step);
    } catch (error) {
      blobs.remove(newBlob);
      throw error;
    }
    removeBlobs(done.unneeded);
    return done.result;
  }

  function removeBlobs(names: readonly (string | undefined)[]): void {
    for (const name of names) if (name !== undefined) blobs.remove(name);
  }

  function requireUpload({ id, bucket, key }: UploadAddress): void {
    if (index.findUpload(id, bucket, key) === undefined) throw noSuchUpload();
  }

  /** A version's number is a new one, so that nothing is replaced, but where all have the number 0. */
  function writeVersion(bucket: string, written: Omit<StoredVersion, 'version'>): Step<MadeVersion> {
    const version = index.nextVersion(bucket);
    const replaced = index.removeVersion(bucket, written.key, version);
    index.putVersion(bucket, { ...written, version });
    return { result: version === 0 ? undefined : version, unneeded: [replaced?.object?.blob] };
  }

  function putObject(bucket: string, key: string, object: StoredObject, check: WriteCheck): Step<MadeVersion> {
    check(index.newestVersion(bucket, key)?.object);
    return writeVersion(bucket, { key, modifiedMs: object.modifiedMs, object });
  }

  function removeVersion(bucket: string, key: string, version: number): StoredVersion | undefined {
    const removed = index.removeVersion(bucket, key, version);
    removeBlobs([removed?.object?.blob]);
    return removed;
  }

  return {
    blobs,
    index,
    commitObject(bucket, key, object, check) {
      return commit(object.blob, () => putObject(bucket, key, object, check));
    },
    commitUpload(upload, object, check) {
      return commit(object.blob, () => {
        requireUpload(upload);
        const { result, unneeded } = putObject(upload.bucket, upload.key, object, check);
        const parts = index.parts(upload.id);
        index.deleteUpload(upload.id);
        return { result, unneeded: [...unneeded, ...parts.map((part) => part.blob)] };
      });
    },
    commitPart(upload, part) {
      commit(part.blob, () => {
        requireUpload(upload);
        const replaced = index.findPart(upload.id, part.number);
        index.putPart(upload.id, part);
        return { result: undefined, unneeded: [replaced?.blob] };
      });
    },
    deleteObject(bucket, key, nowMs) {
      if (index.keepsVersions(bucket))
        return index.atomically(() => writeVersion(bucket, { key, modifiedMs: nowMs, object: undefined })).result;
      removeVersion(bucket, key, 0);
      return undefined;
    },
    removeVersion,
    abortUpload(upload) {
      requireUpload(upload);
      const parts = index.parts(upload.id);
      index.atomically(() => index.deleteUpload(upload.id));
      removeBlobs(parts.map((part) => part.blob));
    },
    close: () => index.close(),
  };
}

/** What a step in the index came to, and the blobs that no row names any more. */
interface Step<T> {
  readonly result: T;
  readonly unneeded: readonly (string | undefined)[];
}
