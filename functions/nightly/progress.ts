import type { Clock, Log } from '../../shared/ports/system.ts';

/** Tells of a step that has ended. */
export type Progress = (step: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;

/** A line for each step, with the seconds since the line before: what takes so long, and that something goes on. */
export function progressOf(clock: Clock, log: Log): Progress {
  const timed = stopwatch(clock);
  return (step, fields = {}) => log.info(step, { ...fields, seconds: timed() });
}

/** Seconds since it was last read, or made. */
export function stopwatch(clock: Clock): () => number {
  let lastMs = clock.nowMs();
  return () => {
    const nowMs = clock.nowMs();
    const seconds = (nowMs - lastMs) / 1000;
    lastMs = nowMs;
    return seconds;
  };
}
