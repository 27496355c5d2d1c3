import type { ThreadPool } from './thread-pool.ts';
import type { WorkspaceMemory } from './workspace-memory.ts';

/** What runs kernels, and where they find their arrays. */
export interface Machine extends Pick<ThreadPool, 'runOnAll' | 'runHere'> {
  readonly memory: WorkspaceMemory;
  readonly threadCount: number;
}
