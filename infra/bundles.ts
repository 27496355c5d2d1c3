/**
 * Every function of the plan as a folder that Lambda can run: one minified ES module, and beside it, in
 * `node_modules/`, what cannot be bundled. `node infra/bundles.ts` builds them, prints their sizes, and fails when one
 * has grown beyond its limit. The night's task is such a folder too, as an archive that its container can fetch.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { nightlyTask } from './night-machine.ts';
import { type FunctionName, functions } from './topology.ts';

export type Architecture = 'arm64' | 'x64';

export interface BundleOptions {
  /** Bundles go to `<outDir>/<architecture>/<function>/`. */
  readonly outDir: string;
  readonly architecture: Architecture;
  /** Only these functions; all when absent. */
  readonly only?: readonly FunctionName[];
  /** Where entries and `node_modules` are looked up; the repository unless a test says otherwise. */
  readonly root?: string;
}

export interface Bundle {
  readonly name: FunctionName;
  readonly folder: string;
  readonly moduleBytes: number;
  /** All that Lambda unpacks: the module, its package.json, and the native packages. */
  readonly unzippedBytes: number;
}

const repository = resolve(import.meta.dirname, '..');

/** @throws Error naming a handler that does not exist, or a native package that nobody has said how to prune. */
export async function bundleFunctions(options: BundleOptions): Promise<readonly Bundle[]> {
  const names = options.only ?? (Object.keys(functions) as FunctionName[]);
  return Promise.all(names.map((name) => bundleFunction(name, options)));
}

async function bundleFunction(name: FunctionName, options: BundleOptions): Promise<Bundle> {
  const { entry, native } = functions[name];
  const { root = repository } = options;
  if (!existsSync(join(root, entry))) throw new Error(`function ${name}: its entry ${entry} does not exist`);
  return { name, ...(await bundleFolder(name, { entry, native }, options)) };
}

interface Source {
  readonly entry: string;
  readonly native: readonly string[];
}

async function bundleFolder(
  name: string,
  { entry, native }: Source,
  { outDir, architecture, root = repository }: BundleOptions,
): Promise<Omit<Bundle, 'name'>> {
  const folder = resolve(root, outDir, architecture, name);
  const module = await esModule(root, entry, native);

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.mjs'), module);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const path of native.flatMap((packageName) => prunedFiles(packageName, architecture))) {
    await lay(join(root, 'node_modules', path), join(folder, 'node_modules', path));
  }
  return { folder, moduleBytes: module.length, unzippedBytes: await folderBytes(folder) };
}

// ── The night's task ────────────────────────────────────────────────────────────────────────────────

export interface TaskBundle {
  /** What is in the archive. */
  readonly folder: string;
  /** A .tar.gz: tar is in every image, unzip is not. Other bytes each time, as it holds the times of its files. */
  readonly archive: string;
  /** The source of the command that fetches it. */
  readonly start: string;
}

export async function bundleTask(options: Omit<BundleOptions, 'only'>): Promise<TaskBundle> {
  const { root = repository } = options;
  const source = { entry: nightlyTask.entry, native: functions.nightly.native };
  const { folder } = await bundleFolder('nightly-task', source, options);
  const archive = `${folder}.tar.gz`;
  // Machine code hardly shrinks further: a tenth less would take three times as long.
  await promisify(execFile)('tar', ['--use-compress-program', 'gzip -1', '-cf', archive, '-C', folder, '.']);
  // CloudFormation would take a ${name} in the text for one of its own.
  const start = await esModule(root, nightlyTask.start, [], { 'template-literal': false });
  return { folder, archive, start: Buffer.from(start).toString('utf8') };
}

// ── The module ──────────────────────────────────────────────────────────────────────────────────────

/** What esbuild leaves of a CommonJS `require` that it could not bundle. */
const LEFT_REQUIRE = 'Dynamic require of';

/** The long name cannot meet a minified one: `_c` did, and the function failed at its start though synth was green. */
const REQUIRE_BANNER =
  "import{createRequire as __rapportCreateRequire}from'node:module';const require=__rapportCreateRequire(import.meta.url);\n";

/**
 * No source map: the same sources give the same bytes, so one can be made when a stack trace has to be read.
 * Names are kept, because errors and logs tell classes by name.
 */
