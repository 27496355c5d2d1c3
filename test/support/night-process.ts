// One step of the night as a process of its own, as a Lambda would run it. Argument: a file with { step, input };
// prints { result, seconds, cpuSeconds, peakMb } as JSON.
import { readFileSync } from 'node:fs';
import { handler } from '../../functions/nightly/handler.ts';

const [file = ''] = process.argv.slice(2);
const startMs = performance.now();
const result = await handler(JSON.parse(readFileSync(file, 'utf8')));
const seconds = (performance.now() - startMs) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
process.stdout.write(`${JSON.stringify({ result: result ?? null, seconds, cpuSeconds, peakMb: maxRSS / 1024 })}\n`);
