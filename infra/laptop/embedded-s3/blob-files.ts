import { randomUUID } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { WriteBytes } from './receive-body.ts';

/** The bytes of objects and parts, one file each, under names that are never used twice. */
export interface BlobFiles {
  /**
   * Writes a new blob. It exists only once `fill` has resolved: a failure, be it a broken connection
   * or a wrong checksum, leaves no file.
   */
  create<T>(fill: (write: WriteBytes) => Promise<T>): Promise<{ readonly blob: string; readonly result: T }>;
  /**
   * A file descriptor to read from, which the caller closes. Synchronous, so that no removal can come
   * between the look-up of a blob's name and its opening; once open, a removed file stays readable.
   */
  open(blob: string): number;
  remove(blob: string): void;
  /** Removes what is in no index: the leftovers of a process that died between a blob and its index row. */
  removeAllBut(referenced: ReadonlySet<string>): void;
}

/**
 * Files are not flushed to the disk one by one: what was written survives the death of the process,
 * which a laptop sees every day, but not the loss of power. Flushing would make each put some
 * milliseconds slower.
 */
export function openBlobFiles(directory: string): BlobFiles {
  mkdirSync(directory, { recursive: true });
  const pathOf = (blob: string) => path.join(directory, blob);

  return {
    async create(fill) {
      const blob = randomUUID();
      const file = await open(pathOf(blob), 'wx');
      try {
        // writeFile, because it goes on after a partial write, from where the file stands.
        const result = await fill((bytes) => file.writeFile(bytes));
        await file.close();
        return { blob, result };
      } catch (error) {
        await file.close().catch(() => undefined); // already failing: the first error is the one to tell
        rmSync(pathOf(blob), { force: true });
        throw error;
      }
    },
    open: (blob) => openSync(pathOf(blob), 'r'),
    remove: (blob) => rmSync(pathOf(blob), { force: true }),
    removeAllBut(referenced) {
      for (const name of readdirSync(directory)) {
        if (!referenced.has(name)) rmSync(pathOf(name), { force: true });
      }
    },
  };
}
