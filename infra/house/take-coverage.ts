/**
 * Loaded into every process and thread by `coverage.ts`, as `take-coverage.ts?FOLDER`: writes into the folder, now and
 * then, which code was run. Node's own NODE_V8_COVERAGE knows no thread that has an environment of its own, and nothing
 * of a process that is ended from outside.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

const EVERY_MS = 2_000;
const folder = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const OWN = /\/(functions|shared|infra)\/.*\.ts/;

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

let reports = 0;

/** A report tells of what was run since the one before. */
function take(): void {
  session.post('Profiler.takePreciseCoverage', (error, { result } = { result: [] }) => {
    if (error !== null) throw error;
    const own = result.filter(({ url }) => url.startsWith('file:') && OWN.test(url) && !url.includes('node_modules'));
    const ran = own.filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)));
    if (ran.length > 0)
      writeFileSync(join(folder, `${process.pid}-${threadId}-${reports++}.json`), JSON.stringify(ran));
  });
}

setInterval(take, EVERY_MS).unref();
process.on('exit', take);
