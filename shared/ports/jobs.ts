import type { DecisionJob } from '../domain/decision-job.ts';
import type { PersonRef } from '../domain/event.ts';

/**
 * Jobs with whom they are for and what came of them. All of one goes by itself after some days, and with the next erasure of
 * anybody.
 */
export interface Jobs {
  /** In whatever state it was. */
  put(job: DecisionJob): Promise<void>;
  /** Undefined: there never was one, or its time is over. */
  find(jobId: string): Promise<DecisionJob | undefined>;
  putPeople(jobId: string, people: readonly PersonRef[]): Promise<void>;
  /** @throws NotFoundError when they are gone. */
  people(jobId: string): Promise<readonly PersonRef[]>;
  /** @param part - 0-based. @param lines - of JSON. */
  putPart(jobId: string, part: number, lines: readonly string[]): Promise<void>;
  /** As text; undefined: there is no such part. */
  part(jobId: string, part: number): Promise<string | undefined>;
}
