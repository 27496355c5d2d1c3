import type { ActionRecord } from '../../domain/action-record.ts';
import type { PricedAction } from '../../domain/decision-point.ts';
import { drawnPlace } from '../../math/drawn-place.ts';
import { type ActionChances, actionChances } from '../../model/action-chances.ts';
import { type AskablePolicy, NOTHING_COUNTED, nothingCounted } from '../../model/action-policy.ts';
import type { Difference } from '../difference.ts';

/** Which version of a policy a record was made with; undefined: none has to be read to make it again. */
export const policyVersionOf = ({ policyVersion }: ActionRecord): string | undefined =>
  policyVersion === NOTHING_COUNTED ? undefined : policyVersion;

/**
 * The probabilities of a record's eligible actions once more, from what it says that they came from.
 * @param policy - of the version that decided; undefined where none did.
 * @param features - others in the place of those that it went by: what would have been.
 */
export function recordedChances(
  record: ActionRecord,
  policy: AskablePolicy | undefined,
  features: readonly number[] = record.features,
): ActionChances {
  const { rule, eligible, counts = [] } = record;
  const since = new Map(counts.map(([actionId, pulls, earned]) => [actionId, { pulls, earned }]));
  const ids = new Set([...eligible.map(({ actionId }) => actionId), ...since.keys()]);
  const asked = record.policyVersion === NOTHING_COUNTED ? nothingCounted(record.point, [...ids]) : policy;
  return actionChances({ point: rule, eligible: eligible.map(asAction), features, policy: asked, since });
}

const asAction = ({ actionId, costMinor, valueMinor, priceMinor }: ActionRecord['eligible'][number]): PricedAction => ({
  actionId,
  words: '',
  costMinor,
  ...(valueMinor !== undefined && { valueMinor }),
  ...(priceMinor !== undefined && { priceMinor }),
});

/** What comes out otherwise than recorded when the choice is made again. */
export function actionDifferences(
  record: ActionRecord,
  policy: AskablePolicy | undefined,
  tolerance: number,
): { readonly differences: readonly Difference[]; readonly largestRounding: number } {
  if (record.policy === 'default') {
    const isSo = record.actionId === record.rule.defaultAction && record.eligible.length === 0;
    const wanted = { at: '/actionId', recorded: record.actionId, replayed: record.rule.defaultAction };
    return { differences: isSo ? [] : [wanted], largestRounding: 0 };
  }
  const { probabilities } = recordedChances(record, policy);
  const differences: Difference[] = [];
  let largestRounding = 0;
  record.eligible.forEach(({ probability }, i) => {
    const off = Math.abs(probability - probabilities[i]!);
    if (off > tolerance)
      differences.push({ at: `/eligible/${i}/probability`, recorded: probability, replayed: probabilities[i]! });
    else largestRounding = Math.max(largestRounding, off);
  });
  const drawn = record.eligible[drawnPlace(probabilities, record.drawn)];
  if (drawn?.actionId !== record.actionId)
    differences.push({ at: '/actionId', recorded: record.actionId, replayed: drawn?.actionId ?? 'none' });
  else if (Math.abs(drawn.probability - record.probability) > tolerance)
    differences.push({ at: '/probability', recorded: record.probability, replayed: drawn.probability });
  return { differences, largestRounding };
}
