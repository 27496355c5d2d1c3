import type { Features } from './profile.ts';

/** What rules speak of; absent: it never happened. */
type FactName = 'daysSinceFirstSeen' | 'daysSinceLastSeen' | 'daysSinceLastOrder' | 'orders' | 'sessions' | 'carts';

/** Both bounds inclusive. */
interface Bounds {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface SegmentRule {
  readonly segmentId: string;
  readonly words: string;
  /** All must hold; a fact that is absent holds for nothing. */
  readonly when: Readonly<Partial<Record<FactName, Bounds>>>;
}

export interface SegmentMembership {
  readonly segmentId: string;
  readonly words: string;
  /** The facts that it rests on: "orders is 3, at least 2". */
  readonly because: readonly string[];
}

/** The rules that hold for one person alone; what wants all people (quantiles, clusters) is not among them. */
export const SEGMENT_RULES: readonly SegmentRule[] = [
  { segmentId: 'new', words: 'met within the last 30 days', when: { daysSinceFirstSeen: { atMost: 30 } } },
  {
    segmentId: 'returning',
    words: 'came more than once, and within the last 30 days',
    when: { sessions: { atLeast: 2 }, daysSinceLastSeen: { atMost: 30 } },
  },
  {
    segmentId: 'window-shopper',
    words: 'came at least three times and ordered nothing',
    when: { sessions: { atLeast: 3 }, orders: { atMost: 0 } },
  },
  {
    segmentId: 'undecided',
    words: 'put something in the cart, and ordered nothing so far',
    when: { carts: { atLeast: 1 }, orders: { atMost: 0 } },
  },
  { segmentId: 'one-time-buyer', words: 'ordered once', when: { orders: { atLeast: 1, atMost: 1 } } },
  { segmentId: 'repeat-buyer', words: 'ordered at least twice', when: { orders: { atLeast: 2 } } },
  {
    segmentId: 'recent-buyer',
    words: 'ordered within the last 30 days',
    when: { daysSinceLastOrder: { atMost: 30 } },
  },
  { segmentId: 'lapsed', words: 'not seen for more than 90 days', when: { daysSinceLastSeen: { atLeast: 91 } } },
  {
    segmentId: 'lost-buyer',
    words: 'ordered before, and not within the last 180 days',
    when: { daysSinceLastOrder: { atLeast: 181 } },
  },
];

/** The segments that hold a person, in the order of the rules, each with what it rests on. */
export function segmentsOf(features: Features): readonly SegmentMembership[] {
  const facts = factsOf(features);
  return SEGMENT_RULES.flatMap(({ segmentId, words, when }) => {
    const because = Object.entries(when).map(([name, bounds]) => reasonOf(name, facts[name as FactName], bounds));
    return because.every((reason) => reason !== undefined) ? [{ segmentId, words, because }] : [];
  });
}

function factsOf({ recency, frequency }: Features): Readonly<Record<FactName, number | undefined>> {
  return {
    daysSinceFirstSeen: recency.daysSinceFirstSeen,
    daysSinceLastSeen: recency.daysSinceLastSeen,
    daysSinceLastOrder: recency.daysSinceLastOrder,
    orders: frequency.orders,
    sessions: frequency.sessions,
    carts: frequency.byKind.cart ?? 0,
  };
}

/** Why the bounds hold; undefined where they do not. */
function reasonOf(name: string, value: number | undefined, { atLeast, atMost }: Bounds): string | undefined {
  if (value === undefined || value < (atLeast ?? value) || value > (atMost ?? value)) return undefined;
  const bounds = [atLeast !== undefined && `at least ${atLeast}`, atMost !== undefined && `at most ${atMost}`];
  return `${name} is ${value}, ${bounds.filter(Boolean).join(' and ')}`;
}
