import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleFolders, resized, sizeOf, sizeRows } from '../../../../infra/comparison/bundle-sizes.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const size = (module: number, unzipped = module) => ({ module, gzipped: Math.floor(module / 2), unzipped });

describe('the sizes of bundles', () => {
  it('are those of the module, of what it is on the way, and of all that is unpacked beside it', async () => {
    const folder = temporaryFolder();
    const module = 'export const handler = 1;\n'.repeat(100);
    mkdirSync(join(folder, 'node_modules/native'), { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), module);
    writeFileSync(join(folder, 'node_modules/native/library.node'), new Uint8Array(5000));
    const { gzipped, ...rest } = await sizeOf(folder);
    expect(rest).toEqual({ module: module.length, unzipped: module.length + 5000 });
    expect(gzipped).toBe(gzipSync(module, { level: 9 }).length);
  });

  it('are looked for in the folders that templates deploy as functions', () => {
    const metadata = (path: string, asset: string) => ({ 'aws:cdk:path': path, 'aws:asset:path': asset });
    const Resources = {
      A: { Type: 'AWS::Lambda::Function', Metadata: metadata('Rapport-dev-Service/Capture/Resource', 'asset.1') },
      B: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': 'Rapport-dev-Service/DeadLetters/Resource' } },
    };
    expect([...bundleFolders([{ Resources }, {}])]).toEqual([['capture', 'asset.1']]);
  });

  it('are told beside what they have grown or shrunk by, also where one side has no such function', () => {
    const base = new Map([
      ['capture', size(1000)],
      ['old', size(10)],
      ['same', size(4)],
    ]);
    const now = new Map([
      ['capture', size(2500, 900)],
      ['new', size(20)],
      ['same', size(4)],
    ]);
    expect(sizeRows(base, now)).toEqual([
      ['capture', '2,500', '+1,500', '1,250', '+750', '900', '−100'],
      ['new', '20', 'new', '10', 'new', '20', 'new'],
      ['old', '–', 'gone', '–', 'gone', '–', 'gone'],
      ['same', '4', '=', '2', '=', '4', '='],
    ]);
    expect(resized(base, now)).toEqual(['capture', 'old', 'new']);
  });
});
