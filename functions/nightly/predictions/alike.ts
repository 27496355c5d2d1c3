import type { Features } from '../../../shared/features/profile/profile.ts';

/** Days since somebody was last seen, up to which they are here these days, or were lately. */
const SEEN_DAYS = [7, 30] as const;
const MOST_ORDERS = 2;

export const ALIKE_GROUPS = (MOST_ORDERS + 1) * (SEEN_DAYS.length + 1);

/** Which of the groups a person is in: alike are who ordered never, once or more, and were last seen as long ago. */
export function alikeGroup({ frequency, recency }: Features): number {
  const seen = recency.daysSinceLastSeen ?? Number.POSITIVE_INFINITY;
  const lately = SEEN_DAYS.filter((days) => seen > days).length;
  return Math.min(MOST_ORDERS, frequency.orders) * (SEEN_DAYS.length + 1) + lately;
}

/** The same groups parted by one of both: names of the parts, and which part a group is in. */
export const ALIKE_PARTS: readonly {
  readonly names: readonly string[];
  readonly partOf: (group: number) => number;
}[] = [
  {
    names: ['never ordered', 'ordered once', 'ordered twice or more'],
    partOf: (group) => Math.floor(group / (SEEN_DAYS.length + 1)),
  },
  {
    names: [
      `were seen within ${SEEN_DAYS[0]} days`,
      `were seen within ${SEEN_DAYS[1]} days, not ${SEEN_DAYS[0]}`,
      `were away for more than ${SEEN_DAYS[1]} days`,
    ],
    partOf: (group) => group % (SEEN_DAYS.length + 1),
  },
];
