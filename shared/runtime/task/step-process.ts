/** A step in a process of its own, which may be busy for minutes, or die, while another watches over it. */
import { fork } from 'node:child_process';

type Outcome = { readonly result: unknown } | { readonly error: { readonly name: string; readonly message: string } };

/** The process ended before the step did. */
class StepCrashError extends Error {
  override readonly name = 'StepCrashError';
}

/**
 * Runs a module that tells an outcome, and gives its result.
 * @throws Error with the name and the message of the step's own, or StepCrashError.
 */
export function resultOf(module: string, stop: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = fork(module, { execArgv: [], signal: stop, killSignal: 'SIGKILL' });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new StepCrashError(`the process ended with ${signal ?? `code ${code}`}`)),
    );
    child.once('message', (outcome: Outcome) => {
      if ('error' in outcome) reject(Object.assign(new Error(outcome.error.message), { name: outcome.error.name }));
      else resolve(outcome.result);
      child.kill('SIGKILL');
    });
  });
}

/** In that process: does the step and tells how it ended. */
export async function tellOutcome(step: () => Promise<unknown>): Promise<void> {
  const outcome = await step().then(
    (result): Outcome => ({ result: result ?? null }),
    ({ name, message }: Error): Outcome => ({ error: { name, message } }),
  );
  process.send?.(outcome);
}
