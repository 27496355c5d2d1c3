import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';

/** Whether a file is one of exchange rates by the name that the European Central Bank gives its own. */
export const isExchangeRateFile = (path: string): boolean => /(^|[/\\])eurofxref[^/\\]*$/.test(path);

/**
 * The text of a file of exchange rates: CSV or XML as it is, gzipped, or the one file in a zip archive.
 * @throws Error for an archive with another number of files, or what cannot be read.
 */
export function exchangeRateText(path: string): string {
  const bytes = readFileSync(path);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes).toString('utf8');
  if (bytes.toString('latin1', 0, 4) !== 'PK\x03\x04') return bytes.toString('utf8');
  const files = Object.values(unzipSync(bytes));
  if (files.length !== 1) throw new Error(`${path}: want an archive of one file, got ${files.length}`);
  return Buffer.from(files[0]!).toString('utf8');
}
