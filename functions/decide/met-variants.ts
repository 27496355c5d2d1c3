import { assignmentsOf, variantsOf } from '../../shared/decisioning/assignment.ts';
import type { Decision, Placement } from '../../shared/domain/decision.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { type Experiment, HELD_OUT, HOLDOUT, type VariantSettings } from '../../shared/domain/experiment.ts';
import type { DecisionRequest } from './contract.ts';
import type { Past } from './past.ts';

/** What experiments make of a request. */
export interface MetVariants {
  /** By experiment, the variant; undefined: none was met. */
  readonly variants: Readonly<Record<string, string>> | undefined;
  /** What the answer says of it: that the person is held out, or the first of the experiments. */
  readonly experiment: Decision['experiment'];
  /** Whether nothing that the person did is gone by. */
  readonly isImpersonal: boolean;
  /** Of all variants together: no two that run say the same thing. */
  readonly sets: VariantSettings;
}

const NOTHING: MetVariants = { variants: undefined, experiment: undefined, isImpersonal: false, sets: {} };

/**
 * The variants that a person meets, by what lies in memory: nothing is read for it. Nobody meets none. A device that
 * belongs to a user meets its own until the user is named, and theirs from then on: the same on all their devices.
 *
 * @param placement - undefined for a ranking, which has none: there only the holdout counts.
 */
export function metVariants(
  person: PersonRef | undefined,
  placement: Placement | undefined,
  chances: { readonly running: readonly Experiment[]; readonly holdoutShare: number },
): MetVariants {
  if (person === undefined || (chances.running.length === 0 && chances.holdoutShare === 0)) return NOTHING;
  const { running, holdoutShare } = chances;
  const met = assignmentsOf(person, placement, { running: placement === undefined ? [] : running, holdoutShare });
  const sets = Object.assign({}, ...met.assignments.map(({ variant }) => variant.sets)) as VariantSettings;
  const [first] = met.assignments;
  const own = first && { id: first.experimentId, arm: first.variant.variantId };
  const isHeld = met.isHeldOut === true;
  return {
    variants: variantsOf(met),
    experiment: isHeld ? { id: HOLDOUT, arm: HELD_OUT } : own,
    isImpersonal: isHeld || sets.strategy === 'popular',
    sets,
  };
}

/** The request as if the shop had asked for what the variant says. */
export function requestWith(
  request: DecisionRequest,
  { diversity, boosts, objective }: VariantSettings,
): DecisionRequest {
  const { wishes } = request;
  return {
    ...request,
    ...(diversity !== undefined && { diversity }),
    wishes: {
      boosts: boosts === undefined ? wishes.boosts : [...wishes.boosts, ...boosts],
      objective: objective ?? wishes.objective,
    },
  };
}

/** The past of somebody who is shown what everybody is. It was read all the same: whose record it is must be known. */
export const impersonal = (past: Past): Past => ({
  ...past,
  interactions: [],
  history: [],
  friendChoices: [],
  consent: past.consent.profiling ? { ...past.consent, profiling: false, because: 'experiment' } : past.consent,
});
