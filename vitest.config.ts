import { defineConfig } from 'vitest/config';
import SlowestFirst from './test/support/slowest-first.ts';

/**
 * What the tests are of is loaded by Node itself, as in production: through Vitest each call from one module into
 * another is a getter, and loops over numbers take a sixth longer. Node knows a module once, so not while watching.
 */
const OWN_MODULES = new RegExp(`^${import.meta.dirname}/(functions|shared|infra)/.*[.]ts$`);
const isWatching = !process.argv.includes('run');
/** Whole public data sets take too long for each `npm test`; `npm run bench:public` measures on them. */
const asksFor = (folder: string): boolean => process.argv.some((argument) => argument.startsWith(folder));
/** What has commands of its own: `npm run bench:…`, `npm run test:browser`. */
const setApart = ['test/bench', 'test/browser'].filter((folder) => !asksFor(folder));

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: setApart.map((folder) => `${folder}/**`),
    pool: 'forks',
    isolate: false,
    // One more than processors: a laptop waits for its own threads, for disks and for clocks.
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
    ...(isWatching ? {} : { server: { deps: { external: [OWN_MODULES] } } }),
    testTimeout: 30_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/leave-no-trace.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
