/** What a segment goes by: conditions on numbers that are known of a person, put together. */
export type Rule =
  | Condition
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule };

/** Bounds of one number, both inclusive; at least one is there. What is not known of a person lies within none. */
export interface Condition {
  readonly feature: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Segment {
  readonly segmentId: string;
  /** As people speak of those whom it holds. */
  readonly words: string;
  readonly rule: Rule;
}

/** Whether a person fulfils a rule. @param valueNamed - what is known of them, by the feature's name; NaN: nothing. */
export function fulfils(rule: Rule, valueNamed: (feature: string) => number): boolean {
  if ('all' in rule) return rule.all.every((part) => fulfils(part, valueNamed));
  if ('any' in rule) return rule.any.some((part) => fulfils(part, valueNamed));
  if ('not' in rule) return !fulfils(rule.not, valueNamed);
  const { feature, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = rule;
  const value = valueNamed(feature);
  return value >= atLeast && value <= atMost; // so that NaN is outside
}

/** The features that a rule asks for, each once. */
export const featuresOf = (rule: Rule): readonly string[] => [
  ...new Set(conditionsOf(rule).map(({ feature }) => feature)),
];

function conditionsOf(rule: Rule): readonly Condition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsOf);
  if ('any' in rule) return rule.any.flatMap(conditionsOf);
  return 'not' in rule ? conditionsOf(rule.not) : [rule];
}
