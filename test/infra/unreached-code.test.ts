import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** A function that asks for one of what a room has; its test asks for all but one. */
const house: Readonly<Record<string, string>> = {
  'functions/first/handler.ts': "import { asked } from '../../shared/math/sum.ts';\nexport const handler = asked;",
  'shared/math/sum.ts': [
    'export const asked = 1;',
    'export const tested = 2;',
    '/** @internal */',
    'export const instrument = 3;',
    'export const forgotten = 4;',
  ].join('\n'),
  'shared/math/whole.ts': 'export const whole = 5;',
  'shared/adapters/memory/table.ts': 'export const table = 6;',
  'shared/simulation/oracle.ts': 'export const oracle = 7;',
  'test/sum.test.ts': [
    "import { oracle } from '../shared/simulation/oracle.ts';",
    "import { table } from '../shared/adapters/memory/table.ts';",
    "import { asked, instrument, tested } from '../shared/math/sum.ts';",
    "import { whole } from '../shared/math/whole.ts';",
    'console.log(asked, instrument, tested, whole, table, oracle);',
  ].join('\n'),
};

function planted(): string {
  const root = temporaryFolder();
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const file of ['knip.json', 'tsconfig.json', 'package.json']) cpSync(join(repository, file), join(root, file));
  for (const [path, source] of Object.entries(house)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${source}\n`);
  }
  return root;
}

interface Issue {
  readonly file: string;
  readonly exports?: readonly { readonly name: string }[];
  readonly files?: readonly object[];
}

/** Files, and exports of files, that a script of package.json complains of. */
function complaints(script: string): Promise<readonly string[]> {
  const command = `${scripts[script]} --reporter json --include files,exports`;
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${join(repository, 'node_modules/.bin')}:${process.env['PATH']}` };
    execFile('/bin/sh', ['-c', command], { cwd: planted(), env }, (_, stdout) => {
      const { issues } = JSON.parse(stdout) as { readonly issues: readonly Issue[] };
      const told = issues.flatMap(({ file, exports = [], files = [] }) => [
        ...files.map(() => file),
        ...exports.map(({ name }) => `${file}: ${name}`),
      ]);
      resolve(told.sort());
    });
  });
}

describe('unused code', () => {
  it('is told where nothing reaches it, tests included', async () => {
    expect(await complaints('check:unused')).toEqual(['shared/math/sum.ts: forgotten']);
  });

  it('is told where only tests reach it, but for what is made for tests', async () => {
    expect(await complaints('check:unreached')).toEqual([
      'shared/math/sum.ts: forgotten',
      'shared/math/sum.ts: tested',
      'shared/math/whole.ts',
    ]);
  });
});
