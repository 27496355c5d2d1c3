import { defineConfig } from 'vitest/config';
import SlowestFirst from './test/support/slowest-first.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    // One more than processors: a laptop waits for its own threads, for disks and for clocks.
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/leave-no-trace.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
