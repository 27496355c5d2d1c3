import type { Prediction } from '../../domain/prediction.ts';
import {
  isLookalike,
  type OwnSegment,
  type Segment,
  type SegmentKind,
  type SegmentMembership,
} from '../../domain/segment.ts';
import type { Features } from './profile.ts';
import { lookalikeColumn, ROLL_COLUMNS } from './roll.ts';
import { BUILT_IN_SEGMENTS, PREDICTED_SEGMENTS, segmentsOf } from './segments.ts';

export interface KnownSegment extends Segment {
  readonly kind: SegmentKind;
  /** Of lookalikes: whose, and how many at most. */
  readonly seedSegmentId?: string;
  readonly size?: number;
}

/** What a night found, as its roll has it. */
interface Found {
  readonly clusters?: { readonly numbers: readonly number[]; readonly words: readonly string[] };
  readonly predicted?: readonly Segment[];
}

/** Before the number of a cluster; the shop's own ids do not begin so. */
export const CLUSTER_PREFIX = 'cluster-';

/** Ids that no segment of a shop may have. */
export const isReserved = (segmentId: string): boolean =>
  [...BUILT_IN_SEGMENTS, ...PREDICTED_SEGMENTS].some((segment) => segment.segmentId === segmentId);

/** All segments that there are: the built-in ones, the shop's, those of a night. Rules are over the numbers of a roll. */
export function knownSegments(
  own: readonly OwnSegment[],
  { clusters, predicted = [] }: Found,
): readonly KnownSegment[] {
  const isOwn = (segmentId: string): boolean => own.some((segment) => segment.segmentId === segmentId);
  return [
    ...BUILT_IN_SEGMENTS,
    ...own.map((segment) =>
      isLookalike(segment)
        ? { ...segment, kind: 'lookalike' as const, rule: { feature: lookalikeColumn(segment.segmentId), atLeast: 1 } }
        : { ...segment, kind: 'rule' as const },
    ),
    // A shop may have made one of the id before there were these.
    ...predicted
      .filter(({ segmentId }) => !isOwn(segmentId))
      .map((segment) => ({ ...segment, kind: 'predicted' as const })),
    ...clustersOf(clusters),
  ];
}

function clustersOf({ numbers, words }: NonNullable<Found['clusters']> = { numbers: [], words: [] }) {
  return numbers
    .map((number, c) => ({
      segmentId: `${CLUSTER_PREFIX}${number}`,
      words: words[c] ?? '',
      rule: { feature: ROLL_COLUMNS.cluster, atLeast: number, atMost: number },
      kind: 'cluster' as const,
    }))
    .sort((a, b) => a.rule.atLeast - b.rule.atLeast);
}

/** What is known of a person that segments go by. */
interface Known {
  readonly features: Features;
  readonly predictions: readonly Prediction[];
  /** Segments that the last night found them in. */
  readonly memberships: readonly SegmentMembership[];
}

/** All segments that hold a person now: those whose rule can be asked, the last click included, and the night’s. */
export const membershipsOf = (
  { features, predictions, memberships }: Known,
  own: readonly OwnSegment[],
): readonly SegmentMembership[] => [
  ...segmentsOf(features, segmentsNow(own), predictions),
  // Lookalikes may have been removed by the shop since.
  ...memberships.filter(
    ({ kind, segmentId }) => kind !== 'lookalike' || own.some((segment) => segment.segmentId === segmentId),
  ),
];

const segmentsNow = (own: readonly OwnSegment[]) => [
  ...BUILT_IN_SEGMENTS,
  ...own.flatMap((segment) => (isLookalike(segment) ? [] : [{ ...segment, kind: 'rule' as const }])),
];
