import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = join(import.meta.dirname, '../..');

/** What Biome says, as `npm run check:lint` shows it, of one line in each of these files: a text each complaint. */
async function lint(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = temporaryFolder();
  for (const file of ['biome.json', '.gitignore', 'infra/pure-rooms.grit', 'infra/forced-types.grit']) {
    cpSync(join(repository, file), join(root, file), { recursive: true });
  }
  for (const [path, line] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${line}\n`);
  }
  const command = [join(repository, 'node_modules/.bin/biome'), 'lint', '--colors=off', '--max-diagnostics=none'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: root }).catch(
    (failed: { stdout: string; stderr: string }) => failed, // its exit code says that there are errors
  );
  return `${stdout}\n${stderr}`.split(/^(?=\S+\.ts:\d+:\d+ )/m);
}

/** What a pure room may not read, and what to do instead. */
const outside: Readonly<Record<string, string>> = {
  'Date.now()': 'take time as an argument',
  'new Date()': 'take time as an argument',
  'performance.now()': 'take time as an argument',
  'Math.random()': 'take chance as an argument',
  'crypto.randomUUID()': 'take chance as an argument',
  'process.env': 'take configuration as an argument',
  'console.log(1)': 'return the value or use the log port',
  "fetch('https://shop.example')": 'through a port',
};
const expressions = Object.keys(outside);
/** A pure room, a use case, and where no other rule of this kind holds. */
const everywhere = ['shared/math/forced.ts', 'functions/catalog/forced.ts', 'infra/forced.ts', 'test/forced.ts'];

describe('the rules of Biome', async () => {
  const line = (expression: string) => `export const read = ${expression};`;
  const planted = Object.fromEntries(expressions.map((it, at) => [`shared/math/planted-${at}.ts`, line(it)]));
  const diagnostics = await lint({
    ...planted,
    'functions/catalog/use-case.ts': line('Math.random()'),
    'functions/people/me/use-case.ts': line('Math.random()'),
    'functions/catalog/handler.ts': line('[Date.now(), Math.random(), process.env]'),
    'shared/math/given.ts': 'export const read = (atMs: number) => new Date(atMs);',
    'shared/runtime/loose.ts': 'export const loose = (it: any) => it;',
    ...Object.fromEntries(
      everywhere.map((path) => [path, 'export const forced = (it: Date) => it as unknown as string;']),
    ),
    'infra/given.ts': 'export const given = (it: unknown) => it as string;',
  });
  const said = (path: string) => diagnostics.filter((text) => text.startsWith(`${path}:`));

  it.each(expressions)('keep %s out of pure rooms, and say what to do', (expression) => {
    expect(said(`shared/math/planted-${expressions.indexOf(expression)}.ts`).join()).toContain(outside[expression]);
  });

  it('hold for use cases, and not for doors nor for a time that was given', () => {
    expect(said('functions/catalog/use-case.ts').join()).toContain('take chance as an argument');
    expect(said('functions/people/me/use-case.ts').join()).toContain('take chance as an argument');
    expect(said('functions/catalog/handler.ts')).toEqual([]);
    expect(said('shared/math/given.ts')).toEqual([]);
  });

  it('ring on any', () => {
    expect(said('shared/runtime/loose.ts').join()).toContain('any');
  });

  it.each(everywhere)('ring where a type is forced: %s', (path) => {
    expect(said(path).join()).toContain('Give the value its type where it is made');
  });

  it('let what is unknown be given a type', () => {
    expect(said('infra/given.ts')).toEqual([]);
  });
});
