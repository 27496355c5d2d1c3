import type { LearntPolicy } from '../domain/decision-point.ts';
import { type Belief, normalBelief } from '../learning/bandits/belief.ts';
import { type ArmCounts, countedBeliefs } from '../learning/bandits/counted-arms.ts';
import { type LinearArms, linearBelief } from '../learning/bandits/linear-arms.ts';
import { type TreeArms, treeBelief } from '../learning/bandits/tree-arms.ts';

/** Raised whenever policies written before can no longer be read by code made after. */
export const ACTION_POLICY_SCHEMA = 1;
export const POLICY_FILE = 'policy.json';
export const POLICY_MANIFEST = 'manifest.json';

/** What a night learnt for a decision point, as it is served. */
export interface ActionPolicy {
  readonly schema: typeof ACTION_POLICY_SCHEMA;
  readonly pointId: string;
  readonly kind: LearntPolicy;
  /** Of the numbers that it is asked with, by name, in their order. */
  readonly columns: readonly string[];
  /** Whether the first of them is the group of a person. */
  readonly hasGroups: boolean;
  readonly actionIds: readonly string[];
  /** Decisions before this day (UTC) are in it: what is counted live counts from then on. */
  readonly fromDay: string;
  /** Decisions that it rests on. */
  readonly decisions: number;
  /** By `actionIds`. */
  readonly counts?: readonly ArmCounts[];
  readonly linear?: StoredLinearArms;
  readonly trees?: TreeArms;
  /** By budget, what a unit of its money is worth beyond itself; absent: no action takes of any. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** As JSON has it. */
export interface StoredLinearArms extends Pick<LinearArms, 'shift' | 'scale' | 'groupSpread'> {
  readonly shifts: readonly number[];
  readonly scales: readonly number[];
  readonly arms: readonly {
    readonly all: StoredGaussian;
    readonly groups: readonly (readonly [number, StoredGaussian])[];
  }[];
}

interface StoredGaussian {
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
}

/** What makes sure that what is read is what a night wrote. */
export interface PolicyManifest {
  readonly schema: typeof ACTION_POLICY_SCHEMA;
  readonly pointId: string;
  readonly version: string;
  readonly sha256: string;
}

/** What a policy believes of what an action earns. */
export interface AskablePolicy {
  readonly policy: ActionPolicy;
  readonly version: string;
  /**
   * @param since - what was counted after the policy's days, by action; only `counts` goes by it.
   * @returns by action; one that the policy does not know is not in it.
   */
  beliefs(features: readonly number[], since: ReadonlyMap<string, ArmCounts>): ReadonlyMap<string, Belief>;
}

/** The version of a policy of counts before a night has counted. */
export const NOTHING_COUNTED = 'none';

/** Before the first night counts begin at nothing. */
export const nothingCounted = (pointId: string, actionIds: readonly string[]): AskablePolicy =>
  askablePolicy(
    {
      schema: ACTION_POLICY_SCHEMA,
      pointId,
      kind: 'counts',
      columns: [],
      hasGroups: false,
      actionIds,
      fromDay: '',
      decisions: 0,
    },
    NOTHING_COUNTED,
  );

export function askablePolicy(policy: ActionPolicy, version: string): AskablePolicy {
  const beliefOf = beliefsBy(policy);
  return {
    policy,
    version,
    beliefs(features, since) {
      const [group, x] = policy.hasGroups ? [features[0]!, features.slice(1)] : [0, features];
      const beliefs = beliefOf(x, group, since);
      return new Map(policy.actionIds.map((actionId, arm) => [actionId, beliefs(arm)]));
    },
  };
}

type BeliefsBy = (
  x: readonly number[],
  group: number,
  since: ReadonlyMap<string, ArmCounts>,
) => (arm: number) => Belief;

function beliefsBy({ kind, actionIds, counts = [], linear, trees, hasGroups }: ActionPolicy): BeliefsBy {
  if (kind === 'counts') {
    return (_x, _group, since) => {
      const beliefs = countedBeliefs(actionIds.map((actionId, arm) => addedCounts(counts[arm], since.get(actionId))));
      return (arm) => beliefs[arm]!;
    };
  }
  if (linear !== undefined) {
    const model = linearArms(linear);
    return (x, group) => (arm) => linearBelief(model, arm, x, group);
  }
  // Of a tree the group is a number like others.
  if (trees !== undefined) return (x, group) => (arm) => treeBelief(trees, arm, hasGroups ? [group, ...x] : x);
  return () => () => UNKNOWN;
}

/** Before anything was learnt. */
const UNKNOWN = normalBelief(0, 1);

const addedCounts = (a: ArmCounts = NOTHING, b: ArmCounts = NOTHING): ArmCounts => ({
  pulls: a.pulls + b.pulls,
  earned: a.earned + b.earned,
});
const NOTHING: ArmCounts = { pulls: 0, earned: 0 };

export const storedLinearArms = ({ shifts, scales, arms, ...rest }: LinearArms): StoredLinearArms => ({
  ...rest,
  shifts: [...shifts],
  scales: [...scales],
  arms: arms.map(({ all, groups }) => ({
    all: stored(all),
    groups: [...groups].sort(([a], [b]) => a - b).map(([group, one]) => [group, stored(one)] as const),
  })),
});

const linearArms = ({ shifts, scales, arms, ...rest }: StoredLinearArms): LinearArms => ({
  ...rest,
  shifts: Float64Array.from(shifts),
  scales: Float64Array.from(scales),
  arms: arms.map(({ all, groups }) => ({
    all: restored(all),
    groups: new Map(groups.map(([group, one]) => [group, restored(one)])),
  })),
});

type Gaussian = LinearArms['arms'][number]['all'];
const stored = ({ mean, covariance }: Gaussian): StoredGaussian => ({ mean: [...mean], covariance: [...covariance] });
const restored = ({ mean, covariance }: StoredGaussian): Gaussian => ({
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});
