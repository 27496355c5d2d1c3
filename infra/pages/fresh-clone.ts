import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../comparison/processes.ts';

export interface FreshClone {
  readonly root: string;
  /** Abbreviated hash of what is checked out. */
  readonly commit: string;
  /** Whether the work tree that was cloned has changes, which are not in it. */
  readonly leavesChangesOut: boolean;
}

/** Clones what is committed of a work tree, without its packages, for as long as `work` lasts. */
export async function withFreshClone<T>(
  tree: string,
  signal: AbortSignal,
  work: (clone: FreshClone) => Promise<T>,
): Promise<T> {
  const git = async (cwd: string, ...parameters: string[]) => (await run('git', parameters, { cwd, signal })).trim();
  const commit = await git(tree, 'rev-parse', 'HEAD');
  const leavesChangesOut = (await git(tree, 'status', '--porcelain')) !== '';
  const root = await mkdtemp(join(await realpath(tmpdir()), 'rapport-fresh-'));
  try {
    await git(tree, 'clone', '--quiet', '--no-checkout', tree, root);
    await git(root, 'checkout', '--quiet', '--detach', commit);
    return await work({ root, commit: commit.slice(0, 7), leavesChangesOut });
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
