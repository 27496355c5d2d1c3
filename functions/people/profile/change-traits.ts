import type { JsonObject, PersonRef } from '../../../shared/domain/event.ts';
import { withTraitsSet } from '../../../shared/domain/person-record.ts';
import type { Identities, PersonRecords } from '../../../shared/ports/people.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { ownerOf, type ProfileReply } from './read-profile.ts';

export interface ChangeTraitsPorts {
  readonly records: PersonRecords;
  readonly identities: Identities;
  readonly read: (person: PersonRef) => Promise<ProfileReply>;
  readonly clock: Clock;
}

/**
 * Sets traits by hand; null takes one away, until an event says it anew.
 * @throws NotFoundError for a person of whom nothing is known; InvalidInputError when the traits become too many.
 */
export const changeTraits =
  ({ records, identities, read, clock }: ChangeTraitsPorts) =>
  async (asked: PersonRef, change: JsonObject): Promise<ProfileReply> => {
    const person = await ownerOf(asked, identities);
    await read(person);
    const nowMs = clock.nowMs();
    await records.update(person, (record) => withTraitsSet(record, change, nowMs));
    return read(person);
  };
