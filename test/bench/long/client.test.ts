import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LAPTOP_KEYS } from '../../../infra/laptop/laptop.ts';
import { openTestLaptop, type TestLaptop } from '../../support/laptop.ts';

const repository = join(import.meta.dirname, '../../..');
/** Within the repository, so that the types of Node are found. */
const directory = join(repository, 'dist', 'client-example');
const tsc = join(repository, 'node_modules/.bin/tsc');

/** The TypeScript of docs/clients.md, with the client where the build has put it. */
const example = (): string => {
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(join(repository, 'docs/clients.md'), 'utf8')) ?? [];
  return (code ?? '').replaceAll("'./dist/client/", "'../client/");
};
const compile = (code: string): string => {
  writeFileSync(join(directory, 'example.ts'), code);
  const config = { extends: '../../tsconfig.json', include: ['example.ts'], exclude: [] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
  try {
    return execFileSync(tsc, ['--project', directory], { encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
};

let shop: TestLaptop;
beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  execFileSync('npm', ['run', '--silent', 'build:client'], { cwd: repository, stdio: 'pipe' });
  shop = await openTestLaptop();
  const items = ['cup', 'mug', 'bowl', 'jug'].map((itemId) => ({ itemId, title: `A ${itemId}` }));
  await shop.door.call('POST', '/v1/items:batch', { items });
}, 120_000);
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await shop?.close();
});

it('the client of docs/clients.md compiles as strictly as the house does, and gets a slate and a refusal', async () => {
  expect(compile(example())).toBe('');
  const env = { ...process.env, RAPPORT_URL: shop.url, RAPPORT_KEY: LAPTOP_KEYS.secret };
  const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'example.ts')], { env });
  expect(stdout.split('\n').slice(0, 3)).toEqual([1, 2, 3].map((rank) => expect.stringMatching(`^${rank} `)));
  expect(stdout).toContain('404 there is no segment of this id');
});

it('what the document does not have does not compile', () => {
  expect(compile(example().replace("placement: 'home'", "placement: 'attic'"))).toContain('attic');
  expect(compile(example().replace('data.items', 'data.slots'))).toContain('slots');
});
