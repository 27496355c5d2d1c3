import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BillOfMaterials, billOfMaterials, shippedPackages } from '../../infra/sbom.ts';

const read = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'));
const { dependencies, allowScripts } = read('package.json') as {
  dependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const lock = read('package-lock.json') as {
  packages: Record<string, { version: string; integrity?: string; resolved?: string; hasInstallScript?: boolean }>;
};
const lockedAs = (shipped: string) =>
  Object.entries(lock.packages).filter(
    ([path, { version }]) =>
      path.endsWith(`node_modules/${shipped.replace(/@[^@]+$/, '')}`) && shipped.endsWith(`@${version}`),
  );

describe('what the functions ship', { timeout: 120_000 }, () => {
  let shipped: readonly string[];
  let bill: BillOfMaterials;
  beforeAll(async () => {
    shipped = await shippedPackages();
    bill = await billOfMaterials(shipped);
  }, 120_000);

  it('has every package of "dependencies", in exactly that version', () => {
    const direct = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
    expect(direct.filter((it) => !shipped.includes(it))).toEqual([]);
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('has no tool in it: nothing that only "devDependencies" ask for', () => {
    const tools = Object.keys((read('package.json') as { devDependencies: object }).devDependencies);
    expect(shipped.filter((it) => tools.includes(it.replace(/@[^@]+$/, '')))).toEqual([]);
  });

  it('runs no script when it is installed', () => {
    const scripted = shipped.filter((it) => lockedAs(it).some(([, { hasInstallScript }]) => hasInstallScript));
    const names = scripted.map((it) => it.replace(/@[^@]+$/, ''));
    expect(names.filter((name) => allowScripts[name] !== false)).toEqual([]);
    expect(names).toEqual(['onnxruntime-node']); // its script would fetch binaries; those of the package do
  });

  it('comes from the registry, by checksum', () => {
    for (const it of shipped) {
      const locked = lockedAs(it);
      expect(locked.length, it).toBeGreaterThan(0);
      for (const [, { integrity = '' }] of locked) expect(integrity).toMatch(/^sha512-/);
    }
  });

  it('is told as a bill of materials with versions, licences and checksums', () => {
    expect(bill.bomFormat).toBe('CycloneDX');
    expect(bill.metadata.component).toMatchObject({ name: 'rapport', version: '0.1.0' });
    expect(bill.components.map((it) => it['bom-ref'])).toEqual(shipped);
    const without = bill.components.filter(({ hashes = [], licenses = [] }) => hashes.length * licenses.length === 0);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('is told in the same words each time, in whatever order it was found', async () => {
    expect(shipped).toEqual([...new Set(shipped)].sort());
    expect(JSON.stringify(await billOfMaterials(shipped.toReversed()))).toBe(JSON.stringify(bill));
    expect(JSON.stringify(bill)).not.toMatch(/timestamp|serialNumber/);
  });
});
