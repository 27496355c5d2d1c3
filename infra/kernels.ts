/**
 * The second half of `npm run build:kernels`: lays the WebAssembly that the first half compiled in a module, as text,
 * so that sources, tests and bundles import it alike. `node infra/kernels.ts <wasm>`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelSources } from './kernel-sources.ts';

const [, , wasm] = process.argv;
if (wasm === undefined) throw new Error('which .wasm?');
writeFileSync(
  join(import.meta.dirname, '../shared/adapters/kernels/kernel-binary.ts'),
  `/** Made from shared/math/assembly by \`npm run build:kernels\`; base64. */
export const KERNEL_BINARY = '${readFileSync(wasm, 'base64')}';

/** What it was made of. @internal */
export const KERNEL_SOURCES = '${kernelSources()}';
`,
);
