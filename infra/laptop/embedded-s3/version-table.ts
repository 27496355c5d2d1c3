import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
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

/** One version of what is, or was, under a key. */
export interface StoredVersion {
  readonly key: string;
  /** The higher, the newer; 0 for the one that was written while the bucket kept no versions. */
  readonly version: number;
  readonly modifiedMs: number;
  /** Undefined in a delete marker. */
  readonly object: StoredObject | undefined;
}

/** A version, and whether it is the newest of its key. */
export interface ListedVersion extends StoredVersion {
  readonly isLatest: boolean;
}

const IS_LATEST = `NOT EXISTS (SELECT 1 FROM versions AS newer
  WHERE newer.bucket = versions.bucket AND newer.key = versions.key AND newer.version > versions.version)`;

/** The table of all versions of all objects. The newest is the current one, by nothing but its number. */
export function versionTable(database: DatabaseSync) {
  const sql = {
    newest: database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? ORDER BY version DESC LIMIT 1'),
    put: database.prepare('INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    remove: database.prepare('DELETE FROM versions WHERE bucket = ? AND key = ? AND version = ? RETURNING *'),
    // A lower bound of bytes, which need not be whole UTF-8.
    objectsFrom: database.prepare(`SELECT * FROM versions
      WHERE bucket = ? AND key >= CAST(? AS TEXT) AND blob IS NOT NULL AND ${IS_LATEST} ORDER BY key`),
    versionsAfter: database.prepare(`SELECT *, ${IS_LATEST} AS is_latest FROM versions
      WHERE bucket = ? AND key >= ? AND NOT (key = ? AND version >= ?) ORDER BY key, version DESC`),
  };

  return {
    newestVersion(bucket: string, key: string): StoredVersion | undefined {
      const row = sql.newest.get(bucket, key);
      return row && versionOf(row);
    },
    putVersion(bucket: string, { key, version, modifiedMs, object }: StoredVersion): void {
      const ofObject = object
        ? [object.blob, object.size, object.etag, JSON.stringify(object.checksum), JSON.stringify(object.headers)]
        : [null, null, null, null, null];
      sql.put.run(bucket, key, version, modifiedMs, ...ofObject);
    },
    /** @returns what was removed; undefined when there was no such version. */
    removeVersion(bucket: string, key: string, version: number): StoredVersion | undefined {
      const row = sql.remove.get(bucket, key, version);
      return row && versionOf(row);
    },

    /** The current objects whose key is at or after these bytes, read from the file only as far as the caller goes. */
    *objectsFrom(bucket: string, from: Uint8Array): Generator<StoredObject & { readonly key: string }> {
      for (const row of sql.objectsFrom.iterate(bucket, from)) yield { ...objectOf(row), key: String(row['key']) };
    },
    /**
     * All versions by key, of each key the newest first, read from the file only as far as the caller goes.
     *
     * @param from - the lowest key to give.
     * @param after - gives of this key only what is older than this version.
     */
    *versionsAfter(
      bucket: string,
      from: string,
      after: Pick<StoredVersion, 'key' | 'version'>,
    ): Generator<ListedVersion> {
      for (const row of sql.versionsAfter.iterate(bucket, from, after.key, after.version))
        yield { ...versionOf(row), isLatest: row['is_latest'] === 1 };
    },
  };
}

type Row = Record<string, SQLOutputValue>;

function versionOf(row: Row): StoredVersion {
  return {
    key: String(row['key']),
    version: Number(row['version']),
    modifiedMs: Number(row['modified_ms']),
    object: row['blob'] === null ? undefined : objectOf(row),
  };
}

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
