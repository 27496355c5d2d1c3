import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const runner = join(import.meta.dirname, '../../infra/check.ts');

/** `npm run check` in a folder with such scripts. */
function check(scripts: Readonly<Record<string, string>>) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts }));
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [runner], { cwd }, (failed, out, err) =>
      resolve({ code: Number(failed?.code ?? 0), out, err }),
    );
  });
}

describe('npm run check', () => {
  it('runs every part, whatever another says, and names those that failed with what they said', async () => {
    const { code, out, err } = await check({
      'check:first': 'echo crooked; echo here >&2; exit 3',
      'check:second': 'echo all is well',
      'check:third': 'no-such-command',
      other: 'exit 1',
    });
    expect(code).toBe(1);
    expect(out).toMatch(/✘ check:first .*\ncrooked\nhere\n/);
    expect(out).toMatch(/✔ check:second .*\nall is well\n/);
    expect(err).toMatch(/^failed: check:(first|third), check:(first|third)\n$/);
  });

  it('passes when all parts do', async () => {
    expect(await check({ 'check:only': 'exit 0' })).toMatchObject({ code: 0, err: '' });
  });
});
