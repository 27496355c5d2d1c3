import type { PolicyValue } from '../../../../shared/evaluation/off-policy/importance.ts';
import {
  cascadeDoublyRobust,
  independentInversePropensity,
  rewardInteraction,
  slateInversePropensity,
} from '../../../../shared/evaluation/off-policy/slates.ts';
import { type AskedPolicy, foreseenRewards } from './asked-policy.ts';
import type { ChoiceLog } from './read-log.ts';

/** What a slate is worth under a policy. @param asked - (n): its probability of each choice given those before it. */
export function slateValues(
  log: ChoiceLog,
  policy: AskedPolicy,
  asked: Float64Array,
): Readonly<Record<string, PolicyValue>> {
  const rows = log.slates!.flat();
  const inOrder = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  const slates = {
    positions: log.slates![0]!.length,
    rewards: inOrder(log.rewards),
    logged: inOrder(log.propensities),
    asked: inOrder(asked),
  };
  const values = {
    slateIps: slateInversePropensity(slates),
    independentIps: independentInversePropensity(slates),
    rewardInteractionIps: rewardInteraction(slates),
  };
  // Of a column, only what was chosen is known: no model can be asked of what else the policy would do.
  if (log.asked !== undefined) return values;
  const n = log.rewards.length;
  const every = foreseenRewards(log, restOfSlates(log));
  const foreseen = Float64Array.from(rows, (row) => every[log.chosen[row]! * n + row]!);
  const foreseenAsked = Float64Array.from(
    log.slates!.flatMap((slate) =>
      slate.map((row, at) => meanForeseen(row, slate.slice(0, at), { log, policy, every })),
    ),
  );
  return { ...values, cascadeDr: cascadeDoublyRobust({ ...slates, foreseen, foreseenAsked }) };
}

/** (n): what a slate gave from this position on. */
function restOfSlates({ slates, rewards }: ChoiceLog): Float64Array {
  const rest = new Float64Array(rewards.length);
  for (const rows of slates!) {
    let sum = 0;
    for (const row of rows.toReversed()) {
      sum += rewards[row]!;
      rest[row] = sum;
    }
  }
  return rest;
}

/** Over actions that do not stand before it. */
function meanForeseen(
  row: number,
  before: readonly number[],
  { log, policy, every }: { readonly log: ChoiceLog; readonly policy: AskedPolicy; readonly every: Float64Array },
): number {
  const shown = new Set(before.map((other) => log.chosen[other]!));
  return log.actions.reduce(
    (sum, _, action) =>
      shown.has(action) ? sum : sum + policy(row, action) * every[action * log.rewards.length + row]!,
    0,
  );
}
