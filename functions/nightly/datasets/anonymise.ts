import type { Event } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { cellsOfCode, contextCode, contextOfEvent } from '../../../shared/features/context.ts';
import type { DatasetWriter } from '../../../shared/ports/model-store.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { ScannedPerson, TimelineScan } from '../../../shared/ports/timeline.ts';
import {
  type AnonymisedPerson,
  type AnonymityReport,
  anonymise,
  type HistoryRow,
  type PersonHistory,
  QUASI_IDENTIFIERS,
} from '../../../shared/privacy/anonymise.ts';
import { allows, USES } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';

export interface AnonymisePorts {
  readonly timeline: TimelineScan;
  readonly datasets: DatasetWriter;
  /** A keyed hash whose key is made now, and forgotten. */
  readonly freshHash: () => (text: string) => string;
  readonly log: Log;
}

export interface AnonymiseInput {
  /** How many people have to be alike. */
  readonly k: number;
  /** Where it goes, under datasets/. */
  readonly dataset: string;
}

export interface AnonymiseOutput extends AnonymityReport {
  readonly dataset: string;
}

/** Disjoint parts of the table that are read at the same time. */
const SEGMENT_COUNT = 4;

/**
 * Writes a data set that may be published: the histories of people who stated that they may be in one, as nobody's. The
 * record is read with the events, so consent is as of now. Nothing is written when k cannot be had.
 */
export const anonymiseStep =
  ({ timeline, datasets, freshHash, log }: AnonymisePorts) =>
  async ({ k, dataset }: AnonymiseInput): Promise<AnonymiseOutput> => {
    const gathered = gatherer();
    await Promise.all(
      Array.from({ length: SEGMENT_COUNT }, async (_, segment) => {
        for await (const page of timeline.scan(segment, SEGMENT_COUNT)) for (const person of page) gathered.add(person);
      }),
    );
    const { people, report } = anonymise(gathered.histories(), k, freshHash());
    await datasets.write(dataset, filesOf(people, report));
    log.info('anonymised', { dataset, people: report.people, rows: report.rows, k });
    return { dataset, ...report };
  };

// ── Who, and what of them ───────────────────────────────────────────────────────────────────────────

interface Gathered {
  /** The record of the person's own partition lets them be published. */
  isOpen: boolean;
  /** A device of theirs says otherwise. */
  isBarred: boolean;
  /** By what makes an event one event: a device's are there a second time under its owner. */
  readonly events: Map<string, Event>;
}

function gatherer() {
  const people = new Map<string, Gathered>();
  return {
    add({ partition, owner, record, events }: ScannedPerson): void {
      const isOwn = partition === owner;
      if (isOwn && !isPublishable(record)) return; // most people: nothing of them is held
      const person = people.get(owner) ?? { isOpen: false, isBarred: false, events: new Map<string, Event>() };
      people.set(owner, person);
      if (isOwn) person.isOpen = true;
      else if (refuses(record)) person.isBarred = true;
      for (const event of events.filter(mayBePublished))
        person.events.set(`${event.clientAtMs} ${event.messageId}`, event);
    },
    histories: (): readonly PersonHistory[] =>
      [...people]
        .filter(([, { isOpen, isBarred }]) => isOpen && !isBarred)
        .map(([partition, { events }]) => historyOf(partition, [...events.values()]))
        .filter(({ interactions }) => interactions.length > 0),
  };
}

/** What was said, and nothing that silence says: publishing wants a statement. */
const isPublishable = (record: PersonRecord | undefined): boolean => allows('publish', record, { regime: 'opt-in' });

const refuses = (record: PersonRecord | undefined): boolean =>
  record !== undefined &&
  (record.restrictedAtMs !== undefined || USES.publish.purposes.some((it) => record.consent[it]?.granted === false));

const mayBePublished = (event: Event): boolean => isUsable(event, 'publish');

function historyOf(partition: string, events: Event[]): PersonHistory {
  events.sort((a, b) => a.atMs - b.atMs || a.clientAtMs - b.clientAtMs || (a.messageId < b.messageId ? -1 : 1));
  const interactions: HistoryRow[] = [];
  const contexts: number[] = [];
  for (const event of events) {
    const done = interactionsOf(event).map(({ itemId, kind, atMs }) => ({ itemId, kind, atMs }));
    interactions.push(...done);
    if (done.length > 0) contexts.push(contextCode(contextOfEvent(event)));
  }
  return { partition, quasi: quasiOf(contexts), interactions };
}

const UNKNOWN = 'unknown';

/** Of market, device and part of the day the one that most of the person's events have. */
function quasiOf(contexts: readonly number[]): readonly string[] {
  return QUASI_IDENTIFIERS.map((_, sort) => {
    const counts = new Map<string, number>();
    for (const code of contexts) {
      const cell = cellsOfCode(code)[sort] ?? UNKNOWN;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    return [...counts].sort(([a, of], [b, than]) => than - of || (a < b ? -1 : 1))[0]?.[0] ?? UNKNOWN;
  });
}

// ── As files ────────────────────────────────────────────────────────────────────────────────────────

/** The form "interactions" of data sets, with what is known of people in a table beside it. */
function filesOf(people: readonly AnonymisedPerson[], report: AnonymityReport): ReadonlyMap<string, string> {
  const train: string[] = [];
  const test: string[] = [];
  for (const { pseudonym, rows } of people) {
    const asked = newestItem(rows.map(({ itemId }) => itemId));
    for (const { itemId, kind, day } of rows)
      (itemId === asked ? test : train).push([pseudonym, written(itemId), day, kind].join('\t'));
  }
  const heading = ['user', 'item', 'time', 'kind'].join('\t');
  const table = (first: string, lines: readonly string[]) => `${[first, ...lines].join('\n')}\n`;
  return new Map([
    ['train.tsv', table(heading, train)],
    ['test.tsv', table(heading, test)],
    [
      'people.tsv',
      table(
        ['user', ...QUASI_IDENTIFIERS].join('\t'),
        people.map(({ pseudonym, quasi }) => [pseudonym, ...quasi].join('\t')),
      ),
    ],
    ['report.json', `${JSON.stringify(report, undefined, 2)}\n`],
  ]);
}

/** The item that the person met last for the first time; of somebody who met one only, none: nothing would be left. */
function newestItem(itemIds: readonly string[]): string | undefined {
  const met = [...new Set(itemIds)];
  return met.length > 1 ? met.at(-1) : undefined;
}

/** An item's id as a field of a table: without what ends a field or a line. */
const written = (itemId: string): string => itemId.replace(/[\t\n\r%]/g, encodeURIComponent);
