import { foreseenName, type RuledPrediction } from './prediction.ts';

/** What a segment goes by: conditions on numbers that are known of a person, put together. */
export type Rule =
  | Condition
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule };

interface Bounds {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Bounds of a number of a profile, both inclusive; at least one is there. What is not known of a person lies within none. */
export interface FeatureCondition extends Bounds {
  readonly feature: string;
}

/** The same of what the last night foresaw. */
export interface PredictionCondition extends Bounds {
  readonly prediction: RuledPrediction;
  /** Of `category-purchase`, and of it alone. */
  readonly category?: string;
}

export type Condition = FeatureCondition | PredictionCondition;

export interface Segment {
  readonly segmentId: string;
  /** As people speak of those whom it holds. */
  readonly words: string;
  readonly rule: Rule;
}

/**
 * built-in: every shop has it. rule: the shop made it. cluster, predicted: the night found it. lookalike: the shop named
 * the seeds, and each night finds who is like them.
 */
export const SEGMENT_KINDS = ['built-in', 'rule', 'cluster', 'predicted', 'lookalike'] as const;
export type SegmentKind = (typeof SEGMENT_KINDS)[number];

/** People who are most like those of another segment, and are not in it. */
export interface LookalikeSegment extends Omit<Segment, 'rule'> {
  readonly seedSegmentId: string;
  /** How many there are, at most. */
  readonly size: number;
}

/** What a shop has defined. */
export type OwnSegment = Segment | LookalikeSegment;

export const isLookalike = (segment: OwnSegment): segment is LookalikeSegment => 'seedSegmentId' in segment;

/** That a segment holds a person. */
export interface SegmentMembership {
  readonly segmentId: string;
  readonly kind: SegmentKind;
  readonly words: string;
  /** The facts that it rests on: "orders is 3, at least 2". */
  readonly because: readonly string[];
}

/** The name of the number that a condition bounds. */
export const numberNameOf = (condition: Condition): string =>
  'feature' in condition ? condition.feature : foreseenName(condition.prediction, condition.category);

/** Whether a person fulfils a rule. @param valueNamed - what is known of them, by `numberNameOf`; NaN: nothing. */
export function fulfils(rule: Rule, valueNamed: (name: string) => number): boolean {
  if ('all' in rule) return rule.all.every((part) => fulfils(part, valueNamed));
  if ('any' in rule) return rule.any.some((part) => fulfils(part, valueNamed));
  if ('not' in rule) return !fulfils(rule.not, valueNamed);
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = rule;
  const value = valueNamed(numberNameOf(rule));
  return value >= atLeast && value <= atMost; // so that NaN is outside
}

/** Why a rule holds of a person: the conditions that they fulfil, or do not where that is what is wanted. */
export function reasonsOf(rule: Rule, valueNamed: (name: string) => number): readonly string[] {
  if ('all' in rule) return rule.all.flatMap((part) => reasonsOf(part, valueNamed));
  if ('any' in rule)
    return rule.any.filter((part) => fulfils(part, valueNamed)).flatMap((part) => reasonsOf(part, valueNamed));
  if ('not' in rule) return conditionsOf(rule.not).map((condition) => `not so: ${reasonOf(condition, valueNamed)}`);
  return [reasonOf(rule, valueNamed)];
}

function reasonOf(condition: Condition, valueNamed: (name: string) => number): string {
  const { atLeast, atMost } = condition;
  const value = valueNamed(numberNameOf(condition));
  const bounds = [
    atLeast !== undefined && `at least ${told(atLeast)}`,
    atMost !== undefined && `at most ${told(atMost)}`,
  ];
  const name = 'feature' in condition ? condition.feature : nameOf(condition);
  return `${name} is ${Number.isNaN(value) ? 'not known' : told(value)}, ${bounds.filter(Boolean).join(' and ')}`;
}

const nameOf = ({ prediction, category }: PredictionCondition): string =>
  category === undefined ? prediction : `${prediction} of ${category}`;

/** To the ten thousandth. */
const told = (value: number): number => Math.round(value * 10_000) / 10_000;

/** The names of the numbers that a rule asks for, each once. */
export const numbersOf = (rule: Rule): readonly string[] => [...new Set(conditionsOf(rule).map(numberNameOf))];

function conditionsOf(rule: Rule): readonly Condition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsOf);
  if ('any' in rule) return rule.any.flatMap(conditionsOf);
  return 'not' in rule ? conditionsOf(rule.not) : [rule];
}
