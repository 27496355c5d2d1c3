/**
 * What the functions and the console ship, as a CycloneDX bill of materials: `node infra/sbom.ts` writes
 * dist/sbom.cdx.json. npm tells of all packages of the lock file; those are kept of which a file is in a bundle. (npm's
 * own --omit=dev leaves out what tools want too.) The same lock file and sources give the same bytes.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { shippedFiles } from './bundles.ts';
import { consoleFiles } from './console-bundle.ts';

export interface Component {
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const repository = resolve(import.meta.dirname, '..');

/** Packages with a file in any function's bundle or in the console's, as "name@version", in order. */
export async function shippedPackages(): Promise<readonly string[]> {
  const files = (await Promise.all([shippedFiles(), consoleFiles()])).flat();
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const named = await Promise.all(
    Array.from(folders, async (folder) => {
      const manifest = JSON.parse(await readFile(join(repository, folder, 'package.json'), 'utf8')) as Component;
      return `${manifest.name}@${manifest.version}`;
    }),
  );
  return [...new Set(named)].sort();
}

/** The bill of the packages that `shippedPackages` tells of. @throws Error when a shipped package is not in the lock file. */
export async function billOfMaterials(packages: readonly string[]): Promise<BillOfMaterials> {
  const shipped = new Set(packages);
  const { serialNumber: _, ...all } = await npmBill();
  const { timestamp: __, tools: ___, component, ...metadata } = all.metadata;
  const components = all.components
    .filter((it) => shipped.delete(it['bom-ref']))
    .sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  if (shipped.size > 0) throw new Error(`shipped, but not in package-lock.json: ${[...shipped].join(', ')}`);
  const refs = new Set([component['bom-ref'], ...components.map((it) => it['bom-ref'])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((it) => refs.has(it)).sort() }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1));
  // npm takes the name of the folder for the name of what lies in it.
  const named = { ...component, name: component['bom-ref'].split('@')[0] ?? component.name };
  return { ...all, metadata: { ...metadata, component: named }, components, dependencies };
}

interface NpmBill extends BillOfMaterials {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly tools: unknown; readonly component: Component };
}

async function npmBill(): Promise<NpmBill> {
  const options = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
  const { stdout } = await promisify(execFile)('npm', options, { cwd: repository, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as NpmBill;
}

if (process.argv[1] === import.meta.filename) {
  const file = join(repository, 'dist', 'sbom.cdx.json');
  const bill = await billOfMaterials(await shippedPackages());
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`${bill.components.length} packages in dist/sbom.cdx.json`);
}
