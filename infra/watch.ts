/**
 * `npm run watch`: on each save, the types of the whole house and the tests that the change reaches. Without parameters
 * those of what is not committed; with parameters what they name, as vitest takes them (`-- --changed main`, a file).
 */
import { spawn } from 'node:child_process';

const parameters = process.argv.slice(2);
const types = spawn('tsc', ['--noEmit', '--watch', '--preserveWatchOutput'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const tests = spawn('vitest', ['watch', '--no-clearScreen', ...(parameters.length > 0 ? parameters : ['--changed'])], {
  stdio: 'inherit',
});

// vitest ends by itself at Ctrl-C and at q; what watches types ends with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal));
tests.once('exit', (code) => {
  types.kill();
  process.exitCode = code ?? 1;
});
