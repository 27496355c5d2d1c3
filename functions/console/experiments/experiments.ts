import { overlapsOf } from '../../../shared/decisioning/experiment-overlap.ts';
import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Experiment, ExperimentPlan } from '../../../shared/domain/experiment.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Documents, StoredDocument } from '../../../shared/ports/documents.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { changeOf } from './change.ts';

/** All are read at once. */
const MOST_EXPERIMENTS = 200;

export interface ExperimentPorts {
  readonly experiments: Documents<Experiment>;
  readonly clock: Clock;
}

/** An experiment as it is told. */
export interface ExperimentReply extends ExperimentPlan, Pick<Experiment, 'status'> {
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly reweightedAt?: string;
  readonly version: number;
}

export function replyOf({ body, revision }: StoredDocument<Experiment>): ExperimentReply {
  const { createdAtMs, startedAtMs, stoppedAtMs, reweightedAtMs, ...told } = body;
  return {
    ...told,
    createdAt: isoOf(createdAtMs),
    ...(startedAtMs !== undefined && { startedAt: isoOf(startedAtMs) }),
    ...(stoppedAtMs !== undefined && { stoppedAt: isoOf(stoppedAtMs) }),
    ...(reweightedAtMs !== undefined && { reweightedAt: isoOf(reweightedAtMs) }),
    version: revision,
  };
}

/** @throws NotFoundError */
export async function findExperiment(
  { experiments }: Pick<ExperimentPorts, 'experiments'>,
  experimentId: string,
): Promise<StoredDocument<Experiment>> {
  const found = await experiments.find(experimentId);
  if (found === undefined) throw new NotFoundError('there is no experiment of this id');
  return found;
}

/**
 * Makes a draft; the same once more changes nothing.
 * @throws ConflictError when the id is another’s, or there are too many.
 */
export const makeExperiment =
  ({ experiments, clock }: ExperimentPorts) =>
  async (plan: ExperimentPlan): Promise<ExperimentReply> => {
    const { length } = await experiments.list();
    const body: Experiment = { ...plan, status: 'draft', createdAtMs: clock.nowMs() };
    const isFull = length >= MOST_EXPERIMENTS;
    const revision = isFull ? undefined : await experiments.put(plan.experimentId, body, 0);
    if (revision !== undefined) return replyOf({ id: plan.experimentId, body, revision });
    const before = await experiments.find(plan.experimentId);
    if (before !== undefined && isSamePlan(before.body, plan)) return replyOf(before);
    if (before !== undefined) throw new ConflictError('the id is taken by another experiment; change that by PUT');
    throw new ConflictError(`there are ${length} experiments; the limit is ${MOST_EXPERIMENTS}`);
  };

const isSamePlan = (one: Experiment, plan: ExperimentPlan): boolean =>
  Object.entries(plan).every(
    ([field, value]) => JSON.stringify(one[field as keyof ExperimentPlan]) === JSON.stringify(value),
  );

/**
 * Changes one, as far as it may still be.
 * @param ifVersion - the version that it takes the place of; undefined: whatever is there.
 * @throws NotFoundError; ConflictError naming what may not be changed any more, or another version.
 */
export const changeExperiment =
  (ports: ExperimentPorts) =>
  (plan: ExperimentPlan, ifVersion: number | undefined): Promise<ExperimentReply> =>
    replaced(ports, plan.experimentId, ifVersion, (before) => changeOf(before, plan, ports.clock.nowMs()));

/**
 * People come in from now on. It runs once: what people met of it cannot be taken back.
 * @throws ConflictError where it ran already, or another has its people.
 */
export const startExperiment = (ports: ExperimentPorts) => async (experimentId: string) => {
  const others = (await ports.experiments.list()).map(({ body }) => body);
  return replaced(ports, experimentId, undefined, (before): Experiment => {
    if (before.status !== 'draft') throw new ConflictError(`it is ${before.status}; an experiment is started once`);
    const started: Experiment = { ...before, status: 'running', startedAtMs: ports.clock.nowMs() };
    const running = others.filter(({ status }) => status === 'running');
    const [conflict] = overlapsOf(started, running).filter(({ by }) => by !== 'placement');
    if (conflict !== undefined) throw new ConflictError(CONFLICT_WORDS[conflict.by](conflict.experimentId));
    return started;
  });
};

const CONFLICT_WORDS = {
  bucket: (id: string) => `"${id}" runs in the same layer with some of the same buckets; take others, or stop it`,
  setting: (id: string) => `"${id}" runs at the same placement and sets the same; put both into one layer, or stop it`,
  placement: (id: string) => `"${id}" is met at the same placement or in the same campaign`,
} as const;

/** Nobody comes in any more; who came in is counted until their window is over. @throws ConflictError */
export const stopExperiment = (ports: ExperimentPorts) => (experimentId: string) =>
  replaced(ports, experimentId, undefined, (before): Experiment => {
    if (before.status !== 'running') throw new ConflictError(`it is ${before.status}, so it cannot be stopped`);
    return { ...before, status: 'stopped', stoppedAtMs: ports.clock.nowMs() };
  });

/** @throws NotFoundError; ConflictError while it runs. */
export const removeExperiment = (ports: ExperimentPorts) => async (experimentId: string) => {
  const { body } = await findExperiment(ports, experimentId);
  if (body.status === 'running') throw new ConflictError('it runs: stop it first');
  await ports.experiments.remove(experimentId);
};

async function replaced(
  ports: ExperimentPorts,
  experimentId: string,
  ifVersion: number | undefined,
  change: (before: Experiment) => Experiment,
): Promise<ExperimentReply> {
  const { body: before, revision } = await findExperiment(ports, experimentId);
  if (ifVersion !== undefined && ifVersion !== revision)
    throw new ConflictError(`the experiment has version ${revision}, not ${ifVersion}`);
  const body = change(before);
  const next = await ports.experiments.put(experimentId, body, revision);
  if (next === undefined) throw new ConflictError('the experiment was changed by somebody else meanwhile');
  return replyOf({ id: experimentId, body, revision: next });
}
