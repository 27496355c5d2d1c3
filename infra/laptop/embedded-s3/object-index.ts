import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { Checksum } from './checksums.ts';

/** An object as the index knows it; its bytes are in the blob. */
export interface StoredObject {
  readonly blob: string;
  readonly size: number;
  /** Without the quotes that it wears in headers. */
  readonly etag: string;
  readonly modifiedMs: number;
  readonly checksum: Checksum;
  /** Headers to give back as they came: content type, encoding, user metadata and the like. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface StoredPart {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  readonly etag: string;
  readonly checksum: Checksum;
}

/** A multipart upload that is neither completed nor aborted. */
export interface StoredUpload {
  readonly headers: Readonly<Record<string, string>>;
  /** What the client asked the object's checksum to be; undefined when it did not say. */
  readonly checksum: Pick<Checksum, 'algorithm' | 'type'> | undefined;
}

export type ObjectIndex = ReturnType<typeof openObjectIndex>;

// Keys are ordered by their UTF-8 bytes, as S3 lists them: that is sqlite's own order for TEXT.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT, key TEXT, blob TEXT, size INTEGER, etag TEXT, modified_ms INTEGER, checksum TEXT, headers TEXT,
    PRIMARY KEY (bucket, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT, key TEXT, checksum TEXT, headers TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT, number INTEGER, blob TEXT, size INTEGER, etag TEXT, checksum TEXT,
    PRIMARY KEY (upload, number)) WITHOUT ROWID;`;

/**
 * What exists, in one sqlite file. Every method is synchronous, so a check and the write that depends
 * on it cannot be parted by another request.
 *
 * The file stays locked while it is open: a second server on the same directory would take the blobs
 * that the first is writing for leftovers.
 *
 * @throws Error when another process has it open.
 */
export function openObjectIndex(file: string) {
  const database = new DatabaseSync(file);
  try {
    // With WAL and NORMAL a commit survives the death of the process without waiting for the disk.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec(SCHEMA);
  } catch (cause) {
    database.close();
    throw new Error(`Cannot open ${file}: is another embedded S3 server running on it?`, { cause });
  }
  const sql = {
    findBucket: database.prepare('SELECT 1 FROM buckets WHERE name = ?'),
    addBucket: database.prepare('INSERT INTO buckets VALUES (?)'),
    findObject: database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ?'),
    putObject: database.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    deleteObject: database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?'),
    objectsFrom: database.prepare(
      'SELECT * FROM objects WHERE bucket = ? AND key >= CAST(? AS TEXT) ORDER BY key', // bytes need not be whole UTF-8
    ),
    findUpload: database.prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?'),
    addUpload: database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)'),
    deleteUpload: database.prepare('DELETE FROM uploads WHERE id = ?'),
    parts: database.prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number'),
    findPart: database.prepare('SELECT * FROM parts WHERE upload = ? AND number = ?'),
    putPart: database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)'),
    deleteParts: database.prepare('DELETE FROM parts WHERE upload = ?'),
    blobs: database.prepare('SELECT blob FROM objects UNION ALL SELECT blob FROM parts'),
  };

  return {
    hasBucket: (bucket: string) => sql.findBucket.get(bucket) !== undefined,
    addBucket: (bucket: string) => void sql.addBucket.run(bucket),

    findObject(bucket: string, key: string): StoredObject | undefined {
      const row = sql.findObject.get(bucket, key);
      return row && objectOf(row);
    },
    putObject(bucket: string, key: string, object: StoredObject): void {
      const { blob, size, etag, modifiedMs, checksum, headers } = object;
      sql.putObject.run(bucket, key, blob, size, etag, modifiedMs, JSON.stringify(checksum), JSON.stringify(headers));
    },
    deleteObject: (bucket: string, key: string) => void sql.deleteObject.run(bucket, key),

    /** The objects whose key is at or after these bytes, read from the file only as far as the caller goes. */
    *objectsFrom(bucket: string, from: Uint8Array): Generator<StoredObject & { readonly key: string }> {
      for (const row of sql.objectsFrom.iterate(bucket, from)) yield { ...objectOf(row), key: String(row['key']) };
    },

    findUpload(id: string, bucket: string, key: string): StoredUpload | undefined {
      const row = sql.findUpload.get(id, bucket, key);
      if (row === undefined) return undefined;
      const { checksum, headers } = row;
      return { headers: JSON.parse(String(headers)), checksum: JSON.parse(String(checksum)) ?? undefined };
    },
    addUpload(id: string, bucket: string, key: string, { checksum, headers }: StoredUpload): void {
      sql.addUpload.run(id, bucket, key, JSON.stringify(checksum ?? null), JSON.stringify(headers));
    },
    /** Forgets the upload and its parts. */
    deleteUpload(id: string): void {
      sql.deleteUpload.run(id);
      sql.deleteParts.run(id);
    },
    parts: (upload: string): StoredPart[] => sql.parts.all(upload).map(partOf),
    findPart(upload: string, number: number): StoredPart | undefined {
      const row = sql.findPart.get(upload, number);
      return row && partOf(row);
    },
    putPart(upload: string, { number, blob, size, etag, checksum }: StoredPart): void {
      sql.putPart.run(upload, number, blob, size, etag, JSON.stringify(checksum));
    },

    /** Every blob that an object or a part needs. */
    referencedBlobs: () => new Set(sql.blobs.all().map((row) => String(row['blob']))),

    /** All of the writes in `change`, or none. */
    atomically<T>(change: () => T): T {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = change();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    /** Writes the file anew: what was deleted lies in no page and in no log of it any more. */
    compact: () => database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => database.close(),
  };
}

type Row = Record<string, SQLOutputValue>;

function objectOf(row: Row): StoredObject {
  return {
    blob: String(row['blob']),
    size: Number(row['size']),
    etag: String(row['etag']),
    modifiedMs: Number(row['modified_ms']),
    checksum: JSON.parse(String(row['checksum'])),
    headers: JSON.parse(String(row['headers'])),
  };
}

function partOf(row: Row): StoredPart {
  return {
    number: Number(row['number']),
    blob: String(row['blob']),
    size: Number(row['size']),
    etag: String(row['etag']),
    checksum: JSON.parse(String(row['checksum'])),
  };
}
