import type { LoggedDecision } from '../../../shared/domain/logged-decision.ts';

/** What was seen of the decisions of a person that an experiment counts, and clicked. */
export interface ShownDecision {
  readonly owner: string;
  readonly atMs: number;
  /** Places of the experiments. */
  readonly experiments: readonly number[];
  /** Items that were seen, and those of them that were clicked; undefined: no impression of it came. */
  readonly impressions?: { readonly seen: number; readonly clicked: number };
  /** One of its items was clicked. */
  readonly isClicked: boolean;
}

export function shownOf(
  owner: string,
  { choices, decidedAtMs }: LoggedDecision,
  experiments: readonly number[],
): ShownDecision {
  const isImpressed = choices.some(({ isSeen }) => isSeen !== undefined);
  const seen = choices.filter(({ isSeen }) => isSeen);
  const clicked = seen.filter((choice) => choice.isClicked).length;
  return {
    owner,
    atMs: decidedAtMs,
    experiments,
    ...(isImpressed && { impressions: { seen: seen.length, clicked } }),
    isClicked: choices.some((choice) => choice.isClicked),
  };
}

/** Of most of the decisions impressions came: then clicks are counted of what was seen, else of decisions. */
export function clicksPer(shown: readonly ShownDecision[]): 'impression' | 'decision' {
  const impressed = shown.filter(({ impressions }) => impressions !== undefined).length;
  return impressed > 0 && 2 * impressed >= shown.length ? 'impression' : 'decision';
}
