import { ConflictError } from '../../../shared/domain/errors.ts';
import type { Experiment, ExperimentPlan } from '../../../shared/domain/experiment.ts';

/** What may be said anew at any time: nobody meets anything else by it. */
const ANYTIME: readonly (keyof ExperimentPlan)[] = ['words', 'costs', 'guardrails', 'alongside'];

/**
 * An experiment as it is after a change. Before its start all may be changed. While it runs it may take more buckets,
 * which changes nobody’s variant; and weights may be changed, which changes some people’s, so that its result is
 * withheld from then on.
 * @throws ConflictError naming what may not be changed any more.
 */
export function changeOf(before: Experiment, plan: ExperimentPlan, nowMs: number): Experiment {
  if (before.status === 'draft') return { ...before, ...plan };
  const changed = (Object.keys(plan) as (keyof ExperimentPlan)[]).filter(
    (field) => !isSame(before[field], plan[field]),
  );
  const isReweighted = changed.includes('variants') && isSame(unweighted(before), unweighted(plan));
  const isAllowed = (field: keyof ExperimentPlan): boolean =>
    ANYTIME.includes(field) ||
    (before.status === 'running' && field === 'buckets' && isWider(before, plan)) ||
    (before.status === 'running' && field === 'variants' && isReweighted);
  const refused = changed.filter((field) => !isAllowed(field));
  if (refused.length > 0)
    throw new ConflictError(
      `it is ${before.status}, so ${refused.join(', ')} cannot be changed; make another experiment`,
    );
  return { ...before, ...plan, ...(isReweighted && { reweightedAtMs: before.reweightedAtMs ?? nowMs }) };
}

const isWider = ({ buckets: before }: ExperimentPlan, { buckets: after }: ExperimentPlan): boolean =>
  after.from <= before.from && after.to >= before.to;

const unweighted = ({ variants }: ExperimentPlan) => variants.map(({ variantId, sets }) => ({ variantId, sets }));

/** Plans are stored as they were read: with their fields in one order. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
