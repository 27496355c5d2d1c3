/**
 * `npm run check`: all scripts of package.json whose names begin with `check:`, as many at once as there are processors.
 * When one ends, what it said is told in one piece; those that failed are named again at the end.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const PREFIX = 'check:';

interface Outcome {
  readonly passed: boolean;
  readonly seconds: number;
  /** What it wrote, to either stream, in the order it came. */
  readonly said: string;
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };
const waiting = Object.entries(scripts).filter(([name]) => name.startsWith(PREFIX));
const failed: string[] = [];

async function takeTurns(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, command] = next;
    const { passed, seconds, said } = await run(command);
    if (!passed) failed.push(name);
    console.log(`${passed ? '✔' : '✘'} ${name} (${seconds.toFixed(1)} s)\n${said.trim()}\n`);
  }
}

function run(command: string): Promise<Outcome> {
  const startMs = performance.now();
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => said.push(bytes));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - startMs) / 1000;
      resolve({ passed: code === 0, seconds, said: Buffer.concat(said).toString('utf8') });
    });
  });
}

await Promise.all(Array.from({ length: availableParallelism() }, takeTurns));
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
