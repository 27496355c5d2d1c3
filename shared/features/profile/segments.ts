import { foreseenNumbers, type Prediction, type RuledPrediction } from '../../domain/prediction.ts';
import {
  type FeatureCondition,
  fulfils,
  reasonsOf,
  type Segment,
  type SegmentKind,
  type SegmentMembership,
} from '../../domain/segment.ts';
import type { Features } from './profile.ts';
import { columnOf } from './vector.ts';

/** A segment that every shop has; all its conditions must hold. */
interface BuiltInSegment extends Segment {
  readonly kind: 'built-in';
  readonly rule: { readonly all: readonly FeatureCondition[] };
}

/** The rules that hold for one person alone; what wants all people (quantiles, clusters) is not among them. */
export const BUILT_IN_SEGMENTS: readonly BuiltInSegment[] = [
  segment('new', 'met within the last 30 days', { feature: 'daysSinceFirstSeen', atMost: 30 }),
  segment(
    'returning',
    'came more than once, and within the last 30 days',
    { feature: 'sessions', atLeast: 2 },
    { feature: 'daysSinceLastSeen', atMost: 30 },
  ),
  segment(
    'window-shopper',
    'came at least three times and ordered nothing',
    { feature: 'sessions', atLeast: 3 },
    { feature: 'orders', atMost: 0 },
  ),
  segment(
    'undecided',
    'put something in the cart, and ordered nothing so far',
    { feature: 'carts', atLeast: 1 },
    { feature: 'orders', atMost: 0 },
  ),
  segment('one-time-buyer', 'ordered once', { feature: 'orders', atLeast: 1, atMost: 1 }),
  segment('repeat-buyer', 'ordered at least twice', { feature: 'orders', atLeast: 2 }),
  segment('recent-buyer', 'ordered within the last 30 days', { feature: 'daysSinceLastOrder', atMost: 30 }),
  segment('lapsed', 'not seen for more than 90 days', { feature: 'daysSinceLastSeen', atLeast: 91 }),
  segment('lost-buyer', 'ordered before, and not within the last 180 days', {
    feature: 'daysSinceLastOrder',
    atLeast: 181,
  }),
];

/** A segment by what is foreseen: those of whom it is much, among those that are meant. */
interface PredictedSegment extends Pick<Segment, 'segmentId' | 'words'> {
  readonly prediction: RuledPrediction;
  readonly among?: FeatureCondition;
}

/** Each is the fifth of whom it is foreseen most; the night says from where on that is. */
export const PREDICTED_SEGMENTS: readonly PredictedSegment[] = [
  { segmentId: 'likely-to-buy', words: 'the fifth that will most likely order within 30 days', prediction: 'purchase' },
  {
    segmentId: 'likely-to-leave',
    words: 'here within the last 30 days, and the fifth of those that will most likely stay away for the next 30',
    prediction: 'churn',
    among: { feature: 'daysSinceLastSeen', atMost: 30 },
  },
  {
    segmentId: 'high-value',
    words: 'the fifth of buyers who will be worth most within a year',
    prediction: 'lifetime-value',
  },
  {
    segmentId: 'likely-to-redeem',
    words: 'the fifth that will most likely redeem a coupon within 30 days',
    prediction: 'coupon-redemption',
  },
  {
    segmentId: 'likely-to-open',
    words: 'the fifth that will most likely open the next message',
    prediction: 'message-opening',
  },
];

function segment(segmentId: string, words: string, ...all: readonly FeatureCondition[]): BuiltInSegment {
  return { segmentId, words, kind: 'built-in', rule: { all } };
}

/**
 * Those of some segments that hold a person, in their order, each with what it rests on.
 * @param predictions - what the last night foresaw of them.
 */
export function segmentsOf(
  features: Features,
  segments: readonly (Segment & { readonly kind: SegmentKind })[] = BUILT_IN_SEGMENTS,
  predictions: readonly Prediction[] = [],
): readonly SegmentMembership[] {
  const foreseen = foreseenNumbers(predictions);
  const valueNamed = (name: string): number => columnOf(name)?.of(features) ?? foreseen.get(name) ?? Number.NaN;
  return segments.flatMap(({ segmentId, kind, words, rule }) =>
    fulfils(rule, valueNamed) ? [{ segmentId, kind, words, because: reasonsOf(rule, valueNamed) }] : [],
  );
}
