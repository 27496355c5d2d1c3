import { invalidAt } from '../../../shared/domain/errors.ts';
import type { Event, PersonRef } from '../../../shared/domain/event.ts';
import type { IdentityLink } from '../../../shared/domain/identity-link.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { KeptRow, PersonalRows } from '../../../shared/ports/erasure.ts';
import type { Identities, PersonRecords } from '../../../shared/ports/people.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { closureOf } from '../../../shared/privacy/closure.ts';

export interface ExportPorts {
  readonly timeline: TimelineReader;
  readonly records: PersonRecords;
  readonly identities: Identities;
  readonly rows: PersonalRows;
}

/** All that is kept of a person (GDPR 15 and 20), or the part of it that fits one answer. */
export interface PersonExport {
  /** Consent statements, and traits set by hand; of the user and of each device that has a record. */
  readonly records: readonly PersonRecord[];
  readonly devices: readonly IdentityLink[];
  /** Newest first, each once. */
  readonly events: readonly Event[];
  /** Decisions that were made for the person, with their records. */
  readonly decisions: readonly KeptRow[];
  /** Whom the person knows, and who knows them, as the shop says. */
  readonly relations: readonly KeptRow[];
  /** What the person was told: claims of messages, what became of each, and those that wait on the site. */
  readonly messages: readonly KeptRow[];
  /** What was computed of the person: states, predictions. */
  readonly derived: readonly KeptRow[];
  /** Where the rest begins. */
  readonly nextCursor?: string;
}

/** What a function may answer is 6 MB; text of JSON may take two bytes a character. */
const PAGE_CHARACTERS = 2_500_000;
const QUERY_EVENTS = 500;

type Entry = readonly ['events' | 'decisions' | 'relations' | 'messages' | 'derived', Event | KeptRow];

/**
 * What a person may see who proved to be this user, or to use this device: of a device, what is kept of it alone.
 * @param cursor - of the part before.
 */
export const exportOf =
  (ports: ExportPorts) =>
  async (person: PersonRef, cursor?: string): Promise<PersonExport> => {
    const { userId, anonymousId } = person;
    const known =
      userId === undefined ? [{ anonymousId: anonymousId! }] : await closureOf(ports.identities, [{ userId }]);
    return exportOfAll(ports)(known, cursor);
  };

/**
 * @param people - every id of the person, see `closureOf` in shared/privacy.
 * @param cursor - of the part before.
 */
export const exportOfAll =
  ({ timeline, records, identities, rows }: ExportPorts) =>
  async (people: readonly PersonRef[], cursor?: string): Promise<PersonExport> => {
    const [kept, devices, events, others] = await Promise.all([
      records.get(people),
      Promise.all(people.map(({ userId }) => (userId === undefined ? [] : identities.devicesOf(userId)))),
      Promise.all(people.map((person) => allEvents(timeline, person))),
      Promise.all(people.map((person) => rows.others(person))),
    ]);
    const entries: readonly Entry[] = [
      ...eachOnce(events.flat()).map((event) => ['events', event] as const),
      ...others.flat().map((row) => [sortOf(row), row] as const),
    ];
    const from = startOf(cursor);
    const part = entries.slice(from, endOfPage(entries, from));
    const of = <T>(kind: Entry[0]): readonly T[] => part.filter(([of]) => of === kind).map(([, value]) => value as T);
    const next = from + part.length;
    return {
      records: from === 0 ? [...kept.values()] : [],
      devices: from === 0 ? devices.flat() : [],
      events: of<Event>('events'),
      decisions: of<KeptRow>('decisions'),
      relations: of<KeptRow>('relations'),
      messages: of<KeptRow>('messages'),
      derived: of<KeptRow>('derived'),
      ...(next < entries.length && { nextCursor: String(next) }),
    };
  };

function sortOf({ name }: KeptRow): Exclude<Entry[0], 'events'> {
  if (name.startsWith('D#')) return 'decisions';
  if (name.startsWith('C#')) return 'relations';
  return /^(CONTACTS$|TOLD#|TOSHOW#)/.test(name) ? 'messages' : 'derived';
}

/** @throws InvalidInputError for text that no part ended with. */
function startOf(cursor = '0'): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw invalidAt('/cursor', 'want nextCursor of the part before');
}

async function allEvents(timeline: TimelineReader, person: PersonRef): Promise<readonly Event[]> {
  const events: Event[] = [];
  let cursor: string | undefined;
  do {
    const page = await timeline.list(person, { limit: QUERY_EVENTS, ...(cursor && { cursor }) });
    events.push(...page.events);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return events;
}

/** A device's events are with the device and with its user. */
function eachOnce(events: readonly Event[]): readonly Event[] {
  const once = new Map(events.map((event) => [JSON.stringify([event.clientAtMs, event.messageId]), event]));
  return [...once.values()].sort((a, b) => b.atMs - a.atMs || (a.messageId < b.messageId ? -1 : 1));
}

/** One entry at least, and as many as fit. */
function endOfPage(entries: readonly Entry[], from: number): number {
  let characters = 0;
  for (let end = from; end < entries.length; end++) {
    characters += JSON.stringify(entries[end]).length;
    if (characters > PAGE_CHARACTERS && end > from) return end;
  }
  return entries.length;
}

const CSV_COLUMNS = ['messageId', 'type', 'name', 'at', 'receivedAt', 'userId', 'anonymousId', 'groupId'] as const;
const CSV_OBJECTS = ['properties', 'traits', 'context', 'extra'] as const;

/** The events as CSV (RFC 4180): ids and times as they are, objects as JSON. */
export function eventsAsCsv(events: readonly Event[]): string {
  const lines = events.map((event) => {
    const named = {
      ...event,
      at: isoOf(event.atMs),
      receivedAt: isoOf(event.receivedAtMs),
    };
    return [
      ...CSV_COLUMNS.map((column) => named[column] ?? ''),
      ...CSV_OBJECTS.map((column) => (event[column] === undefined ? '' : JSON.stringify(event[column]))),
    ];
  });
  return [[...CSV_COLUMNS, ...CSV_OBJECTS], ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
