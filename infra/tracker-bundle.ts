/** The tracker as one script for browsers: `npm run build:tracker` writes dist/tracker.js and tells how large it is. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** @throws Error of esbuild naming the file and line that does not build. */
export async function bundleTracker(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, '../functions/capture/web/tracker.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2020',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
}

if (process.argv[1] === import.meta.filename) {
  const [, , file = 'dist/tracker.js'] = process.argv;
  const bytes = await bundleTracker();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
}
