import { type ConsentSource, PURPOSES, type Purpose } from '../../shared/domain/consent.ts';
import { ConflictError, ForbiddenError } from '../../shared/domain/errors.ts';
import type { Event, JsonObject, JsonValue, PersonRef } from '../../shared/domain/event.ts';
import type { AskedOfUs, PrivacyRequest } from '../../shared/domain/privacy-request.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../shared/domain/profile.ts';
import type { Identities, PersonRecords, Suppressions } from '../../shared/ports/people.ts';
import type { Clock } from '../../shared/ports/system.ts';
import type { TimelineReader } from '../../shared/ports/timeline.ts';

export interface AboutMePorts {
  readonly timeline: TimelineReader;
  readonly records: PersonRecords;
  readonly identities: Identities;
  readonly suppressions: Suppressions;
  /** Takes a privacy request, and carries it out as far as it can be at once. */
  readonly ask: (asked: AskedOfUs, idempotencyKey: undefined) => Promise<PrivacyRequest>;
  readonly clock: Clock;
}

/** What the shop knows of the person who asks. */
export interface AboutMe {
  readonly person: PersonRef;
  readonly traits: JsonObject;
  readonly consent: ConsentReply;
  /** Devices that turned out to be theirs, oldest first. */
  readonly devices: readonly { readonly anonymousId: string; readonly since: string }[];
  /** What they did last, newest first. */
  readonly recent: readonly { readonly at: string; readonly what: string }[];
}

/** The newest statement on each purpose; a purpose of which nothing was said is absent. */
export type ConsentReply = Readonly<
  Partial<Record<Purpose, { readonly granted: boolean; readonly at: string; readonly source: ConsentSource }>>
>;

/** A trait is set, or with null removed. */
export type TraitChanges = Readonly<Record<string, JsonValue>>;

/** Events that are looked through for traits: they seldom change, and an export has all. */
const EVENTS_READ = 500;
const RECENT = 20;

export const aboutMe =
  ({ timeline, identities }: Pick<AboutMePorts, 'timeline' | 'identities'>) =>
  async (person: PersonRef): Promise<AboutMe> => {
    const [{ events, record = EMPTY_RECORD }, devices] = await Promise.all([
      timeline.recent(person, EVENTS_READ),
      person.userId === undefined ? [] : identities.devicesOf(person.userId),
    ]);
    return {
      person,
      traits: traitsOf(events, record),
      consent: consentReply(record),
      devices: devices.map(({ anonymousId, linkedAtMs }) => ({ anonymousId, since: timeOf(linkedAtMs) })),
      recent: events.slice(0, RECENT).map(({ atMs, name, type }) => ({ at: timeOf(atMs), what: name ?? type })),
    };
  };

type ChangePorts = Pick<AboutMePorts, 'records' | 'suppressions' | 'clock'>;

export const correctMe =
  ({ records, suppressions, clock }: ChangePorts) =>
  async (person: PersonRef, changes: TraitChanges): Promise<void> => {
    await refuseSuppressed(suppressions, person);
    const nowMs = clock.nowMs();
    await records.update(person, (record) => {
      const traits = { ...record.traits, ...changes };
      const kept = Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== null));
      const set = Object.fromEntries(Object.keys(changes).map((name) => [name, nowMs]));
      return { ...record, traits: kept, traitsAtMs: { ...record.traitsAtMs, ...set } };
    });
  };

/**
 * Everything of the person goes: of a user, with all devices; of a device, only while it is nobody's, as who uses one
 * need not be who signed in on it.
 */
export const eraseMe =
  ({ identities, ask }: Pick<AboutMePorts, 'identities' | 'ask'>) =>
  async (person: PersonRef): Promise<PrivacyRequest> => {
    const { anonymousId } = person;
    if (anonymousId !== undefined && (await identities.ownerOf(anonymousId)) !== undefined) {
      throw new ForbiddenError('somebody has signed in on this device; they can delete it with what is theirs');
    }
    return ask({ type: 'delete', subject: [person] }, undefined);
  };

/** A session outlives an erasure by some minutes; nothing may be written of who was erased. */
async function refuseSuppressed(suppressions: Suppressions, person: PersonRef): Promise<void> {
  if ((await suppressions.among([person])).size > 0) {
    throw new ConflictError('nothing is kept of you any more, so there is nothing to change');
  }
}

function consentReply({ consent }: PersonRecord): ConsentReply {
  const reply: Partial<Record<Purpose, NonNullable<ConsentReply[Purpose]>>> = {};
  for (const purpose of PURPOSES) {
    const said = consent[purpose];
    if (said !== undefined) reply[purpose] = { granted: said.granted, at: timeOf(said.atMs), source: said.source };
  }
  return reply;
}

/** The newest word on each trait: what was set by hand wins over what events brought before. */
function traitsOf(events: readonly Event[], { traits, traitsAtMs }: PersonRecord): JsonObject {
  const found = new Map<string, JsonValue>();
  for (const event of events.toReversed()) {
    if (event.type !== 'identify') continue;
    for (const [name, value] of Object.entries(event.traits)) {
      if (event.receivedAtMs > (traitsAtMs[name] ?? Number.NEGATIVE_INFINITY)) found.set(name, value);
      else found.delete(name);
    }
  }
  for (const [name, value] of Object.entries(traits)) if (!found.has(name)) found.set(name, value);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const timeOf = (ms: number): string => new Date(ms).toISOString();
