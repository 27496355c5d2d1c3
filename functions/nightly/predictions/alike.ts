import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';

/** Groups of people alike, by what vectors of a profile hold. */
export interface Grouping {
  readonly count: number;
  /** By what people are alike. */
  readonly words: string;
  /** The same groups parted by one thing of it. */
  readonly parts: readonly GroupPart[];
  /** @param vector - by PROFILE_COLUMNS. @returns in [0, count). */
  readonly of: (vector: ArrayLike<number>) => number;
}

/** Names of the parts, and which part a group is in. */
export interface GroupPart {
  readonly names: readonly string[];
  readonly partOf: (group: number) => number;
}

/** Days since somebody was last seen, up to which they are here these days, or were lately. */
const SEEN_DAYS = [7, 30] as const;
const SEEN_GROUPS = SEEN_DAYS.length + 1;
const MOST_ORDERS = 2;

const PLACE_OF = new Map(PROFILE_COLUMNS.map(({ name }, at) => [name, at]));
const valueIn = (vector: ArrayLike<number>, name: string): number => vector[PLACE_OF.get(name)!]!;

function seenGroup(vector: ArrayLike<number>): number {
  const days = valueIn(vector, 'daysSinceLastSeen');
  return SEEN_DAYS.filter((most) => !(days <= most)).length; // NaN was never seen
}

const SEEN_PART: GroupPart = {
  names: [
    `were seen within ${SEEN_DAYS[0]} days`,
    `were seen within ${SEEN_DAYS[1]} days, not ${SEEN_DAYS[0]}`,
    `were away for more than ${SEEN_DAYS[1]} days`,
  ],
  partOf: (group) => group % SEEN_GROUPS,
};

export const ALIKE_GROUPS = (MOST_ORDERS + 1) * SEEN_GROUPS;

/** Alike are who ordered never, once or more, and were last seen as long ago. */
export const ALIKE: Grouping = {
  count: ALIKE_GROUPS,
  words: 'how often they ordered and when they were last seen',
  parts: [
    {
      names: ['never ordered', 'ordered once', 'ordered twice or more'],
      partOf: (group) => Math.floor(group / SEEN_GROUPS),
    },
    SEEN_PART,
  ],
  of: (vector) => Math.min(MOST_ORDERS, valueIn(vector, 'orders')) * SEEN_GROUPS + seenGroup(vector),
};

/** And who used a coupon, or never did. */
export const ALIKE_BY_COUPONS: Grouping = {
  count: 2 * ALIKE.count,
  words: `whether they used a coupon, ${ALIKE.words}`,
  parts: [
    { names: ['never used a coupon', 'used a coupon'], partOf: (group) => Math.floor(group / ALIKE.count) },
    ...ALIKE.parts.map(({ names, partOf }) => ({ names, partOf: (group: number) => partOf(group % ALIKE.count) })),
  ],
  of: (vector) => ALIKE.of(vector) + (valueIn(vector, 'couponShare') > 0 ? ALIKE.count : 0),
};

const OPENING_GROUPS = 4;

/** Alike are who were sent nothing, opened nothing, less than half or at least that, and were last seen as long ago. */
export const ALIKE_BY_MESSAGES: Grouping = {
  count: OPENING_GROUPS * SEEN_GROUPS,
  words: 'how much they opened of what was sent to them and when they were last seen',
  parts: [
    {
      names: ['were sent nothing', 'opened nothing', 'opened less than half', 'opened half or more'],
      partOf: (group) => Math.floor(group / SEEN_GROUPS),
    },
    SEEN_PART,
  ],
  of(vector) {
    const share = valueIn(vector, 'messageOpenShare');
    const opening = Number.isNaN(share) ? 0 : share === 0 ? 1 : share < 0.5 ? 2 : 3;
    return opening * SEEN_GROUPS + seenGroup(vector);
  },
};
