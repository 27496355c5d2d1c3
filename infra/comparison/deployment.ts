import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BundleSize, bundleFolders, sizeOf } from './bundle-sizes.ts';
import { run } from './processes.ts';
import type { Template } from './templates.ts';

/** What a checkout deploys. */
export interface Deployment {
  /** By stack. */
  readonly templates: ReadonlyMap<string, Template>;
  /** By function. */
  readonly bundles: ReadonlyMap<string, BundleSize>;
}

interface Options {
  readonly outDir: string;
  /** `key=value` options of the synth, as `npm run synth -- -c …` takes them. */
  readonly context: readonly string[];
  readonly signal: AbortSignal;
}

/** By `npm run synth` of that checkout, whatever the code behind it was. */
export async function deploymentOf(root: string, { outDir, context, signal }: Options): Promise<Deployment> {
  const synth = ['run', '--silent', 'synth', '--', '--output', outDir, ...context.flatMap((it) => ['-c', it])];
  await run('npm', synth, { cwd: root, signal });
  const templates = await templatesIn(outDir);
  const folders = bundleFolders(templates.values());
  const bundles = Array.from(folders, async ([name, folder]) => [name, await sizeOf(join(outDir, folder))] as const);
  return { templates, bundles: new Map(await Promise.all(bundles)) };
}

async function templatesIn(folder: string): Promise<ReadonlyMap<string, Template>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(TEMPLATE));
  const read = files.map(async (file) => {
    const template = JSON.parse(await readFile(join(folder, file), 'utf8')) as Template;
    return [file.slice(0, -TEMPLATE.length), template] as const;
  });
  return new Map(await Promise.all(read));
}

const TEMPLATE = '.template.json';
