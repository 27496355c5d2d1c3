import { type JsonObject, type JsonValue, type PersonRef, partitionOf } from '../../../shared/domain/event.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { isTimeZone } from '../../../shared/domain/time-zone.ts';
import { traitsOf } from '../../../shared/features/profile/traits.ts';
import type { EventsInOrder, Identities, Standings, StoredProfiles } from '../../../shared/ports/people.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { foldOn } from '../../../shared/privacy/fold-on.ts';

export interface AddresseePorts {
  readonly people: StoredProfiles & EventsInOrder;
  readonly standings: Standings;
  readonly identities: Pick<Identities, 'ownerOf'>;
  readonly timeline: Pick<TimelineReader, 'recent'>;
}

/** Somebody who may be told something, as they are known now. */
export interface Addressee {
  /** Of a device that belongs to a user, the user. */
  readonly person: PersonRef;
  readonly record: PersonRecord | undefined;
  readonly isSuppressed: boolean;
  readonly traits: JsonObject;
  readonly market: string | undefined;
  /** The trait `timezone`, else what their events tell; undefined: not known. */
  readonly timeZone: string | undefined;
  /** Messages that they have opened. */
  readonly opened: number;
}

/** Among so many of the newest events one tells the time zone, if any does. */
const LOOKED_AT = 20;

export const readAddressee =
  ({ people, standings, identities, timeline }: AddresseePorts) =>
  async ({ userId, anonymousId }: PersonRef): Promise<Addressee> => {
    const owner = userId ?? (anonymousId === undefined ? undefined : await identities.ownerOf(anonymousId));
    const person = owner === undefined ? { anonymousId: anonymousId ?? '' } : { userId: owner };
    const [standing, { state, record }] = await Promise.all([standings.of([person]), foldOn(people)(person)]);
    const traits = traitsOf(state.traits, record);
    const told = zoneIn(traits['timezone']) ?? zoneIn(traits['timeZone']);
    return {
      person,
      record,
      isSuppressed: standing.get(partitionOf(person))?.isSuppressed === true,
      traits,
      market: state.places.lastMarket,
      timeZone: told ?? (await zoneOfEvents(timeline, person)),
      opened: state.messages.opened,
    };
  };

async function zoneOfEvents(timeline: AddresseePorts['timeline'], person: PersonRef): Promise<string | undefined> {
  const { events } = await timeline.recent(person, LOOKED_AT);
  for (const { context } of events) {
    const zone = zoneIn(context['timezone']);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

const zoneIn = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value.length <= 64 && isTimeZone(value) ? value : undefined;
