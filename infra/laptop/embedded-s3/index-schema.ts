import type { DatabaseSync } from 'node:sqlite';

/**
 * Each brings a file from the form before to its own, so that a folder of an earlier release opens; the file's
 * `user_version` counts those it has seen. The first may meet its own tables, for they once came without a count.
 *
 * Keys are ordered by their UTF-8 bytes, as S3 lists them: that is sqlite's own order for TEXT.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY) WITHOUT ROWID;
   CREATE TABLE IF NOT EXISTS objects (
     bucket TEXT, key TEXT, blob TEXT, size INTEGER, etag TEXT, modified_ms INTEGER, checksum TEXT, headers TEXT,
     PRIMARY KEY (bucket, key)) WITHOUT ROWID;
   CREATE TABLE IF NOT EXISTS uploads (
     id TEXT PRIMARY KEY, bucket TEXT, key TEXT, checksum TEXT, headers TEXT) WITHOUT ROWID;
   CREATE TABLE IF NOT EXISTS parts (
     upload TEXT, number INTEGER, blob TEXT, size INTEGER, etag TEXT, checksum TEXT,
     PRIMARY KEY (upload, number)) WITHOUT ROWID;`,

  // made_versions: how many a bucket has ever made; NULL while it keeps none. A version without blob is a delete marker.
  `ALTER TABLE buckets ADD COLUMN made_versions INTEGER;
   CREATE TABLE versions (
     bucket TEXT, key TEXT, version INTEGER, modified_ms INTEGER,
     blob TEXT, size INTEGER, etag TEXT, checksum TEXT, headers TEXT,
     PRIMARY KEY (bucket, key, version DESC)) WITHOUT ROWID;
   INSERT INTO versions SELECT bucket, key, 0, modified_ms, blob, size, etag, checksum, headers FROM objects;
   DROP TABLE objects;`,
];

/**
 * Brings the tables to the form that this release reads.
 *
 * @throws Error when a later release has written the file: what it refers to would be swept as leftovers.
 */
export function prepareSchema(database: DatabaseSync): void {
  const seen = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (seen > MIGRATIONS.length)
    throw new Error(`the index has form ${seen}, and this release knows ${MIGRATIONS.length}`);
  for (const [i, migration] of MIGRATIONS.entries()) {
    if (i >= seen) database.exec(`BEGIN IMMEDIATE; ${migration} PRAGMA user_version = ${i + 1}; COMMIT`);
  }
}
