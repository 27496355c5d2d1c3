import type { Event, PersonRef } from '../../shared/domain/event.ts';
import type { IdentityLink, PersonRecord } from '../../shared/domain/profile.ts';
import type { Identities, PersonRecords } from '../../shared/ports/people.ts';
import type { TimelineReader } from '../../shared/ports/timeline.ts';

export interface ExportPorts {
  readonly timeline: TimelineReader;
  readonly records: PersonRecords;
  readonly identities: Identities;
}

/** All that is kept of a person (GDPR 15 and 20), or the part of it that fits one answer. */
export interface PersonExport {
  /** Consent statements, and traits set by hand; with the first part. */
  readonly records: readonly PersonRecord[];
  readonly devices: readonly IdentityLink[];
  /** Newest first. */
  readonly events: readonly Event[];
  /** Where the rest begins. */
  readonly nextCursor?: string;
}

/** An event is 32 KB at most, and an answer 6 MB. */
const EVENTS_A_PART = 150;

/** @param cursor - of the part before. */
export const exportOf =
  ({ timeline, records, identities }: ExportPorts) =>
  async (person: PersonRef, cursor?: string): Promise<PersonExport> => {
    const isFirst = cursor === undefined;
    const [kept, devices, page] = await Promise.all([
      isFirst ? records.get([person]) : new Map<string, PersonRecord>(),
      isFirst && person.userId !== undefined ? identities.devicesOf(person.userId) : [],
      timeline.list(person, { limit: EVENTS_A_PART, ...(cursor !== undefined && { cursor }) }),
    ]);
    return { records: [...kept.values()], devices, ...page };
  };

const CSV_COLUMNS = ['messageId', 'type', 'name', 'at', 'receivedAt', 'userId', 'anonymousId', 'groupId'] as const;
const CSV_OBJECTS = ['properties', 'traits', 'context', 'extra'] as const;

/** The events as CSV (RFC 4180): ids and times as they are, objects as JSON. */
export function eventsAsCsv(events: readonly Event[]): string {
  const lines = events.map((event) => {
    const [at, receivedAt] = [event.atMs, event.receivedAtMs].map((ms) => new Date(ms).toISOString());
    const named = { ...event, at, receivedAt };
    return [
      ...CSV_COLUMNS.map((column) => named[column] ?? ''),
      ...CSV_OBJECTS.map((column) => (event[column] === undefined ? '' : JSON.stringify(event[column]))),
    ];
  });
  return [[...CSV_COLUMNS, ...CSV_OBJECTS], ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
