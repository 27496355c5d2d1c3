import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KERNEL_BINARY } from '../../../shared/adapters/kernels/kernel-binary.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const repository = join(import.meta.dirname, '../../..');

it('the kernels are compiled to the same bytes each time', { timeout: 120_000 }, () => {
  const wasm = join(temporaryFolder(), 'kernels.wasm');
  const asc = join(repository, 'node_modules/assemblyscript/bin/asc.js');
  const config = join(repository, 'shared/math/assembly/asconfig.json');
  execFileSync(process.execPath, [asc, '--config', config, '--outFile', wasm], { cwd: repository });
  expect(readFileSync(wasm, 'base64')).toBe(KERNEL_BINARY);
});
