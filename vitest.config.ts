import { defineConfig } from 'vitest/config';

/** Stores and their clients belong to a process; all else shares what it has loaded. */
const WITH_STORES = ['test/laptop/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/faults/**/*.test.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/remove-temporary-folders.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: WITH_STORES,
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      // One more than processors: a laptop waits for its own threads, for disks and for clocks.
      { extends: true, test: { name: 'stores', include: WITH_STORES, maxWorkers: 3, sequence: { groupOrder: 1 } } },
    ],
  },
});
