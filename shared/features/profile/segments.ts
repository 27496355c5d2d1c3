import { type Condition, fulfils, type Segment } from '../../domain/segment.ts';
import type { Features } from './profile.ts';
import { columnOf } from './vector.ts';

/** A segment that every shop has; all its conditions must hold. */
interface BuiltInSegment extends Segment {
  readonly rule: { readonly all: readonly Condition[] };
}

export interface SegmentMembership {
  readonly segmentId: string;
  readonly words: string;
  /** The facts that it rests on: "orders is 3, at least 2". */
  readonly because: readonly string[];
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

function segment(segmentId: string, words: string, ...all: readonly Condition[]): BuiltInSegment {
  return { segmentId, words, rule: { all } };
}

/** The built-in segments that hold a person, in their order, each with what it rests on. */
export function segmentsOf(features: Features): readonly SegmentMembership[] {
  const valueNamed = (feature: string): number => columnOf(feature)?.of(features) ?? Number.NaN;
  return BUILT_IN_SEGMENTS.flatMap(({ segmentId, words, rule }) => {
    if (!fulfils(rule, valueNamed)) return [];
    const because = rule.all.map((condition) => reasonOf(condition, valueNamed(condition.feature)));
    return [{ segmentId, words, because }];
  });
}

/** Why a condition holds. */
function reasonOf({ feature, atLeast, atMost }: Condition, value: number): string {
  const bounds = [atLeast !== undefined && `at least ${atLeast}`, atMost !== undefined && `at most ${atMost}`];
  return `${feature} is ${value}, ${bounds.filter(Boolean).join(' and ')}`;
}
