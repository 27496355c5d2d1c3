import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BaseTree, withBaseTree } from '../../infra/comparison/base-tree.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const git = (root: string, ...parameters: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@shop.example', ...parameters], {
    cwd: root,
    encoding: 'utf8',
  });

/** A repository with one commit, and a change in its work tree. */
function aRepository(): string {
  const root = temporaryFolder();
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  git(root, 'init', '--quiet', '--initial-branch=main');
  write('package.json', JSON.stringify({ scripts: { 'build:kernels': 'echo made > kernels' } }));
  write('package-lock.json', '{}');
  write('code.ts', 'committed');
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '-m', 'a');
  mkdirSync(join(root, 'node_modules'));
  write('node_modules/here', '');
  write('code.ts', 'changed');
  return root;
}

const never = new AbortController().signal;
const checkedOut = (root: string): number => git(root, 'worktree', 'list').trim().split('\n').length;

describe('the base beside the work tree', () => {
  const root = aRepository();
  const options = { root, ref: 'main', signal: never, onStep: () => undefined };

  it('has what was committed, the packages of the work tree and kernels of its own, and is removed', async () => {
    let seen: BaseTree | undefined;
    await withBaseTree(options, async (base) => {
      seen = base;
      expect(readFileSync(join(base.root, 'code.ts'), 'utf8')).toBe('committed');
      expect(readFileSync(join(base.root, 'kernels'), 'utf8')).toBe('made\n');
      expect(existsSync(join(base.root, 'node_modules/here'))).toBe(true);
      expect(git(root, 'rev-parse', 'main')).toContain(base.commit);
    });
    expect(existsSync(seen!.root)).toBe(false);
    expect(checkedOut(root)).toBe(1);
    expect(readFileSync(join(root, 'node_modules/here'), 'utf8')).toBe('');
    expect(readFileSync(join(root, 'code.ts'), 'utf8')).toBe('changed');
  });

  it('is removed when the work fails, and when it is interrupted while it is made ready', async () => {
    const failing = withBaseTree(options, () => Promise.reject(new Error('too bad')));
    await expect(failing).rejects.toThrow('too bad');
    const interrupt = new AbortController();
    const onStep = (step: string) => step === 'its kernels' && interrupt.abort();
    const interrupted = withBaseTree({ ...options, signal: interrupt.signal, onStep }, async () => undefined);
    await expect(interrupted).rejects.toThrow('aborted');
    expect(checkedOut(root)).toBe(1);
  });

  it('names the ref that git does not know', async () => {
    await expect(withBaseTree({ ...options, ref: 'nowhere' }, async () => undefined)).rejects.toThrow(
      'git knows no commit "nowhere": want a branch, a tag or a hash',
    );
  });
});
