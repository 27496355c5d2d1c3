/** The console as files for a browser: scripts that load each page when it is wanted, styles, and the page itself. */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const SOURCE = resolve(import.meta.dirname, '../functions/console/web');

const OPTIONS = {
  entryPoints: [join(SOURCE, 'main.tsx')],
  outdir: 'assets',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  minify: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

export interface ConsoleBundle {
  readonly page: string;
  /** By name, without a folder. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
  /** Scripts that a browser fetches before it shows anything: names of `assets`. */
  readonly firstScripts: readonly string[];
}

/** Every file that is in the console's scripts and styles, from the repository's root. */
export async function consoleFiles(): Promise<readonly string[]> {
  const absWorkingDir = resolve(import.meta.dirname, '..');
  const { metafile } = await build({ ...OPTIONS, absWorkingDir, minify: false });
  return Object.keys(metafile.inputs);
}

/** @throws Error of esbuild naming the file and line that does not build. */
export async function bundleConsole(): Promise<ConsoleBundle> {
  const { outputFiles, metafile } = await build(OPTIONS);
  return {
    page: readFileSync(join(SOURCE, 'index.html'), 'utf8'),
    assets: new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])),
    firstScripts: [...importedFrom('main.js', scriptsOf(metafile))],
  };
}

type Imports = ReadonlyMap<string, readonly string[]>;

const scriptsOf = (metafile: Metafile): Imports =>
  new Map(
    Object.entries(metafile.outputs).map(([path, { imports }]) => [
      basename(path),
      imports.filter(({ kind }) => kind === 'import-statement').map((one) => basename(one.path)),
    ]),
  );

function importedFrom(name: string, scripts: Imports, met = new Set<string>()): ReadonlySet<string> {
  if (met.has(name)) return met;
  met.add(name);
  for (const other of scripts.get(name) ?? []) importedFrom(other, scripts, met);
  return met;
}
