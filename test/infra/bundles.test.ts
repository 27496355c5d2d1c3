import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundleFunctions, oversized, sizeTable } from '../../infra/bundles.ts';
import type { FunctionName } from '../../infra/topology.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = join(import.meta.dirname, '../..');
const thisMachine = process.arch === 'arm64' ? 'arm64' : 'x64';

/** A repository of handlers made up for a test, with the real packages. */
function houseOf(handlers: Partial<Record<FunctionName, string>>): string {
  const root = temporaryFolder();
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const [name, source] of Object.entries(handlers)) {
    mkdirSync(join(root, 'functions', name), { recursive: true });
    writeFileSync(join(root, 'functions', name, 'handler.ts'), source);
  }
  return root;
}

const answering = (body: string) => `export const handler = async (): Promise<unknown> => { ${body} };`;

/** What the bundle answers in a folder where nothing but itself can be found, as on Lambda. */
function answerOf({ folder }: Bundle): unknown {
  const alone = temporaryFolder();
  cpSync(folder, alone, { recursive: true });
  const call = "const { handler } = await import('./index.mjs'); console.log(JSON.stringify(await handler()));";
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', call], { cwd: alone, encoding: 'utf8' }),
  );
}

async function bundleOf(
  root: string,
  name: FunctionName,
  architecture: 'arm64' | 'x64' = thisMachine,
): Promise<Bundle> {
  const [bundle] = await bundleFunctions({ root, outDir: 'dist', architecture, only: [name] });
  return bundle!;
}

describe('bundles', () => {
  it('run alone, and keep the names that errors are told by', async () => {
    const root = houseOf({
      people: `class TooLargeError extends Error {}\n${answering('return [TooLargeError.name, process.version];')}`,
    });
    const bundle = await bundleOf(root, 'people');
    expect(answerOf(bundle)).toEqual(['TooLargeError', process.version]);
    expect(readdirSync(bundle.folder).sort()).toEqual(['index.mjs', 'package.json']);
  });

  it('are the same bytes when made again', async () => {
    const root = houseOf({
      catalog: `import { S3Client } from '@aws-sdk/client-s3';\n${answering('return S3Client.name;')}`,
    });
    const bytes = async () => readFileSync(join((await bundleOf(root, 'catalog')).folder, 'index.mjs'));
    expect((await bytes()).equals(await bytes())).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('find a native package beside them, of one platform only', async () => {
    const source = `import { InferenceSession, Tensor } from 'onnxruntime-node';
      ${answering("return [typeof InferenceSession.create, new Tensor('float32', [1, 2], [2]).dims];")}`;
    const bundle = await bundleOf(houseOf({ decide: source }), 'decide');
    expect(answerOf(bundle)).toEqual(['function', [2]]);
    expect(readdirSync(join(bundle.folder, 'node_modules/onnxruntime-node/bin/napi-v6'))).toEqual(['linux']);
    expect(readdirSync(join(bundle.folder, 'node_modules/onnxruntime-node/bin/napi-v6/linux'))).toEqual([thisMachine]);
  });

  it('find the image codecs beside them, the decoders alone, and decode', async () => {
    const decoder = join(repository, 'shared/adapters/jsquash/image-decoder.ts');
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
    const source = `import { jsquashDecoder } from '${decoder}';
      export const handler = async () => {
        const { width, rgba } = await jsquashDecoder().decode(Buffer.from('${pixel}', 'base64'));
        return [width, rgba.length];
      };`;
    const bundle = await bundleOf(houseOf({ catalog: source }), 'catalog');
    expect(answerOf(bundle)).toEqual([1, 4]);
    const laid = readdirSync(join(bundle.folder, 'node_modules'), { recursive: true }).map(String);
    expect(laid.filter((path) => path.includes('enc'))).toEqual([]);
    expect(laid.filter((path) => path.endsWith('.wasm'))).toHaveLength(3);
  });

  it('for Lambda are small enough to start fast, native packages and all', async () => {
    const bundle = await bundleOf(houseOf({ decide: answering('return 1;') }), 'decide', 'arm64');
    expect(oversized([bundle])).toEqual([]);
    expect(bundle.unzippedBytes).toBeGreaterThan(20 * 1024 * 1024); // the library is there
  });

  it('can still require what a CommonJS package requires', async () => {
    const root = houseOf({
      catalog: `import paths from './paths.cjs';\n${answering("return paths.posix('a', 'b');")}`,
    });
    writeFileSync(join(root, 'functions/catalog/paths.cjs'), "exports.posix = require('node:path').posix.join;\n");
    const bundle = await bundleOf(root, 'catalog');
    expect(answerOf(bundle)).toBe('a/b');
    expect(readFileSync(join(bundle.folder, 'index.mjs'), 'utf8')).toContain('__rapportCreateRequire');
  });

  it('carry the kernels and their threads', async () => {
    const kernels = join(repository, 'shared/adapters/kernels/wasm-kernels.ts');
    const source = `import { openKernels } from '${kernels}';
      export const handler = async () => {
        const kernels = openKernels(2);
        const gram = kernels.within((workspace) => workspace.gram(workspace.floats(64 * 16).fill(1), 16));
        await kernels.close();
        return [gram.length, gram[0]];
      };`;
    expect(answerOf(await bundleOf(houseOf({ nightly: source }), 'nightly'))).toEqual([256, 64]);
  });

  it('name the handler that does not exist', async () => {
    await expect(bundleOf(houseOf({}), 'capture')).rejects.toThrow(
      'function capture: its entry functions/capture/handler.ts',
    );
  });
});

describe('sizes', () => {
  const bundle = (name: FunctionName, megabytes: number): Bundle => ({
    name,
    folder: '',
    moduleBytes: 2048,
    unzippedBytes: megabytes * 1024 * 1024,
  });

  it('ring when a function has grown beyond its limit', () => {
    expect(
      oversized([bundle('capture', 1.1), bundle('decide', 61), bundle('nightly', 59), bundle('catalog', 2)]),
    ).toEqual(['capture is 1.1 MB unzipped; the limit is 1.0 MB', 'decide is 61.0 MB unzipped; the limit is 60.0 MB']);
  });

  it('are told in a table', () => {
    expect(sizeTable([bundle('capture', 0.5)])).toBe(
      'function   bundle KiB  unzipped MB\ncapture             2          0.5',
    );
  });

  it('of the real capture are below their limit', async () => {
    const outDir = temporaryFolder();
    expect(oversized(await bundleFunctions({ outDir, architecture: 'arm64', only: ['capture'] }))).toEqual([]);
  });
});
