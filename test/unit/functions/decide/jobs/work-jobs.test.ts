import { describe, expect, it } from 'vitest';
import { parseBatch } from '../../../../../functions/decide/jobs/contract.ts';
import { queueJob, readJob } from '../../../../../functions/decide/jobs/jobs.ts';
import { type WorkPorts, workJobs } from '../../../../../functions/decide/jobs/work-jobs.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { type DecisionJob, PART_PEOPLE } from '../../../../../shared/domain/decision-job.ts';
import { NotFoundError } from '../../../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../../../shared/domain/event.ts';
import type { Jobs } from '../../../../../shared/ports/jobs.ts';
import { memoryDocuments, openActions } from '../../../../support/memory-actions.ts';
import { silentLog } from '../../../../support/system-ports.ts';

function memoryJobs(): Jobs & { readonly parts: Map<string, readonly string[]>; forget(): void } {
  const kept = new Map<string, DecisionJob>();
  const people = new Map<string, readonly PersonRef[]>();
  const parts = new Map<string, readonly string[]>();
  return {
    parts,
    forget: () => people.clear(),
    put: async (job) => void kept.set(job.jobId, job),
    find: async (jobId) => kept.get(jobId),
    putPeople: async (jobId, some) => void people.set(jobId, some),
    async people(jobId) {
      const found = people.get(jobId);
      if (found === undefined) throw new NotFoundError('they are gone');
      return found;
    },
    putPart: async (jobId, part, lines) => void parts.set(`${jobId} ${part}`, lines),
    part: async (jobId, part) => parts.get(`${jobId} ${part}`)?.join('\n'),
  };
}

const COUNT = PART_PEOPLE + 20;
const body = { decisionPoint: 'cart-help', userIds: Array.from({ length: COUNT }, (_, i) => `u${i}`) };

const unasked = async (): Promise<never> => {
  throw new Error('nobody asks for slates here');
};

async function queued() {
  const shop = openActions();
  const jobs = memoryJobs();
  const openJobs = memoryDocuments<{ readonly createdAtMs: number }>();
  const ports: WorkPorts = {
    ...shop.ports,
    jobs,
    openJobs,
    served: unasked,
    timeline: { recent: unasked, list: unasked },
    rolls: { newest: async () => undefined, readPart: unasked },
    listed: { stillThere: unasked },
    segments: { list: async () => [] },
    settings: { explorationShare: 0 },
    hash: sha256Hash,
    log: silentLog,
  };
  const { jobId } = await queueJob(ports)(parseBatch(body));
  return { shop, jobs, openJobs, ports, jobId };
}

describe('decisions for many at once', () => {
  it('are a line a person, in their order, and the job is over', async () => {
    const { jobs, openJobs, ports, jobId } = await queued();
    expect(await workJobs(ports)()).toEqual({ parts: 2 });
    const lines = [0, 1].flatMap((part) => jobs.parts.get(`${jobId} ${part}`) ?? []);
    expect(lines.map((line) => (JSON.parse(line) as PersonRef).userId)).toEqual(body.userIds);
    expect(await readJob(ports)(jobId)).toMatchObject({
      status: 'done',
      progress: { done: COUNT, of: COUNT },
      parts: 2,
    });
    expect(await openJobs.list()).toEqual([]);
  });

  it('that were cut off are made again as they were, and nobody is decided for twice', async () => {
    const { shop, jobs, ports, jobId } = await queued();
    const cut: WorkPorts = {
      ...ports,
      jobs: {
        ...jobs,
        async put(job) {
          if (job.parts > 0) throw new Error('the power is gone');
          await jobs.put(job);
        },
      },
    };
    await expect(workJobs(cut)()).rejects.toThrow('the power is gone');
    const first = jobs.parts.get(`${jobId} 0`);
    await workJobs(ports)();
    expect(jobs.parts.get(`${jobId} 0`)).toEqual(first);
    expect(shop.store.kept.size).toBe(COUNT);
  });

  it('of people who were removed by an erasure end with the reason', async () => {
    const { jobs, openJobs, ports, jobId } = await queued();
    jobs.forget();
    await workJobs(ports)();
    expect(await readJob(ports)(jobId)).toMatchObject({ status: 'failed', error: 'they are gone' });
    expect(await openJobs.list()).toEqual([]);
  });

  it.each([
    [{ decisionPoint: 'cart-help' }, 'want either segmentId or userIds'],
    [{ userIds: ['u'] }, 'want either placement or decisionPoint'],
    [{ decisionPoint: 'cart-help', userIds: ['u'], decisionKey: 'k' }, 'a batch is for the people'],
    [{ placement: 'nowhere', userIds: ['u'] }, '/placement'],
  ])('are refused: %j', (wrong, reason) => {
    expect(() => parseBatch(wrong)).toThrow(reason);
  });
});
