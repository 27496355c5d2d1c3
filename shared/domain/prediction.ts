/** What a model foresees of a person; never what they told. */
export type Prediction = TraitPrediction | BehaviourPrediction | ValuePrediction | CommunityPrediction | Unforeseen;

interface Foreseen {
  readonly name: string;
  /** Said of every prediction wherever it is shown, so that none passes for something that was told. */
  readonly predicted: true;
  /** The snapshot that the model was fitted on. */
  readonly modelVersion: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
}

/** A trait that a person did not tell, as a model foresees it. */
export interface TraitPrediction extends Foreseen {
  readonly kind: 'trait';
  readonly value: string;
  /** Calibrated: of those told .7, seven in ten are so. */
  readonly probability: number;
}

/**
 * How much a prediction rests on. person: a model of people as they were and what they did then, asked about this one.
 * segment: what is known of all who are alike in when they came and ordered, since there is too little for a model.
 */
export type Evidence = 'person' | 'segment';

export const BEHAVIOURS = ['purchase', 'churn', 'coupon-redemption', 'message-opening', 'category-purchase'] as const;
export type BehaviourName = (typeof BEHAVIOURS)[number];

/** What is not foreseen of anybody, and why: there is nothing of it to learn from. */
export interface Unforeseen extends Foreseen {
  readonly kind: 'none';
  readonly name: BehaviourName;
  readonly because: string;
}

/** Whether a person does something within some days. */
export interface BehaviourPrediction extends Foreseen {
  readonly kind: 'behaviour';
  readonly name: BehaviourName;
  /** Of `category-purchase`: the topmost level, as events tell it. */
  readonly category?: string;
  readonly horizonDays: number;
  /** Calibrated. */
  readonly probability: number;
  /** Where the share of people alike lies that do it, 80 times in a hundred. */
  readonly interval: Range;
  readonly evidence: Evidence;
  /** What of the profile speaks for it (> 0) or against it, in log odds, the weightiest first. */
  readonly contributions: readonly Contribution[];
}

/** What a person is expected to order. */
export interface ValuePrediction extends Foreseen {
  readonly kind: 'value';
  readonly name: 'lifetime-value';
  readonly horizonDays: number;
  /** Orders, and where they lie 80 times in a hundred. */
  readonly orders: Range & { readonly expected: number };
  /** What they come to, in the currency's minor unit; null where nobody's orders tell what they came to. */
  readonly value: (Range & { readonly expected: number; readonly currency: string }) | null;
  /** Whether the person will order ever again. */
  readonly aliveProbability: number;
  readonly evidence: Evidence;
}

/** Where a person stands among those who know each other. */
export interface CommunityPrediction extends Foreseen {
  readonly kind: 'community';
  readonly name: 'community';
  /** Of this night: 1 has the most members. */
  readonly community: number;
  readonly members: number;
  /** How often who wanders from acquaintance to acquaintance meets them, as a multiple of the average person's. */
  readonly influence: number;
  /** People whom they know or who know them: what this rests on. */
  readonly relations: number;
  readonly evidence: Evidence;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Contribution {
  /** By the name of a profile's column. */
  readonly feature: string;
  /** Absent: it is not known of the person. */
  readonly value?: number;
  readonly logOdds: number;
}

/** What rules may go by: probabilities, and of `lifetime-value` what is expected, in the minor unit. */
export const RULED_PREDICTIONS = [
  'purchase',
  'churn',
  'coupon-redemption',
  'message-opening',
  'category-purchase',
  'lifetime-value',
] as const;
export type RuledPrediction = (typeof RULED_PREDICTIONS)[number];

/** Its name among numbers that are known of a person. @param category - of `category-purchase`, and of it alone. */
export const foreseenName = (prediction: RuledPrediction, category?: string): string =>
  category === undefined ? `foreseen:${prediction}` : `foreseen:${prediction}:${category}`;

/** Numbers by their names; of what is not foreseen none. */
export const foreseenNumbers = (predictions: readonly Prediction[]): ReadonlyMap<string, number> =>
  new Map(
    predictions.flatMap((one) => {
      if (one.kind === 'behaviour') return [[foreseenName(one.name, one.category), one.probability] as const];
      return one.kind === 'value' && one.value !== null ? [[foreseenName(one.name), one.value.expected] as const] : [];
    }),
  );
