import { fulfils, reasonsOf, type SegmentKind, type SegmentMembership } from '../../../shared/domain/segment.ts';
import type { KnownSegment } from '../../../shared/features/profile/known-segments.ts';
import { textAt } from '../../../shared/math/text-column.ts';
import type { Memberships } from '../../../shared/ports/people.ts';
import type { RollColumns } from '../../../shared/ports/rolls.ts';

/** Whom the others hold is asked of a profile as it is read. */
const OF_THE_NIGHT: ReadonlySet<SegmentKind> = new Set(['cluster', 'predicted', 'lookalike']);
const WRITTEN_AT_ONCE = 500;

/** Segments that a reader cannot tell of one person without the night. */
export const ofTheNight = (known: readonly KnownSegment[]): readonly KnownSegment[] =>
  known.filter(({ kind }) => OF_THE_NIGHT.has(kind));

/** Writes of everybody in a part which of some segments hold them, none too. */
export async function enrol(
  memberships: Memberships,
  { place, partition, features }: RollColumns,
  { segments, keptUntilMs }: { readonly segments: readonly KnownSegment[]; readonly keptUntilMs: number },
): Promise<void> {
  for (let start = 0; start < place.length; start += WRITTEN_AT_ONCE) {
    const rows = new Map<string, readonly SegmentMembership[]>();
    for (let row = start; row < Math.min(place.length, start + WRITTEN_AT_ONCE); row++)
      rows.set(
        textAt(partition, row),
        membershipsOf(segments, (name) => features[name]?.[row] ?? Number.NaN),
      );
    await memberships.put(rows, keptUntilMs);
  }
}

const membershipsOf = (
  segments: readonly KnownSegment[],
  valueNamed: (name: string) => number,
): readonly SegmentMembership[] =>
  segments
    .filter(({ rule }) => fulfils(rule, valueNamed))
    .map((segment) => ({
      segmentId: segment.segmentId,
      kind: segment.kind,
      words: segment.words,
      because: becauseOf(segment, valueNamed),
    }));

function becauseOf({ kind, rule, seedSegmentId }: KnownSegment, valueNamed: (name: string) => number) {
  if (kind === 'predicted') return reasonsOf(rule, valueNamed);
  return kind === 'lookalike' ? [`like the people of ${seedSegmentId}`] : []; // a cluster's words say it
}
