import { DatabaseSync } from 'node:sqlite';
import { prepareSchema } from './index-schema.ts';
import { uploadTable } from './upload-table.ts';
import { versionTable } from './version-table.ts';

export type ObjectIndex = ReturnType<typeof openObjectIndex>;

/**
 * What exists, in one sqlite file. Every method is synchronous, so a check and the write that depends
 * on it cannot be parted by another request.
 *
 * The file stays locked while it is open: a second server on the same directory would take the blobs
 * that the first is writing for leftovers.
 *
 * @throws Error when another process has it open, or a later release has written it.
 */
export function openObjectIndex(file: string) {
  const database = openDatabase(file);
  const blobs = database.prepare('SELECT blob FROM versions WHERE blob IS NOT NULL UNION ALL SELECT blob FROM parts');

  return {
    ...bucketTable(database),
    ...versionTable(database),
    ...uploadTable(database),

    /** Every blob that an object, be it current or not, or a part needs. */
    referencedBlobs: () => new Set(blobs.all().map((row) => String(row['blob']))),

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

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // With WAL and NORMAL a commit survives the death of the process without waiting for the disk.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    prepareSchema(database);
    return database;
  } catch (cause) {
    database.close();
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot open ${file}: is another embedded S3 server running on it? (${why})`, { cause });
  }
}

function bucketTable(database: DatabaseSync) {
  const sql = {
    find: database.prepare('SELECT * FROM buckets WHERE name = ?'),
    add: database.prepare('INSERT INTO buckets (name) VALUES (?)'),
    keepVersions: database.prepare('UPDATE buckets SET made_versions = 0 WHERE name = ? AND made_versions IS NULL'),
    nextVersion: database.prepare(
      'UPDATE buckets SET made_versions = made_versions + 1 WHERE name = ? RETURNING made_versions',
    ),
  };

  return {
    hasBucket: (bucket: string) => sql.find.get(bucket) !== undefined,
    addBucket: (bucket: string) => void sql.add.run(bucket),
    /** From now on; what is there stays as version 0. */
    keepVersions: (bucket: string) => void sql.keepVersions.run(bucket),
    keepsVersions: (bucket: string) => (sql.find.get(bucket)?.['made_versions'] ?? null) !== null,
    /** The number of a version to be written: higher than any before it in the bucket, and 0 where none are kept. */
    nextVersion: (bucket: string) => Number(sql.nextVersion.get(bucket)?.['made_versions'] ?? 0),
  };
}
