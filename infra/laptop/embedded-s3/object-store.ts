import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type BlobFiles, openBlobFiles } from './blob-files.ts';
import { noSuchUpload } from './errors.ts';
import { type ObjectIndex, openObjectIndex, type StoredObject, type StoredPart } from './object-index.ts';

/** Throws when the object that is there now, or its absence, forbids the write. */
export type WriteCheck = (current: StoredObject | undefined) => void;

/**
 * Blobs and index together. The order is always: blob, then index row, then removal of the blob that
 * was replaced; wherever the process dies, every row has its blob, and at worst a blob has no row.
 */
export interface ObjectStore {
  readonly blobs: BlobFiles;
  readonly index: ObjectIndex;
  /** Makes a written blob the object, if `check` allows it; else removes the blob and throws what `check` threw. */
  commitObject(bucket: string, key: string, object: StoredObject, check: WriteCheck): void;
  /** As `commitObject`, and ends the upload in the same step. @throws S3Error NoSuchUpload when it has ended already. */
  commitUpload(upload: UploadAddress, object: StoredObject, check: WriteCheck): void;
  /** @throws S3Error NoSuchUpload when the upload ended while the part was on its way. */
  commitPart(upload: UploadAddress, part: StoredPart): void;
  deleteObject(bucket: string, key: string): void;
  abortUpload(upload: UploadAddress): void;
  close(): void;
}

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
  function commit(newBlob: string, step: () => readonly (string | undefined)[]): void {
    let replaced: readonly (string | undefined)[];
    try {
      replaced = index.atomically(step);
    } catch (error) {
      blobs.remove(newBlob);
      throw error;
    }
    removeBlobs(replaced);
  }

  function removeBlobs(names: readonly (string | undefined)[]): void {
    for (const name of names) if (name !== undefined) blobs.remove(name);
  }

  function requireUpload({ id, bucket, key }: UploadAddress): void {
    if (index.findUpload(id, bucket, key) === undefined) throw noSuchUpload();
  }

  function replaceObject(bucket: string, key: string, object: StoredObject, check: WriteCheck): string | undefined {
    const current = index.findObject(bucket, key);
    check(current);
    index.putObject(bucket, key, object);
    return current?.blob;
  }

  return {
    blobs,
    index,
    commitObject(bucket, key, object, check) {
      commit(object.blob, () => [replaceObject(bucket, key, object, check)]);
    },
    commitUpload(upload, object, check) {
      commit(object.blob, () => {
        requireUpload(upload);
        const replaced = replaceObject(upload.bucket, upload.key, object, check);
        const parts = index.parts(upload.id);
        index.deleteUpload(upload.id);
        return [replaced, ...parts.map((part) => part.blob)];
      });
    },
    commitPart(upload, part) {
      commit(part.blob, () => {
        requireUpload(upload);
        const replaced = index.findPart(upload.id, part.number);
        index.putPart(upload.id, part);
        return [replaced?.blob];
      });
    },
    deleteObject(bucket, key) {
      const current = index.findObject(bucket, key);
      index.deleteObject(bucket, key);
      removeBlobs([current?.blob]);
    },
    abortUpload(upload) {
      requireUpload(upload);
      const parts = index.parts(upload.id);
      index.atomically(() => index.deleteUpload(upload.id));
      removeBlobs(parts.map((part) => part.blob));
    },
    close: () => index.close(),
  };
}
