import type { Placement } from '../domain/decision.ts';
import { type PersonRef, partitionOf } from '../domain/event.ts';
import { BUCKETS, type Experiment, HELD_OUT, HOLDOUT, SERVED, type Variant } from '../domain/experiment.ts';
import { stringHash } from '../math/string-hash.ts';

/** Which variant of an experiment a person has, the same whenever it is asked. */
export interface Assignment {
  readonly experimentId: string;
  readonly variant: Variant;
  /** Of people in the experiment’s buckets who are not held out, the share that has it; in (0, 1]. */
  readonly assignmentProbability: number;
}

/** All that decides by chance for a person: nothing else is drawn. */
export interface PersonAssignments {
  /** Undefined where the deployment holds nobody out. */
  readonly isHeldOut: boolean | undefined;
  readonly assignments: readonly Assignment[];
}

/**
 * Whether a person is of those whom the shop never acts on by what it knows of them: shown what everybody is shown, sent
 * no campaign. For good, and by a hash that no experiment uses: a larger share adds people, a smaller one takes some out,
 * and nobody else changes. Users by their id, devices by theirs.
 *
 * @param share - of all people, in [0, 1].
 */
export const isHeldOut = (person: PersonRef, share: number): boolean =>
  share > 0 && uniform(`${HOLDOUT} ${partitionOf(person)}`) < share;

/**
 * The variants that a person has at a placement: by layer one at most, none of those who are held out.
 *
 * The layer’s hash says which bucket the person is in, the experiment’s which variant: so the people of one experiment
 * say nothing of the variants that they had in another. An experiment that takes more buckets changes nobody’s variant;
 * other weights change that of the people between the old bounds and the new.
 *
 * Source: Tang, Agarwal, O’Brien & Meyer (2010), "Overlapping Experiment Infrastructure".
 *
 * @param placement - undefined: of none, where only the holdout counts.
 * @param running - whatever runs, in any order; those of other placements are passed over.
 */
export function assignmentsOf(
  person: PersonRef,
  placement: Placement | undefined,
  { running, holdoutShare }: { readonly running: readonly Experiment[]; readonly holdoutShare: number },
): PersonAssignments {
  const held = isHeldOut(person, holdoutShare);
  const here = held ? [] : running.filter((one) => placement !== undefined && one.placements.includes(placement));
  return {
    isHeldOut: holdoutShare > 0 ? held : undefined,
    assignments: here.flatMap((experiment) => assignmentOf(person, experiment) ?? []).sort(byId),
  };
}

/** Undefined where the person is in none of the experiment’s buckets. */
export function assignmentOf(person: PersonRef, experiment: Experiment): Assignment | undefined {
  const { experimentId, buckets, variants } = experiment;
  const bucket = bucketOf(person, experiment.layer);
  if (bucket < buckets.from || bucket >= buckets.to) return undefined;
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  let left = uniform(`${experimentId} ${partitionOf(person)}`) * sum;
  const found = variants.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const variant = found ?? variants.at(-1); // what is left may be 0 by rounding alone
  return variant && { experimentId, variant, assignmentProbability: variant.weight / sum };
}

/** What a decision of the person is marked with: by experiment, the variant. Undefined: nothing was left to chance. */
export function variantsOf({
  isHeldOut: held,
  assignments,
}: PersonAssignments): Readonly<Record<string, string>> | undefined {
  const met = assignments.map(({ experimentId, variant }) => [experimentId, variant.variantId] as const);
  const all = held === undefined ? met : [[HOLDOUT, held ? HELD_OUT : SERVED] as const, ...met];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

const bucketOf = (person: PersonRef, layer: string): number =>
  Math.floor(uniform(`layer ${layer} ${partitionOf(person)}`) * BUCKETS);

/** In [0, 1), of a text. */
const uniform = (text: string): number => stringHash(text) / 2 ** 32;

const byId = (a: Assignment, b: Assignment): number => (a.experimentId < b.experimentId ? -1 : 1);
