import { featureColumns } from '../../../shared/decisioning/actions/action-features.ts';
import { type DecisionPoint, isLearnt, type LearntPolicy } from '../../../shared/domain/decision-point.ts';
import { DAY_MS, utcDay } from '../../../shared/domain/time.ts';
import { fitLinearArms, type PulledRows } from '../../../shared/learning/bandits/linear-arms.ts';
import { weightOfAge } from '../../../shared/learning/bandits/linear-posterior.ts';
import { fitTreeArms } from '../../../shared/learning/bandits/tree-arms.ts';
import { ACTION_POLICY_SCHEMA, type ActionPolicy, storedLinearArms } from '../../../shared/model/action-policy.ts';
import type { LearntDecision } from './learnt-decision.ts';

export interface FitMoment {
  readonly takenAtMs: number;
  /** Days (UTC) from here on are counted live. */
  readonly fromDay: string;
}

/** What decisions teach a point; of none it knows nothing, and draws all alike. @param decisions - in an order of their own. */
export function fittedPolicy(
  point: DecisionPoint,
  decisions: readonly LearntDecision[],
  { takenAtMs, fromDay }: FitMoment,
): ActionPolicy {
  const kind: LearntPolicy = isLearnt(point.policy) ? point.policy : 'counts';
  const rows = pulledRows(point, decisions, takenAtMs);
  const base = {
    schema: ACTION_POLICY_SCHEMA,
    pointId: point.pointId,
    kind,
    columns: featureColumns(point),
    hasGroups: point.segmentBy !== undefined,
    actionIds: point.actions.map(({ actionId }) => actionId),
    fromDay,
    decisions: decisions.length,
  } as const;
  if (kind === 'linear-thompson') return { ...base, linear: storedLinearArms(fitLinearArms(rows)) };
  if (kind === 'tree-thompson') return { ...base, trees: fitTreeArms(withGroups(rows, point)) };
  return { ...base, counts: countsOf(decisions, rows, fromDay) };
}

/** The group is no number of the linear model: it has a model of its own there. */
function pulledRows(point: DecisionPoint, decisions: readonly LearntDecision[], nowMs: number): PulledRows {
  const skipped = point.segmentBy === undefined ? 0 : 1;
  const width = featureColumns(point).length - skipped;
  const armOf = new Map(point.actions.map(({ actionId }, arm) => [actionId, arm]));
  const x = new Float64Array(decisions.length * width);
  decisions.forEach(({ features }, row) => {
    x.set(features.slice(skipped), row * width);
  });
  return {
    x,
    width,
    y: Float64Array.from(decisions, ({ reward }) => reward),
    weights: Float64Array.from(decisions, ({ decidedAtMs }) =>
      weightOfAge((nowMs - decidedAtMs) / DAY_MS, point.halfLifeDays),
    ),
    arms: Int32Array.from(decisions, ({ actionId }) => armOf.get(actionId) ?? 0),
    armCount: point.actions.length,
    groups: Int32Array.from(decisions, ({ features }) => (skipped === 0 ? 0 : (features[0] ?? -1))),
  };
}

/** To a tree the group is a number like others. */
function withGroups(rows: PulledRows, { segmentBy }: DecisionPoint): PulledRows {
  if (segmentBy === undefined) return rows;
  const width = rows.width + 1;
  const x = new Float64Array(rows.y.length * width);
  for (let row = 0; row < rows.y.length; row++) {
    x[row * width] = rows.groups[row]!;
    x.set(rows.x.subarray(row * rows.width, (row + 1) * rows.width), row * width + 1);
  }
  return { ...rows, x, width };
}

/** Of days that are counted live nothing is counted here. */
function countsOf(decisions: readonly LearntDecision[], { weights, arms, armCount }: PulledRows, fromDay: string) {
  const counts = Array.from({ length: armCount }, () => ({ pulls: 0, earned: 0 }));
  decisions.forEach(({ decidedAtMs, reward }, row) => {
    if (utcDay(decidedAtMs) >= fromDay) return;
    const count = counts[arms[row]!]!;
    count.pulls += weights[row]!;
    count.earned += weights[row]! * Math.max(0, reward);
  });
  return counts;
}
