import { InvalidInputError } from '../../shared/domain/errors.ts';
import type { JsonObject, PersonRef } from '../../shared/domain/event.ts';
import { MAX_TRAITS, MAX_TRAITS_LENGTH, type PersonRecord } from '../../shared/domain/profile.ts';
import type { Identities, PersonRecords } from '../../shared/ports/people.ts';
import type { Clock } from '../../shared/ports/system.ts';
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
    await records.update(person, (record) => changed(record, change, nowMs));
    return read(person);
  };

function changed(record: PersonRecord, change: JsonObject, nowMs: number): PersonRecord {
  const traits = new Map(Object.entries(record.traits));
  const traitsAtMs = new Map(Object.entries(record.traitsAtMs));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) traits.delete(name);
    else traits.set(name, value);
    traitsAtMs.set(name, nowMs);
  }
  const set = Object.fromEntries(traits);
  // Names that were taken away count too: each is kept, so that it stays away.
  if (traitsAtMs.size > MAX_TRAITS) throw tooMuch(`${traitsAtMs.size} names exceed the limit of ${MAX_TRAITS}`);
  const length = JSON.stringify(set).length;
  if (length > MAX_TRAITS_LENGTH) throw tooMuch(`${length} characters exceed the limit of ${MAX_TRAITS_LENGTH}`);
  return { ...record, traits: set, traitsAtMs: Object.fromEntries(traitsAtMs) };
}

const tooMuch = (reason: string): InvalidInputError =>
  new InvalidInputError(`/traits: with those set before, ${reason}`, [{ pointer: '/traits', reason }]);
