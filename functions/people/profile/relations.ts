import { ConflictError, type InputDefect, invalid } from '../../../shared/domain/errors.ts';
import { partitionOf } from '../../../shared/domain/event.ts';
import type { Evidence } from '../../../shared/domain/prediction.ts';
import type { RelationAddress } from '../../../shared/domain/relation.ts';
import type { PersonRecords, Relations, Suppressions } from '../../../shared/ports/people.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime, USES } from '../../../shared/privacy/consent.ts';
import type { ProfileReply } from './read-profile.ts';

export interface RelationPorts {
  readonly relations: Relations;
  readonly records: PersonRecords;
  readonly suppressions: Suppressions;
  readonly clock: Clock;
  readonly regime: ConsentRegime;
}

/**
 * Says that one user knows another. Both must have said that they want their data used so, and each use asks again.
 * @throws InvalidInputError naming who has not; ConflictError for somebody who was erased and must not come back.
 */
export const sayRelation =
  ({ relations, records, suppressions, clock, regime }: RelationPorts) =>
  async (address: RelationAddress): Promise<void> => {
    const sides = (['from', 'to'] as const).map((side) => ({ side, person: { userId: address[side] } }));
    const people = sides.map(({ person }) => person);
    if ((await suppressions.among(people)).size > 0)
      throw new ConflictError('one of the two was erased; nothing is kept of them');
    const recordOf = await records.get(people);
    const defects = sides.flatMap(({ side, person }): readonly InputDefect[] =>
      allows('relate', recordOf.get(partitionOf(person)), { regime })
        ? []
        : [{ pointer: `/${side}/userId`, reason: NOT_ALLOWED }],
    );
    if (defects.length > 0) throw invalid(defects);
    await relations.put({ ...address, statedAtMs: clock.nowMs() });
  };

const NOT_ALLOWED = `has not granted ${USES.relate.purposes.join(' and ')}, or has their data restricted`;

/** Where a person stands among those who know each other. */
export interface CommunityReply {
  readonly profileId: string;
  /** Null: nothing is known of whom they know, or they do not want it known. */
  readonly community: { readonly number: number; readonly members: number } | null;
  /** As a multiple of the average person's; null with `community`. */
  readonly influence: number | null;
  /** Relations that it rests on. */
  readonly relations: number;
  readonly evidence: Evidence | 'none';
  /** ISO 8601, UTC: the night that found it, or now where none did. */
  readonly asOf: string;
}

export function communityIn({ profileId, predictions, asOf }: ProfileReply): CommunityReply {
  const found = predictions.find((prediction) => prediction.kind === 'community');
  if (found === undefined) return { profileId, community: null, influence: null, relations: 0, evidence: 'none', asOf };
  const { community, members, influence, relations, evidence } = found;
  return { profileId, community: { number: community, members }, influence, relations, evidence, asOf: found.asOf };
}
