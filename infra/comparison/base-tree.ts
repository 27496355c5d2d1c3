import { mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';

export interface BaseTree {
  readonly root: string;
  /** Abbreviated hash of what is checked out. */
  readonly commit: string;
}

interface Options {
  /** The work tree, whose packages the base may share. */
  readonly root: string;
  readonly ref: string;
  readonly signal: AbortSignal;
  /** Told what is being done. */
  readonly onStep: (step: string) => void;
}

/**
 * Checks a commit out beside the work tree, ready to run, for as long as `work` lasts; it is removed however that ends.
 * @throws Error when git knows no such ref.
 */
export async function withBaseTree<T>(options: Options, work: (base: BaseTree) => Promise<T>): Promise<T> {
  const { root: tree, ref, signal, onStep } = options;
  const commit = await commitOf(options);
  const root = await mkdtemp(join(await realpath(tmpdir()), 'rapport-base-'));
  try {
    onStep(`checking out ${ref} (${commit})`);
    await run('git', ['worktree', 'add', '--force', '--detach', root, commit], { cwd: tree, signal });
    await makeReady(root, options);
    return await work({ root, commit });
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    // Not by the signal: this must be done when it was aborted, too.
    await run('git', ['worktree', 'prune'], { cwd: tree, signal: new AbortController().signal });
  }
}

async function commitOf({ root, ref, signal }: Options): Promise<string> {
  try {
    const parameters = ['rev-parse', '--short', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    return (await run('git', parameters, { cwd: root, signal })).trim();
  } catch {
    signal.throwIfAborted();
    throw new Error(`git knows no commit "${ref}": want a branch, a tag or a hash; main is fetched by "git fetch"`);
  }
}

/** Packages and kernels. The same lock file means the same packages. */
async function makeReady(root: string, { root: tree, signal, onStep }: Options): Promise<void> {
  const [base, now] = await Promise.all([root, tree].map((it) => readFile(join(it, 'package-lock.json'), 'utf8')));
  if (base === now) {
    await symlink(await realpath(join(tree, 'node_modules')), join(root, 'node_modules'));
    onStep('its kernels');
    await run('npm', ['run', '--silent', 'build:kernels'], { cwd: root, signal });
  } else {
    onStep('its packages, as its package-lock.json differs');
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, signal });
  }
}
