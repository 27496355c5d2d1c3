import { type DecisionJob, PART_PEOPLE, peopleDone } from '../../../shared/domain/decision-job.ts';
import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Jobs } from '../../../shared/ports/jobs.ts';
import type { Clock, Ids } from '../../../shared/ports/system.ts';
import { type ActPorts, pointOf } from '../actions/decide-action.ts';
import type { BatchRequest } from './contract.ts';

export interface JobPorts extends Pick<ActPorts, 'actions' | 'actionRecords'> {
  readonly jobs: Jobs;
  /** Those that are not over, by their ids. */
  readonly openJobs: Documents<{ readonly createdAtMs: number }>;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** They are worked off one after another. */
const MOST_OPEN = 20;

export interface JobReply {
  readonly jobId: string;
  readonly status: DecisionJob['status'];
  readonly createdAt: string;
  readonly progress: { readonly done: number; readonly of: number | null };
  /** JSON Lines, in parts of so many people; of a job that is not done only what is there. */
  readonly resultUrl?: string;
  readonly parts: number;
  readonly error?: string;
}

/**
 * Queues decisions for many; a step that the clock starts makes them.
 * @throws InvalidInputError for a decision point that there is not; ConflictError when too many are waiting.
 */
export const queueJob =
  (ports: JobPorts) =>
  async ({ people, ...batch }: BatchRequest): Promise<{ readonly jobId: string }> => {
    if (ports.actionRecords === undefined) throw new ConflictError('this deployment keeps no records of decisions');
    const { decisionPoint } = batch.request;
    if (typeof decisionPoint === 'string') await pointOf({ decisionPoint }, ports);
    const { length } = await ports.openJobs.list();
    if (length >= MOST_OPEN) throw new ConflictError(`${length} jobs are waiting; the limit is ${MOST_OPEN}`);
    const [jobId, createdAtMs] = [ports.ids.next(), ports.clock.nowMs()];
    if (people) await ports.jobs.putPeople(jobId, people);
    await ports.jobs.put({
      jobId,
      createdAtMs,
      ...batch,
      status: 'queued',
      ...(people && { people: people.length }),
      parts: 0,
    });
    await ports.openJobs.put(jobId, { createdAtMs }, 0); // last: what is on it is there
    return { jobId };
  };

/** @throws NotFoundError */
export const readJob =
  ({ jobs }: Pick<JobPorts, 'jobs'>) =>
  async (jobId: string): Promise<JobReply> => {
    const job = await jobs.find(jobId);
    if (job === undefined) throw noSuchJob();
    return {
      jobId,
      status: job.status,
      createdAt: isoOf(job.createdAtMs),
      progress: { done: peopleDone(job), of: job.people ?? null },
      ...(job.parts > 0 && { resultUrl: `/v1/jobs/${jobId}/result` }),
      parts: job.parts,
      ...(job.error !== undefined && { error: job.error }),
    };
  };

/** A part of what came of a job, as JSON Lines. @throws NotFoundError */
export const readJobPart =
  ({ jobs }: Pick<JobPorts, 'jobs'>) =>
  async (jobId: string, part: number): Promise<string> => {
    const text = await jobs.part(jobId, part);
    if (text === undefined)
      throw new NotFoundError(`no such job, or its part ${part} of ${PART_PEOPLE} people is not there`);
    return text;
  };

const noSuchJob = () => new NotFoundError('no such job, or its time is over');
