import { describe, expect, it } from 'vitest';
import { qualityObserver } from '../../../../../functions/nightly/quality/quality-observer.ts';
import { memoryQualityReports } from '../../../../../shared/adapters/memory/quality-reports.ts';
import type { Event, QuarantinedEvent } from '../../../../../shared/domain/event.ts';
import type { QualityReport } from '../../../../../shared/domain/quality.ts';
import { utcDay } from '../../../../../shared/domain/time.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 8, 1, 1, 30);
const nightOf = (day: number): number => FIRST + day * DAY_MS;

/** A night after each day; `viewsOf` gives what came on it. */
async function nights(
  dayCount: number,
  viewsOf: (day: number) => readonly Event[],
  bad: readonly QuarantinedEvent[] = [],
) {
  const reports = memoryQualityReports();
  const told: QualityReport[] = [];
  const came: Event[] = [];
  const observer = qualityObserver({
    catalog: {
      async *scan() {
        yield [anEntry('p1'), anEntry('gone', {}, { deleted: true })];
      },
    },
    quarantine: {
      list: async (day, { cursor }) => {
        const ofDay = bad.filter(({ receivedAtMs }) => new Date(receivedAtMs).toISOString().startsWith(day));
        const at = Number(cursor ?? 0);
        return { events: ofDay.slice(at, at + 1), ...(at + 1 < ofDay.length && { nextCursor: String(at + 1) }) };
      },
    },
    reports,
    log: silentLog,
  });
  for (let day = 0; day < dayCount; day++) {
    came.push(...viewsOf(day));
    await observer.start?.({ snapshotId: `s${day}`, takenAtMs: nightOf(day) });
    for (const userId of new Set(came.map((event) => event.userId!))) {
      const events = came.filter((event) => event.userId === userId);
      await observer.see({ partition: `U#${userId}`, owner: `U#${userId}`, events });
    }
    await observer.finish?.();
    told.push(await reports.read(utcDay(nightOf(day))));
  }
  return told;
}

/** Views of as many people on a day, each at a moment of its own. */
const views = (day: number, count: number, change: (event: Event) => Event = (event) => event): readonly Event[] =>
  Array.from({ length: count }, (_, i) => {
    const atMs = nightOf(day) - DAY_MS / 2 + i * 1000;
    const properties = { product_id: 'p1', price: 10 + (i % 20) };
    const messageId = `${day}-${i}`;
    return change(
      anEvent({ userId: `u${i}`, messageId, atMs, clientAtMs: atMs, receivedAtMs: atMs + 100, properties }),
    );
  });

describe('the report of a night', () => {
  it('compares a day with those before, and tells what went missing', async () => {
    const reports = await nights(8, (day) =>
      views(day, 60, (event) =>
        day === 7 && Number(event.messageId.split('-')[1]) < 20
          ? { ...event, properties: { product_id: 'p1' } }
          : event,
      ),
    );
    expect(reports.slice(0, 7).flatMap(({ findings }) => findings)).toEqual([]);
    expect(reports[7]!.day).toBe('2026-09-08');
    expect(reports[7]!.counts.received).toBe(60);
    expect(reports[7]!.findings).toEqual([
      expect.objectContaining({ kind: 'missing', event: 'Product Viewed', field: 'price', count: 20, of: 60 }),
    ]);
  });

  it('tells on the first night what is wrong on any day', async () => {
    const [report] = await nights(1, (day) =>
      views(day, 40, (event) => ({ ...event, properties: { product_id: 'nowhere', price: -1 } })),
    );
    expect(report!.findings.map(({ kind }) => kind).sort()).toEqual(['out-of-range', 'unknown-item']);
  });

  it('knows items that have lately gone from the catalog', async () => {
    const [report] = await nights(1, (day) =>
      views(day, 40, (event) => ({ ...event, properties: { product_id: 'gone' } })),
    );
    expect(report!.findings).toEqual([]);
  });

  it('counts what could not be taken, by reason, within its 24 hours', async () => {
    const at = (hoursBefore: number, code: string): QuarantinedEvent => ({
      messageId: `${hoursBefore}`,
      receivedAtMs: nightOf(0) - hoursBefore * 3_600_000,
      code,
      pointer: '',
      reason: '',
      body: '{"secret":1}',
    });
    const bad = [at(1, 'no_person'), at(2, 'no_person'), at(23, 'unknown_type'), at(25, 'unknown_type')];
    const [report] = await nights(1, (day) => views(day, 10), bad);
    expect(report!.counts.quarantined).toEqual({ no_person: 2, unknown_type: 1 });
    expect(JSON.stringify(report)).not.toContain('secret');
  });

  it('sounds an alarm for a day whose total breaks with the weeks before', async () => {
    const reports = await nights(40, (day) => views(day, day === 39 ? 5 : 60));
    expect(reports.slice(0, 39).flatMap(({ breaks }) => breaks)).toEqual([]);
    expect(reports[39]!.breaks).toEqual([
      expect.objectContaining({ metric: 'events: track', day: '2026-10-09', value: 5 }),
    ]);
  });
});
