/** How a decision point chooses: the first two by rule, the others by what rewards taught. */
export const POINT_POLICIES = ['fixed', 'uniform', 'counts', 'linear-thompson', 'tree-thompson'] as const;
export type PointPolicy = (typeof POINT_POLICIES)[number];
/** Those that a night learns. */
export type LearntPolicy = Exclude<PointPolicy, 'fixed' | 'uniform'>;
export const isLearnt = (policy: PointPolicy): policy is LearntPolicy => policy !== 'fixed' && policy !== 'uniform';

/** What a decision earned: what the shop says it did (`posted`), or what the person did within the window. */
export const REWARD_SOURCES = ['posted', 'click', 'cart', 'order'] as const;
export type RewardSource = (typeof REWARD_SOURCES)[number];
/** binary: from −1 to 1, most often 0 or 1. money: minor units of the point's currency. */
export const REWARD_KINDS = ['binary', 'money'] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];

/** One of the things that may be done at a decision point. */
export interface PointAction {
  readonly actionId: string;
  /** As a marketer speaks of it. */
  readonly words: string;
  /** What doing it costs, whatever comes of it; minor units of the point's currency. */
  readonly costMinor: number;
  /** Of a binary reward: what a reward of 1 is worth, in the same; absent: rewards are compared as they are. */
  readonly valueMinor?: number;
  /** The offer that it makes: its limits and its budget count. */
  readonly offerId?: string;
}

/** An action with what the money that it takes of a budget is worth beyond itself, in the same unit; absent: nothing. */
export interface PricedAction extends PointAction {
  readonly priceMinor?: number;
}

export interface PointReward {
  readonly source: RewardSource;
  readonly kind: RewardKind;
  /** After it nothing that comes counts, and the decision is learnt from. */
  readonly windowHours: number;
  /** Whether a decision counts only once the shop has said that it was carried out (`…/activate`). */
  readonly wantsActivation: boolean;
}

/** A place in the shop's dealings where one of some actions is chosen for a person. */
export interface DecisionPoint {
  readonly pointId: string;
  readonly words: string;
  /** ISO 4217, of all amounts; absent: nothing has an amount. */
  readonly currency?: string;
  /** Distinct; 1 to 50. */
  readonly actions: readonly PointAction[];
  /** What it goes by, as `featureColumns` knows them: "context.device", "profile.orders", "segment.cluster-2". */
  readonly features: readonly string[];
  /** One of few whole values (`context.device`, `context.hour`, `segment.…`): people of one value are learnt of apart. */
  readonly segmentBy?: string;
  readonly reward: PointReward;
  readonly policy: PointPolicy;
  /** In [0, 1]: the share that goes to all eligible actions evenly, whatever was learnt. */
  readonly floor: number;
  /** Days after which what was learnt counts half as much. */
  readonly halfLifeDays: number;
  /** Of the actions: what is done where none is eligible, and by the policy `fixed`. */
  readonly defaultAction: string;
}
