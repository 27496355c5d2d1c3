import { type Event, type PersonRef, partitionOf } from '../../shared/domain/event.ts';
import type { IdentityLink } from '../../shared/domain/identity-link.ts';
import { EMPTY_RECORD, type PersonRecord, withConsent } from '../../shared/domain/person-record.ts';
import type {
  Identities,
  LinkedRecords,
  PersonRecords,
  Standing,
  Standings,
  Suppressions,
} from '../../shared/ports/people.ts';
import type { TimelineReader, TimelineScan, TimelineWriter } from '../../shared/ports/timeline.ts';

export interface MemoryPeople {
  readonly timeline: TimelineWriter & TimelineReader & TimelineScan;
  readonly records: PersonRecords;
  readonly linked: LinkedRecords;
  readonly identities: Identities;
  readonly suppressions: Suppressions;
  readonly standings: Standings;
  /** Of one partition, in order. */
  eventsOf(partition: string): readonly Event[];
}

/** The people table in memory, behind all ports that it is reached by. */
export function memoryPeople(): MemoryPeople {
  const events = new Map<string, Map<string, Event>>();
  const recordOf = new Map<string, PersonRecord>();
  const links = new Map<string, IdentityLink>();
  const suppressed = new Set<string>();

  const put = (partition: string, event: Event): void => {
    const own = events.get(partition) ?? new Map<string, Event>();
    events.set(partition, own.set(`${String(event.clientAtMs).padStart(13, '0')}#${event.messageId}`, event));
  };
  const eventsOf = (partition: string): readonly Event[] =>
    [...(events.get(partition) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);

  const records: PersonRecords = {
    async get(people) {
      return new Map(people.map(partitionOf).flatMap((key) => (recordOf.has(key) ? [[key, recordOf.get(key)!]] : [])));
    },
    async update(person, change) {
      const before = recordOf.get(partitionOf(person)) ?? EMPTY_RECORD;
      const after = change(before);
      if (after !== before) recordOf.set(partitionOf(person), after);
      return after;
    },
  };
  const identities: Identities = {
    devicesOf: async (userId) => [...links.values()].filter((link) => link.userId === userId),
    ownerOf: async (anonymousId) => links.get(anonymousId)?.userId,
  };
  const linked: LinkedRecords = {
    async update(person, change) {
      const { userId, anonymousId } = person;
      const owner = userId ?? links.get(anonymousId ?? '')?.userId;
      const devices = owner === undefined ? [] : await identities.devicesOf(owner);
      const all: readonly PersonRef[] = [
        ...(owner === undefined ? [] : [{ userId: owner }]),
        ...(anonymousId === undefined ? [] : [{ anonymousId }]),
        ...devices.map((link) => ({ anonymousId: link.anonymousId })),
      ];
      for (const one of new Map(all.map((ref) => [partitionOf(ref), ref])).values()) await records.update(one, change);
      return recordOf.get(partitionOf(person)) ?? EMPTY_RECORD;
    },
  };
  const suppressions: Suppressions = {
    among: async (people) => new Set(people.map(partitionOf).filter((key) => suppressed.has(key))),
    suppress: async (people) => {
      for (const person of people) suppressed.add(partitionOf(person));
    },
    release: async (people) => people.map(partitionOf).filter((key) => suppressed.delete(key)).length,
  };
  const standings: Standings = {
    async of(people) {
      const owners = people.flatMap(({ userId, anonymousId }): readonly PersonRef[] => {
        const owner = userId === undefined ? links.get(anonymousId ?? '')?.userId : undefined;
        return owner === undefined ? [] : [{ userId: owner }];
      });
      return new Map(
        [...people, ...owners].map((person): [string, Standing] => {
          const key = partitionOf(person);
          const record = recordOf.get(key);
          const owner = person.userId === undefined ? links.get(person.anonymousId ?? '')?.userId : undefined;
          return [
            key,
            { ...(record && { record }), ...(owner !== undefined && { owner }), isSuppressed: suppressed.has(key) },
          ];
        }),
      );
    },
  };
  return {
    records,
    linked,
    identities,
    suppressions,
    standings,
    eventsOf,
    timeline: {
      async append(arrived) {
        for (const event of arrived) {
          put(partitionOf(event), event);
          const owner = event.userId === undefined ? links.get(event.anonymousId ?? '')?.userId : undefined;
          if (owner !== undefined) put(partitionOf({ userId: owner }), event);
        }
      },
      async link(link) {
        const { anonymousId, userId } = link;
        links.set(anonymousId, link);
        for (const record of (await records.get([{ anonymousId }, { userId }])).values()) {
          await linked.update({ userId }, (before) => withConsent(before, record.consent));
        }
        for (const event of eventsOf(partitionOf({ anonymousId }))) put(partitionOf({ userId }), event);
      },
      async recent(person, limit) {
        const record = recordOf.get(partitionOf(person));
        const newest = eventsOf(partitionOf(person)).toReversed().slice(0, limit);
        return { events: newest, ...(record && { record }) };
      },
      list: async (person) => ({ events: eventsOf(partitionOf(person)).toReversed() }),
      async *scan(segment) {
        if (segment > 0) return;
        yield [...events.keys()].map((partition) => {
          const owner = partition.startsWith('A#') ? links.get(partition.slice(2))?.userId : undefined;
          const record = recordOf.get(partition);
          return {
            partition,
            owner: owner === undefined ? partition : partitionOf({ userId: owner }),
            ...(record && { record }),
            events: eventsOf(partition),
          };
        });
      },
    },
  };
}
