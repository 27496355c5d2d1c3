import type { Step } from '../../domain/campaign.ts';
import type { Facts } from './facts.ts';

type Split = Extract<Step, { split: unknown }>;
type Arms = Extract<Step, { arms: unknown }>;

/** Where somebody goes who is drawn to a place in [0, 1). @param weights - positive, of any sum. */
export function placeIn(weights: readonly number[], place: number): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let below = 0;
  for (const [i, weight] of weights.entries()) {
    below += weight / sum;
    if (place < below) return i;
  }
  return weights.length - 1; // what rounding has left over
}

export function variantOf({ stepId, split }: Split, facts: Facts): Split['split'][number] {
  return split[
    placeIn(
      split.map(({ weight }) => weight),
      facts.draw(stepId, 'person'),
    )
  ]!;
}

/** An arm by lot, with the probability of its being drawn. */
export function drawnArm(
  { stepId, arms }: Arms,
  facts: Facts,
): Arms['arms'][number] & { readonly probability: number } {
  const learnt = facts.armShares(stepId);
  const shares = learnt?.length === arms.length ? learnt : arms.map(() => 1 / arms.length);
  const i = placeIn(shares, facts.draw(stepId, 'passage'));
  return { ...arms[i]!, probability: shares[i]! };
}
