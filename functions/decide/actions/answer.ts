import type { ActionRecord } from '../../../shared/domain/action-record.ts';
import type { DecisionConsent } from '../../../shared/domain/decision.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { ActionDecision } from './contract.ts';

/** A record as its decision is answered with: the same each time that it is asked for. */
export function answerOf(record: ActionRecord): ActionDecision {
  const { decisionId, point, actionId, probability, eligible, excluded, policy, policyVersion, reason, claim } = record;
  const ranking = eligible
    .toSorted((a, b) => b.probability - a.probability)
    .map((ranked, i) => ({
      actionId: ranked.actionId,
      rank: i + 1,
      probability: ranked.probability,
      expected: ranked.expected,
    }));
  return {
    decisionId,
    decisionPoint: point,
    actionId,
    probability,
    ranking,
    expected: ranking.find((ranked) => ranked.actionId === actionId)?.expected ?? {},
    policy: { name: policy, ...(policyVersion !== undefined && { version: policyVersion }) },
    ...(claim && { offer: { offerId: claim.offerId, claimId: claim.claimId, expiresAt: isoOf(claim.untilMs) } }),
    ...(reason !== undefined && { reason }),
    excluded,
    consent: record.consent as DecisionConsent,
    warnings: record.warnings,
    expiresAt: isoOf(record.expiresAtMs),
  };
}
