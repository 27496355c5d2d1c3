import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = process.env['RAPPORT_SHARED_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');

/** Whether the public data set is on this machine; says so when it is not, since the tests that need it stand aside. */
export function hasSharedData(dataset: string): boolean {
  const isThere = existsSync(join(folder, dataset));
  if (!isThere) console.info(`stood aside: no data set ${dataset} in ${folder} (set RAPPORT_SHARED_DATA)`);
  return isThere;
}

/** A gzipped text file of a data set. @param file - without the ending .gz. */
export function sharedText(dataset: string, file: string): string {
  return gunzipSync(readFileSync(join(folder, dataset, `${file}.gz`))).toString('utf8');
}
