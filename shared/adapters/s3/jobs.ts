import type { S3Client } from '@aws-sdk/client-s3';
import type { DecisionJob } from '../../domain/decision-job.ts';
import { NotFoundError } from '../../domain/errors.ts';
import type { PersonRef } from '../../domain/event.ts';
import type { Jobs } from '../../ports/jobs.ts';
import { bucketObjects } from './objects.ts';

/**
 * snapshots/jobs/<jobId>/job.json, people.json and part-<n>.jsonl. Among the snapshots, as they go like those: after some
 * days, and all of them with whatever an erasure removes.
 */
export function s3Jobs(client: S3Client, bucket: string): Jobs {
  const objects = bucketObjects(client, bucket);
  const keyOf = (jobId: string, file: string): string => `snapshots/jobs/${jobId}/${file}`;
  const partOf = (part: number): string => `part-${String(part).padStart(5, '0')}.jsonl`;
  const text = async (key: string): Promise<string> => Buffer.from((await objects.get(key)).bytes).toString('utf8');
  const found = async (key: string): Promise<string | undefined> => {
    try {
      return await text(key);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  };
  return {
    put: (job) => objects.put(keyOf(job.jobId, 'job.json'), JSON.stringify(job)),
    async find(jobId) {
      const json = await found(keyOf(jobId, 'job.json'));
      return json === undefined ? undefined : (JSON.parse(json) as DecisionJob);
    },
    putPeople: (jobId, people) => objects.put(keyOf(jobId, 'people.json'), JSON.stringify(people)),
    people: async (jobId) => JSON.parse(await text(keyOf(jobId, 'people.json'))) as readonly PersonRef[],
    putPart: (jobId, part, lines) => objects.put(keyOf(jobId, partOf(part)), lines.map((line) => `${line}\n`).join('')),
    part: (jobId, part) => found(keyOf(jobId, partOf(part))),
  };
}