async function esModule(
  root: string,
  entry: string,
  native: readonly string[],
  supported: Record<string, boolean> = {},
): Promise<Uint8Array> {
  const { outputFiles } = await build({ ...moduleOptions(root, entry, native), supported });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${entry}: esbuild gave no output`);
  return output.text.includes(LEFT_REQUIRE) ? Buffer.from(REQUIRE_BANNER + output.text) : output.contents;
}

const moduleOptions = (root: string, entry: string, native: readonly string[]) =>
  ({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: 'index.mjs',
    write: false,
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [...native],
    legalComments: 'none',
    logLevel: 'error',
  }) as const satisfies BuildOptions;

/** Every file that goes into the functions' modules, and into what is laid beside them, from the repository's root. */
export async function shippedFiles(): Promise<readonly string[]> {
  const planned = Object.values(functions);
  const native = [...new Set(planned.flatMap((it) => it.native))];
  const { outfile: _, ...options } = moduleOptions(repository, '', native);
  const entryPoints = planned.map(({ entry }) => entry);
  // All in one build, which reads each file once, and as it is: nothing but the names is wanted.
  const { metafile } = await build({ ...options, entryPoints, outdir: 'none', minify: false, metafile: true });
  const beside = native.flatMap((packageName) => prunedFiles(packageName, 'arm64'));
  return [...Object.keys(metafile.inputs), ...beside.map((path) => `node_modules/${path}`)];
}

// ── Native packages ─────────────────────────────────────────────────────────────────────────────────

/** Unpruned, onnxruntime-node is 288 MB for five platforms; Lambda takes 250. */
const prunedFiles = (packageName: string, architecture: Architecture): readonly string[] => {
  const codec = DECODERS[packageName];
  if (codec !== undefined) return ['package.json', 'decode.js', ...codec].map((path) => `${packageName}/${path}`);
  if (packageName !== 'onnxruntime-node') throw new Error(`which files does ${packageName} need on Lambda?`);
  return [
    'onnxruntime-node/package.json',
    'onnxruntime-node/dist',
    `onnxruntime-node/bin/napi-v6/linux/${architecture}`,
    'onnxruntime-common/package.json',
    'onnxruntime-common/dist/cjs',
  ];
};

/** What each image codec has beside its module, the decoder alone. */
const DECODERS: Readonly<Record<string, readonly string[]>> = {
  '@jsquash/jpeg': ['utils.js', 'meta.js', 'codec/dec'],
  '@jsquash/png': ['codec/pkg'],
  '@jsquash/webp': ['utils.js', 'codec/dec'],
};

async function lay(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, dereference: true, filter: (path) => !/\.(d\.ts|map)$/.test(path) });
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

// ── Sizes ───────────────────────────────────────────────────────────────────────────────────────────

const KIB = 1024;
const MIB = 1024 * KIB;

export function sizeTable(bundles: readonly Bundle[]): string {
  const rows = bundles.map(({ name, moduleBytes, unzippedBytes }) =>
    [name.padEnd(10), (moduleBytes / KIB).toFixed(0).padStart(11), (unzippedBytes / MIB).toFixed(1).padStart(13)].join(
      '',
    ),
  );
  return ['function   bundle KiB  unzipped MB', ...rows].join('\n');
}

/** What has grown beyond its limit, one line each; empty when all is well. Size is start-up time. */
export function oversized(bundles: readonly Bundle[]): readonly string[] {
  return bundles.flatMap(({ name, unzippedBytes }) => {
    const limit = functions[name].native.length > 0 ? 60 * MIB : name === 'capture' ? MIB : Number.POSITIVE_INFINITY;
    const mb = (bytes: number) => `${(bytes / MIB).toFixed(1)} MB`;
    return unzippedBytes > limit ? [`${name} is ${mb(unzippedBytes)} unzipped; the limit is ${mb(limit)}`] : [];
  });
}

if (process.argv[1] === import.meta.filename) {
  const bundles = await bundleFunctions({ outDir: 'dist/functions', architecture: 'arm64' });
  console.log(sizeTable(bundles));
  const complaints = oversized(bundles);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}
