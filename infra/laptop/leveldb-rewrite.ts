/**
 * LevelDB keeps what was deleted in its logs and tables until it happens to merge them. Copied entry by entry into a
 * new folder, only what is there is there.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { Level, type LevelDatabase } from './leveldb.ts';

const BATCH_ENTRIES = 1000;
const newPath = (path: string): string => `${path}.new`;
const oldPath = (path: string): string => `${path}.old`;

/** Replaces a database that nobody has open by a copy of its entries. If it is cut off, `finishRewrite` mends it. */
export async function rewriteLevelDb(path: string): Promise<void> {
  rmSync(newPath(path), { recursive: true, force: true });
  const from = await open(path);
  const to = await open(newPath(path));
  let batch: { type: 'put'; key: Uint8Array; value: Uint8Array }[] = [];
  for await (const [key, value] of from.iterator()) {
    batch.push({ type: 'put', key, value });
    if (batch.length < BATCH_ENTRIES) continue;
    await to.batch(batch);
    batch = [];
  }
  await to.batch(batch);
  await Promise.all([from.close(), to.close()]);
  renameSync(path, oldPath(path));
  finishRewrite(path);
}

/** Ends a rewrite wherever it stopped: the copy counts from the moment that the original was set aside. */
export function finishRewrite(path: string): void {
  if (!existsSync(path) && existsSync(newPath(path))) renameSync(newPath(path), path);
  for (const left of [newPath(path), oldPath(path)]) rmSync(left, { recursive: true, force: true });
}

async function open(path: string): Promise<LevelDatabase> {
  const database = new Level(path, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  await database.open();
  return database;
}
