import { describe, expect, it } from 'vitest';
import { anomalyObserver } from '../../../../../functions/nightly/anomalies/anomaly-observer.ts';
import type { AnomalyBook } from '../../../../../shared/domain/anomaly.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { anEvent } from '../../../../support/events.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST = Date.UTC(2026, 8, 1);

/** Nights at half past one over what came, the warnings that they log, and the book that they leave. */
function aShop() {
  const came: ScannedPerson[] = [];
  const warnings: unknown[] = [];
  let book: AnomalyBook | undefined;
  const observer = anomalyObserver({
    anomalies: {
      read: async () => book,
      write: async (written) => {
        book = JSON.parse(JSON.stringify(written)) as AnomalyBook;
      },
    },
    catalog: {
      async *scan() {
        yield [anEntry('p1', { categories: ['Tea'] })];
      },
    },
    log: { info: () => undefined, warn: (message, fields) => void warnings.push({ message, ...fields }) },
  });
  return {
    warnings,
    book: () => book!,
    add: (events: readonly Event[], person: Partial<ScannedPerson> = {}) => {
      for (const [userId, own] of Map.groupBy(events, (event) => event.userId)) {
        const partition = `U#${userId}`;
        came.push({ partition, owner: partition, events: own, ...person });
      }
    },
    /** @param day - whole days that have passed. */
    async night(day: number) {
      await observer.start?.({ snapshotId: `s${day}`, takenAtMs: FIRST + day * DAY_MS + 1.5 * HOUR_MS });
      for (const person of came) await observer.see(person);
      await observer.finish?.();
      return book!;
    },
  };
}

/** One view by each of so many people an hour, who never come again. */
const hoursOfViews = (fromHour: number, hours: number, people: number): readonly Event[] =>
  Array.from({ length: hours * people }, (_, i) => {
    const atMs = FIRST + (fromHour + Math.floor(i / people)) * HOUR_MS + (i % people) * 1000;
    return anEvent({
      userId: `u${i}`,
      messageId: `${fromHour}-${i}`,
      atMs,
      clientAtMs: atMs,
      receivedAtMs: atMs + 100,
    });
  });

const viewsOf = ({ anomalies }: AnomalyBook) => anomalies.filter(({ series }) => series.event === 'view');

describe('what the nights say of a shop’s numbers', () => {
  it('is an alarm, once, however often the night runs and whatever comes late, until all is well again', async () => {
    const shop = aShop();
    shop.add(hoursOfViews(0, 40 * 24, 6));
    expect((await shop.night(40)).anomalies).toEqual([]);
    expect(shop.book()).toMatchObject({ watched: 2, judged: 2 });

    const alarmed = await shop.night(41); // nothing came on this day
    expect(viewsOf(alarmed)).toMatchObject([
      { status: 'open', direction: 'down', foundAtMs: FIRST + 41 * DAY_MS + 1.5 * HOUR_MS },
    ]);
    const [{ anomalyId, alarmedAtMs, value, low }] = viewsOf(alarmed) as [AnomalyBook['anomalies'][number]];
    expect(value).toBeLessThan(low);
    expect(shop.warnings).toMatchObject([{ message: 'anomalies alarmed', opened: 2, open: 2 }]);

    shop.add(hoursOfViews(40 * 24, 24, 6)); // and now it is there
    expect(await shop.night(41)).toEqual(alarmed);
    shop.add(hoursOfViews(41 * 24, 24, 6));
    expect((await shop.night(42)).anomalies).toHaveLength(2);
    shop.add(hoursOfViews(42 * 24, 3 * 24, 6));
    const [over] = viewsOf(await shop.night(45));
    expect(over).toMatchObject({ anomalyId, alarmedAtMs, value, status: 'over' });
    expect(over!.lastAtMs).toBeLessThan(FIRST + 43 * DAY_MS);
    expect(shop.warnings).toHaveLength(1);
  });

  it('is nothing in the first weeks, nor of thirty people, nor of one person alone', async () => {
    const young = aShop();
    young.add(hoursOfViews(0, 27 * 24, 6));
    await young.night(27);
    expect(await young.night(28)).toMatchObject({ judged: 0, anomalies: [] });

    const small = aShop();
    small.add(hoursOfViews(0, 40 * 24, 1).filter((_, i) => i % 8 === 0));
    await small.night(40);
    expect(await small.night(41)).toMatchObject({ watched: 2, judged: 0, anomalies: [] });

    const busy = aShop();
    busy.add(hoursOfViews(0, 41 * 24, 6));
    await busy.night(40);
    busy.add(hoursOfViews(40 * 24 + 10, 1, 300).map((event) => ({ ...event, userId: 'keen' })));
    expect(await busy.night(41)).toMatchObject({ judged: 2, anomalies: [] });
  });

  it('counts nobody who is restricted, withdrew from analytics or is a bot', async () => {
    const shop = aShop();
    shop.add(hoursOfViews(0, 42 * 24, 6));
    await shop.night(40);
    const burst = (day: number) => hoursOfViews(day * 24 + 10, 1, 300);
    const refused = { granted: false, atMs: 0, source: 'api' } as const;
    shop.add(burst(40), { flag: { verdict: 'bot', reasons: ['rate'], atMs: 0, by: 'night' } });
    shop.add(burst(40), { record: { ...EMPTY_RECORD, restrictedAtMs: 1 } });
    shop.add(burst(40), { record: { ...EMPTY_RECORD, consent: { analytics: refused } } });
    shop.add(burst(40).map((event) => ({ ...event, refused: ['analytics'] })));
    expect((await shop.night(41)).anomalies).toEqual([]);

    shop.add(burst(41));
    expect(viewsOf(await shop.night(42))).toMatchObject([{ direction: 'up' }]);
  });
});
