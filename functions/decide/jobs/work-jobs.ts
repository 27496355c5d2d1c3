import { type DecisionJob, PART_PEOPLE } from '../../../shared/domain/decision-job.ts';
import { InvalidInputError, NotFoundError } from '../../../shared/domain/errors.ts';
import { type PersonRef, partitionOf, personOfPartition } from '../../../shared/domain/event.ts';
import { numbersOf } from '../../../shared/domain/segment.ts';
import { knownSegments } from '../../../shared/features/profile/known-segments.ts';
import { foundIn, type Match } from '../../../shared/features/profile/roll-rows.ts';
import type { ListedPeople, RollReader } from '../../../shared/ports/rolls.ts';
import type { Segments } from '../../../shared/ports/segments.ts';
import type { Hash, Log } from '../../../shared/ports/system.ts';
import { allows } from '../../../shared/privacy/consent.ts';
import { parseActionRequest } from '../actions/contract.ts';
import { type ActPorts, decideAction } from '../actions/decide-action.ts';
import { parseDecisionRequest } from '../contract.ts';
import { type DecidePorts, type DecideSettings, decide } from '../decide.ts';
import type { JobPorts } from './jobs.ts';

export interface WorkPorts extends JobPorts, ActPorts, DecidePorts {
  readonly rolls: RollReader;
  readonly listed: ListedPeople;
  readonly segments: Pick<Segments, 'list'>;
  readonly settings: DecideSettings;
  readonly hash: Hash;
  readonly log: Log;
}

/** Of a segment: the first in the order of the roll. */
const MOST_PEOPLE = 100_000;
const AT_ONCE = 8;
/** A call ends before its time is over; the next goes on. */
const WORK_MS = 18_000;

/**
 * Works off open jobs for a while, the oldest first. Decisions are made under ids that the job and the person determine, so
 * that a part that was cut off is made again as it was, and nobody is decided for twice.
 */
export const workJobs = (ports: WorkPorts) => async (): Promise<{ readonly parts: number }> => {
  const untilMs = ports.clock.nowMs() + WORK_MS;
  const open = (await ports.openJobs.list()).toSorted((a, b) => a.body.createdAtMs - b.body.createdAtMs);
  let parts = 0;
  for (const { id } of open) {
    if (ports.clock.nowMs() >= untilMs) break;
    parts += await workJob(id, untilMs, ports);
  }
  return { parts };
};

async function workJob(jobId: string, untilMs: number, ports: WorkPorts): Promise<number> {
  const found = await ports.jobs.find(jobId);
  let made = 0;
  let job = found;
  try {
    if (job !== undefined && job.status !== 'done') {
      const people = await peopleOf(job, ports);
      job = { ...job, status: 'running', people: people.length };
      while (job.parts * PART_PEOPLE < people.length && ports.clock.nowMs() < untilMs) {
        const some = people.slice(job.parts * PART_PEOPLE, (job.parts + 1) * PART_PEOPLE);
        await ports.jobs.putPart(jobId, job.parts, await decidedFor(some, job, ports));
        job = { ...job, parts: job.parts + 1 };
        made++;
        await ports.jobs.put(job);
      }
      const isDone = job.parts * PART_PEOPLE >= people.length;
      if (isDone) job = { ...job, status: 'done' };
      await ports.jobs.put(job);
      if (!isDone) return made;
    }
  } catch (error) {
    // What is wrong with the job stays wrong; all else is tried again by the next call.
    if (!(error instanceof InvalidInputError || error instanceof NotFoundError)) throw error;
    if (job !== undefined) await ports.jobs.put({ ...job, status: 'failed', error: error.message });
  }
  await ports.openJobs.remove(jobId);
  return made;
}

/** @throws NotFoundError for a segment that there is not, and for people who were removed by an erasure. */
async function peopleOf(job: DecisionJob, ports: WorkPorts): Promise<readonly PersonRef[]> {
  if (job.segmentId === undefined || job.people !== undefined) return ports.jobs.people(job.jobId);
  const people = await peopleOfSegment(job.segmentId, ports);
  await ports.jobs.putPeople(job.jobId, people); // so that a later night does not change whom it is for
  return people;
}

/** Those whom the night found in it and who may still be personalised for; a withdrawal or an erasure counts from when it is said. */
async function peopleOfSegment(segmentId: string, ports: WorkPorts): Promise<readonly PersonRef[]> {
  const { rolls, segments } = ports;
  const roll = await rolls.newest();
  if (roll === undefined) throw new NotFoundError('nobody is listed yet: the night lists people');
  const segment = knownSegments(await segments.list(), roll).find((one) => one.segmentId === segmentId);
  if (segment === undefined) throw new NotFoundError(`there is no segment "${segmentId}"`);
  const people: PersonRef[] = [];
  for (const [bucket, count] of roll.parts.entries()) {
    for (let part = 0; part < count && people.length < MOST_PEOPLE; part++) {
      const columns = await rolls.readPart(roll.snapshotId, { bucket, part }, numbersOf(segment.rule));
      const found = foundIn([columns], segment.rule, NOWHERE);
      people.push(...(await allowedOf(ports, found.first(MOST_PEOPLE))));
    }
  }
  return people.slice(0, MOST_PEOPLE);
}

/** Before the first place. */
const NOWHERE = -1;

async function allowedOf({ listed, regime }: WorkPorts, found: readonly Match[]): Promise<readonly PersonRef[]> {
  if (found.length === 0) return [];
  const there = await listed.stillThere(found.map(({ partition }) => partition));
  return found.flatMap(({ partition, market }) => {
    const isAllowed = there.has(partition) && allows('personalise', there.get(partition), { regime, market });
    return isAllowed ? [personOfPartition(partition)] : [];
  });
}

// ── A part ──────────────────────────────────────────────────────────────────────────────────────────

/** A line a person, in their order. */
async function decidedFor(
  people: readonly PersonRef[],
  job: DecisionJob,
  ports: WorkPorts,
): Promise<readonly string[]> {
  const decideOne: (person: PersonRef) => Promise<object> =
    job.kind === 'action' ? actionsOf(job, ports) : slatesOf(job, ports);
  const lines: string[] = [];
  for (let from = 0; from < people.length; from += AT_ONCE) {
    const some = people.slice(from, from + AT_ONCE);
    const decisions = await Promise.all(some.map(decideOne));
    lines.push(...decisions.map((decision, i) => JSON.stringify({ ...some[i], ...decision })));
  }
  return lines;
}

function actionsOf(job: DecisionJob, ports: WorkPorts) {
  const decideFor = decideAction(ports);
  return (person: PersonRef) =>
    decideFor(parseActionRequest({ ...job.request, ...person, decisionKey: `job ${job.jobId}` }));
}

function slatesOf({ request, jobId, createdAtMs }: DecisionJob, ports: WorkPorts) {
  return (person: PersonRef) => {
    const hash = ports.hash.sha256(jobId, partitionOf(person));
    const own = decide({ ...ports, ids: { next: () => idOfTime(createdAtMs, hash) } }, ports.settings);
    return own(parseDecisionRequest({ ...request, ...person }));
  };
}

/** Shaped as a UUID of version 7, so that it sorts by time among them; its other digits are the hash's. */
function idOfTime(atMs: number, hash: string): string {
  const time = atMs.toString(16).padStart(12, '0');
  return [time.slice(0, 8), time.slice(8), `7${hash.slice(0, 3)}`, `8${hash.slice(3, 6)}`, hash.slice(6, 18)].join('-');
}
