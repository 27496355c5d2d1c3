import type { Range } from './prediction.ts';

/**
 * What a night tells of a model that it made: what it is for, what it learnt from, how right it is, what it leans on and
 * where it ends. Aggregates alone: nothing in it is of fewer people than `LEAST_TOLD`.
 *
 * Source: Mitchell et al. (2019), "Model Cards for Model Reporting".
 */
export interface ModelCard {
  /** `MODEL_NAME`, as it stands in addresses. */
  readonly name: string;
  readonly kind: 'recommender' | 'behaviour' | 'trait' | 'value' | 'segments' | 'policy';
  /** What predictions and decisions call it by: `modelVersion`. */
  readonly version: string;
  /** When the data that it learnt from were read; ISO 8601, UTC. */
  readonly asOf: string;
  /** What it says, in a sentence. */
  readonly purpose: string;
  readonly algorithm: CardAlgorithm;
  readonly training: CardTraining;
  readonly evaluation: CardEvaluation;
  /** People by what was foreseen of them, lowest first; empty where no probability is foreseen. */
  readonly calibration: readonly CalibratedPart[];
  /** From the likeliest people down; empty where nobody is told from others. */
  readonly operatingPoints: readonly OperatingPoint[];
  /** What the model leans on most; weightiest first. */
  readonly importance: readonly CardFeature[];
  /** How right it is of some people only. */
  readonly slices: readonly CardSlice[];
  /** Of a value: people by what was foreseen of them, lowest first. */
  readonly valueParts: readonly ValuePart[];
  /** Of segments: who they are. */
  readonly segments: readonly CardSegment[];
  readonly intendedUse: readonly string[];
  readonly limits: readonly string[];
  /** How much a prediction by it rests on. */
  readonly evidence: string;
  /** Names of the pictures that come with it. */
  readonly plots: readonly string[];
}

/** People that any number of a card is of, at least: as many as must share a trait before it is learnt. */
export const LEAST_TOLD = 20;

export const MODEL_NAME = /^[\w.-]{1,80}$/;

export interface CardAlgorithm {
  readonly chosen: string;
  /** Why this one. */
  readonly why: string;
  /** What was tried, the chosen one among it, the best first; by log loss on people not learnt from, where there is one. */
  readonly tried: readonly { readonly name: string; readonly logLoss: number | null }[];
}

export interface CardTraining {
  /** Whom it was learnt from. */
  readonly people: number;
  /** Rows that they make; null where a row is a person. */
  readonly rows: number | null;
  /** Of whom it happened; null where nothing happens, or people are too few. */
  readonly positives: number | null;
  /** ISO 8601; null where the data do not say. */
  readonly from: string | null;
  readonly until: string;
  /** Whose data may be in it. */
  readonly consent: string;
  readonly features: readonly string[];
}

export interface CardEvaluation {
  readonly protocol: string;
  /** Whom it was measured on. */
  readonly people: number;
  /** Of the model; null where a figure has no meaning. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Why a figure is null, by its name. */
  readonly reasons: Readonly<Record<string, string>>;
  /** 95 %, by the figure's name. */
  readonly intervals: Readonly<Record<string, Range>>;
  /** The same figures of what is simpler, by its name. */
  readonly baselines: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

export interface CalibratedPart {
  readonly count: number;
  /** Mean probability. */
  readonly foreseen: number;
  /** Share of whom it was so. */
  readonly observed: number;
}

/** What comes of taking everybody who is at least so likely. */
export interface OperatingPoint {
  /** Share of all people who are taken. */
  readonly taken: number;
  /** Share of the positive ones who are taken. */
  readonly recall: number;
  /** Share of the others who are taken. */
  readonly falsePositives: number;
  /** Share of those taken who are positive; null where nobody is taken. */
  readonly precision: number | null;
}

export interface CardFeature {
  readonly name: string;
  /** How people speak of who has much or little of it. */
  readonly words: string;
  /** By how much the log loss rises when it is dealt out among people; nats. */
  readonly weight: number;
}

export interface CardSlice {
  readonly name: string;
  readonly people: number;
  /** Mean probability. */
  readonly foreseen: number;
  readonly observed: number;
  readonly auc: number | null;
  readonly logLoss: number | null;
}

export interface ValuePart {
  readonly people: number;
  readonly foreseen: number;
  readonly actual: number;
}

export interface CardSegment {
  readonly number: number;
  readonly people: number;
  readonly words: string;
  /** In the plane in which all people differ most: the mean, and the covariance as [xx, xy, yy]. */
  readonly centre: readonly [number, number];
  readonly spread: readonly [number, number, number];
}
