import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Resource, Template } from './templates.ts';

/** Bytes of what one function deploys. */
export interface BundleSize {
  /** The minified module, which each cold start reads. */
  readonly module: number;
  readonly gzipped: number;
  /** The module and the native packages beside it. */
  readonly unzipped: number;
}

/** The folders that templates deploy as functions, by the name of the function's construct. */
export function bundleFolders(templates: Iterable<Template>): ReadonlyMap<string, string> {
  const resources = Array.from(templates).flatMap((template) =>
    Object.values((template['Resources'] ?? {}) as Record<string, Resource>),
  );
  return new Map(
    resources.flatMap(({ Type, Metadata: { 'aws:cdk:path': path, 'aws:asset:path': folder } = {} }) => {
      const name = path?.split('/')[1];
      return Type === 'AWS::Lambda::Function' && name && folder ? [[name.toLowerCase(), folder] as const] : [];
    }),
  );
}

export async function sizeOf(folder: string): Promise<BundleSize> {
  const module = await readFile(join(folder, 'index.mjs'));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return {
    module: module.length,
    gzipped: (await promisify(gzip)(module, { level: 9 })).length,
    unzipped: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** A line for each function, and below them how many differ. */
export function sizeRows(
  base: ReadonlyMap<string, BundleSize>,
  now: ReadonlyMap<string, BundleSize>,
): readonly (readonly string[])[] {
  return [...new Set([...base.keys(), ...now.keys()])].sort().map((name) => {
    const [before, after] = [base.get(name), now.get(name)];
    const both = (of: keyof BundleSize) => [bytes(after?.[of]), step(before?.[of], after?.[of])];
    return [name, ...both('module'), ...both('gzipped'), ...both('unzipped')];
  });
}

/** Names of the functions of which any size differs. */
export const resized = (
  base: ReadonlyMap<string, BundleSize>,
  now: ReadonlyMap<string, BundleSize>,
): readonly string[] =>
  [...new Set([...base.keys(), ...now.keys()])].filter((name) => {
    const [before, after] = [base.get(name), now.get(name)];
    return before?.module !== after?.module || before?.unzipped !== after?.unzipped;
  });

const bytes = (size: number | undefined): string => size?.toLocaleString('en-US') ?? '–';

function step(base: number | undefined, now: number | undefined): string {
  if (base === undefined) return 'new';
  if (now === undefined) return 'gone';
  return base === now ? '=' : `${now > base ? '+' : '−'}${bytes(Math.abs(now - base))}`;
}
