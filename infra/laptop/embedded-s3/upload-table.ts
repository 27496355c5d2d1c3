import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Checksum } from './checksums.ts';

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

/** The tables of uploads that are under way, and of the parts that have come. */
export function uploadTable(database: DatabaseSync) {
  const sql = {
    findUpload: database.prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?'),
    addUpload: database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)'),
    deleteUpload: database.prepare('DELETE FROM uploads WHERE id = ?'),
    parts: database.prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number'),
    findPart: database.prepare('SELECT * FROM parts WHERE upload = ? AND number = ?'),
    putPart: database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)'),
    deleteParts: database.prepare('DELETE FROM parts WHERE upload = ?'),
  };

  return {
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
  };
}

function partOf(row: Record<string, SQLOutputValue>): StoredPart {
  return {
    number: Number(row['number']),
    blob: String(row['blob']),
    size: Number(row['size']),
    etag: String(row['etag']),
    checksum: JSON.parse(String(row['checksum'])),
  };
}
