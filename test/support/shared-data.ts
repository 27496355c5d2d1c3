import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';

export const sharedFolder = process.env['RAPPORT_SHARED_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');

/** Whether the public data set is on this machine; says so when it is not, since the tests that need it stand aside. */
export function hasSharedData(dataset: string): boolean {
  const isThere = existsSync(join(sharedFolder, dataset));
  if (!isThere) console.info(`stood aside: no data set ${dataset} in ${sharedFolder} (set RAPPORT_SHARED_DATA)`);
  return isThere;
}

/** A gzipped text file of a data set. @param file - without the ending .gz. */
export function sharedText(dataset: string, file: string): string {
  return gunzipSync(readFileSync(join(sharedFolder, dataset, `${file}.gz`))).toString('utf8');
}

/** A text file in a zip archive of a data set; read by the archive's central directory (PKWARE APPNOTE 4.3.12). */
export function sharedZipText(dataset: string, archive: string, file: string): string {
  const zip = readFileSync(join(sharedFolder, dataset, archive));
  let entry = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06') + 16);
  while (zip.readUInt32LE(entry) === 0x02014b50) {
    const nameLength = zip.readUInt16LE(entry + 28);
    if (zip.toString('utf8', entry + 46, entry + 46 + nameLength) === file) {
      const local = zip.readUInt32LE(entry + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const bytes = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
      return (zip.readUInt16LE(entry + 10) === 0 ? bytes : inflateRawSync(bytes)).toString('utf8');
    }
    entry += 46 + nameLength + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  throw new Error(`no ${file} in ${archive}`);
}
