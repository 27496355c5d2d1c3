import type { StepCallback } from '../../ports/step-callback.ts';

export interface Report {
  readonly callback: StepCallback;
  readonly heartbeatSeconds: number;
}

/**
 * Does a work for which somebody waits elsewhere: says every so often that it goes on, and in the end how it ended. A
 * failure is an exit code too.
 * @param work - is told to stop when nobody waits any more, or the process is to end.
 */
export async function reported(
  { callback, heartbeatSeconds }: Report,
  work: (stop: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort(new Error('the task was told to end')));
  const beat = async (): Promise<void> => {
    try {
      if (!(await callback.goesOn())) stop.abort(new Error('nobody waits for the step any more'));
    } catch (error) {
      say('no heartbeat', error as Error); // the next one will do
    }
  };
  const timer = setInterval(beat, heartbeatSeconds * 1000);
  try {
    await beat();
    await callback.succeeded(await work(stop.signal));
  } catch (error) {
    process.exitCode = 1;
    const failure = (stop.signal.aborted ? stop.signal.reason : error) as Error;
    say('the step failed', failure);
    await callback.failed({ name: failure.name, message: failure.message });
  } finally {
    clearInterval(timer);
  }
}

/** As a line of the function's log; its library is too large for a command. */
const say = (message: string, { name, message: reason }: Error): void =>
  console.warn(JSON.stringify({ level: 'WARN', message, error: `${name}: ${reason}` }));
