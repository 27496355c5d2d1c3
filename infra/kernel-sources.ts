import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'shared/math/assembly');

/** SHA-256 of all that kernels are compiled of, and of the compiler's version, in hex. */
export function kernelSources(): string {
  const hash = createHash('sha256');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/assemblyscript/package.json'), 'utf8'));
  hash.update(String(version));
  for (const file of readdirSync(FOLDER).sort()) hash.update(`\0${file}\0`).update(readFileSync(join(FOLDER, file)));
  return hash.digest('hex');
}
