import type { FlagReason, FoundBot } from '../../../shared/domain/flag.ts';
import { BEHAVIOURS, type Behaviour } from '../../../shared/features/bots/behaviour.ts';
import { isolationForest } from '../../../shared/learning/isolation-forest.ts';
import { upperMedian } from '../../../shared/math/median.ts';

/** What the night has seen of a person, or of one of their devices. */
export interface SeenPerson {
  readonly partition: string;
  /** Whether the user agent says that it is a program. */
  readonly isBotByUserAgent: boolean;
  /** Absent: too few events to tell. */
  readonly behaviour?: Behaviour;
}

/** An event every one and a half seconds for a whole minute. */
const MAX_PEAK_PER_MINUTE = 40;
/** A shop that sends several events a page has a busier ordinary minute. */
const MAX_PEAK_OF_MEDIAN = 6;
/** People's gaps vary by more than their mean; a program that waits by the clock has a hundredth of that. */
const MIN_GAP_VARIATION = 0.1;
const MIN_GAPS = 30;
/** Of fewer people a forest has no idea what is ordinary. */
const MIN_PEOPLE = 100;
/** Liu, Ting & Zhou (2008), section 2: what scores well above 0.5 is an anomaly; 0.6 is where their maps begin. */
const MIN_SCORE = 0.6;
/** Median absolute deviations above the shop's median. Scores lean to the right: 4 would flag one in 150. */
const MAX_DEVIATIONS = 5;

/**
 * Whom to take for a bot, each with all the reasons: by their own word, for moving faster or more evenly than anybody
 * can, or for moving unlike the shop's other people. What is ordinary is told by the shop's own medians, so bots must
 * be fewer than half. The order of the people does not matter.
 */
export function findBots(seen: readonly SeenPerson[]): readonly FoundBot[] {
  const reasonsOf = new Map<string, Set<FlagReason>>();
  const say = (partition: string, reason: FlagReason) => {
    const reasons = reasonsOf.get(partition);
    if (reasons === undefined) reasonsOf.set(partition, new Set([reason]));
    else reasons.add(reason);
  };
  const judged = judgedOf(seen);
  const ordinary = upperMedian(judged.map(([, { peakPerMinute }]) => peakPerMinute)) ?? 0;
  const peak = Math.max(MAX_PEAK_PER_MINUTE, MAX_PEAK_OF_MEDIAN * ordinary);
  for (const { partition, isBotByUserAgent } of seen) if (isBotByUserAgent) say(partition, 'user-agent');
  for (const [partition, { peakPerMinute, gapVariation, gapCount }] of judged) {
    if (peakPerMinute > peak || (gapCount >= MIN_GAPS && gapVariation < MIN_GAP_VARIATION)) say(partition, 'rate');
  }
  for (const partition of unusual(judged)) say(partition, 'unusual');
  return [...reasonsOf]
    .map(([partition, reasons]) => ({ partition, reasons: [...reasons] }))
    .sort((a, b) => (a.partition < b.partition ? -1 : 1));
}

type Judged = readonly [partition: string, behaviour: Behaviour];

/** By key and then by what they did, so that a forest does not depend on the order of a scan. */
function judgedOf(seen: readonly SeenPerson[]): readonly Judged[] {
  const judged = seen.flatMap(({ partition, behaviour }): readonly Judged[] =>
    behaviour === undefined ? [] : [[partition, behaviour]],
  );
  return judged.toSorted(([a, of], [b, than]) => (a === b ? byRow(of.row, than.row) : a < b ? -1 : 1));
}

function byRow(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function unusual(judged: readonly Judged[]): readonly string[] {
  if (judged.length < MIN_PEOPLE) return [];
  const width = BEHAVIOURS.length;
  const values = new Float64Array(judged.length * width);
  for (const [i, [, { row }]] of judged.entries()) values.set(row, i * width);
  const scores = isolationForest({ values, width }).score({ values, width });
  const centre = upperMedian(scores)!;
  const spread = upperMedian(scores.map((score) => Math.abs(score - centre)))!;
  const limit = Math.max(MIN_SCORE, centre + MAX_DEVIATIONS * spread);
  return judged.flatMap(([partition], i) => (scores[i]! > limit ? [partition] : []));
}
