import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armShares } from '../../../../../shared/decisioning/journeys/arm-shares.ts';
import { birthdayIn } from '../../../../../shared/decisioning/journeys/birthday.ts';
import { placeIn } from '../../../../../shared/decisioning/journeys/branches.ts';
import { entriesOf } from '../../../../../shared/decisioning/journeys/entries.ts';
import { momentOf, nextTimeOfDay } from '../../../../../shared/decisioning/journeys/local-time.ts';
import { interestsOf, pastTriggers } from '../../../../../shared/decisioning/journeys/past-triggers.ts';
import type { Campaign } from '../../../../../shared/domain/campaign.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import { DAY_MS, HOUR_MS } from '../../../../../shared/domain/time.ts';
import { timeOfDayMs, wallClockMs } from '../../../../../shared/domain/time-zone.ts';
import { aCampaign, someFacts } from '../../../../support/builders/campaigns.ts';

const nowMs = Date.parse('2026-12-01T12:00:00Z');
const running = (change: Partial<Campaign> = {}): Campaign => ({ ...aCampaign(), status: 'running', ...change });
const track = (name: string, change: Partial<Event> = {}): Event => ({
  ...{ messageId: 'm', type: 'track', name, userId: 'ann', atMs: nowMs, clientAtMs: nowMs, receivedAtMs: nowMs },
  ...{ properties: { product_id: 'tent' }, traits: {}, context: {} },
  ...change,
});

describe('an event', () => {
  it('begins a cart’s journey or the one after an order, in campaigns that run', () => {
    const campaigns = [
      running(),
      running({ campaignId: 'thanks', trigger: { on: 'post-purchase' }, reentry: 'never' }),
      running({ campaignId: 'asleep', status: 'paused' }),
    ];
    expect(entriesOf(track('Product Added'), campaigns)).toEqual([
      { campaignId: 'cart', entry: 'm', triggeredAtMs: nowMs, itemIds: [], endedByMs: nowMs - 7 * DAY_MS },
    ]);
    expect(entriesOf(track('order_completed'), campaigns)).toEqual([
      { campaignId: 'thanks', entry: 'm', triggeredAtMs: nowMs, itemIds: ['tent'], endedByMs: undefined },
    ]);
    expect(entriesOf(track('Product Viewed'), campaigns)).toEqual([]);
  });

  it('begins nothing when it is imported long after, and nothing ahead of our clock', () => {
    expect(entriesOf(track('Product Added', { atMs: nowMs - 7 * HOUR_MS }), [running()])).toEqual([]);
    const ahead = entriesOf(track('Product Added', { atMs: nowMs + HOUR_MS }), [running()]);
    expect(ahead).toMatchObject([{ triggeredAtMs: nowMs }]);
  });
});

describe('the past', () => {
  it('tells when somebody would have entered', () => {
    const { interactions } = someFacts([
      ['cart', 'tent', 10 * DAY_MS],
      ['purchase', 'tent', 11 * DAY_MS],
      ['purchase', 'mat', 11 * DAY_MS],
      ['view', 'lamp', 12 * DAY_MS],
    ]);
    const past = { interactions, traits: { born: '1990-01-14' } };
    const at = (trigger: Campaign['trigger']) =>
      pastTriggers(aCampaign({ trigger }), past, 9 * DAY_MS, 30 * DAY_MS).map(({ triggeredAtMs, itemIds }) => [
        triggeredAtMs / DAY_MS,
        ...itemIds,
      ]);
    expect(at({ on: 'abandoned-cart', after: { hours: 1 } })).toEqual([[10]]);
    expect(at({ on: 'post-purchase' })).toEqual([[11, 'tent', 'mat']]);
    expect(at({ on: 'win-back', days: 7 })).toEqual([[19]]);
    expect(at({ on: 'birthday', trait: 'born', at: '09:00' })).toEqual([[13]]);
    expect(at({ on: 'price-drop', atLeastPercent: 5, interestDays: 20 })).toEqual([[30, 'lamp']]);
    expect(interestsOf(interactions, 0)).toEqual(['lamp']);
  });

  it('knows birthdays by date or day, and keeps those of leap days', () => {
    const on = (born: unknown, day: string) => birthdayIn({ born }, 'born', Date.parse(day));
    expect([
      on('1990-12-01', '2026-12-01'),
      on('12-01', '2026-12-01'),
      on('1990-12-01T00:00:00Z', '2026-12-01'),
    ]).toEqual([true, true, true]);
    expect([
      on('1990-12-01', '2026-12-02'),
      on('01.12.1990', '2026-12-01'),
      on(7, '2026-12-01'),
      on(undefined, '2026-12-01'),
    ]).toEqual([false, false, false, false]);
    expect([on('1992-02-29', '2028-02-29'), on('1992-02-29', '2028-02-28'), on('1992-02-29', '2027-02-28')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a time of the day', () => {
  it('is the next one at which the clock there shows it, across clocks that are set', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
      'Pacific/Kiritimati',
    );
    const times = fc.constantFrom('00:00', '04:30', '09:00', '23:59'); // none that a clock skips
    fc.assert(
      fc.property(
        zones,
        times,
        fc.integer({ min: nowMs - 200 * DAY_MS, max: nowMs + 200 * DAY_MS }),
        (zone, time, afterMs) => {
          const next = nextTimeOfDay(zone, time, afterMs);
          expect(wallClockMs(zone, next)).toBe(timeOfDayMs(time));
          expect(next).toBeGreaterThan(afterMs);
          expect(next).toBeLessThanOrEqual(afterMs + DAY_MS + HOUR_MS);
        },
      ),
    );
  });

  it('is the first of two where the clock is set back, and as long after as it would be where it is skipped', () => {
    const berlin = (text: string) => new Date(momentOf('Europe/Berlin', Date.parse(`${text}Z`))).toISOString();
    expect(berlin('2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(berlin('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z');
    expect(berlin('2026-07-01T09:00')).toBe('2026-07-01T07:00:00.000Z');
  });
});

describe('arms', () => {
  it('are drawn as often as they are likely to be the best, none of them hardly ever, and the same for the same seed', () => {
    const shares = armShares(
      [
        { sent: 1000, converted: 100 },
        { sent: 1000, converted: 60 },
        { sent: 0, converted: 0 },
      ],
      's',
    );
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[1]).toBeCloseTo(0.05, 2);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.05);
    expect(
      armShares(
        [
          { sent: 0, converted: 0 },
          { sent: 0, converted: 0 },
        ],
        's',
      )[0],
    ).toBeCloseTo(0.5, 1);
    expect(
      armShares(
        [
          { sent: 9, converted: 1 },
          { sent: 9, converted: 2 },
        ],
        's',
      ),
    ).toEqual(
      armShares(
        [
          { sent: 9, converted: 1 },
          { sent: 9, converted: 2 },
        ],
        's',
      ),
    );
  });

  it('take their share of places in [0, 1)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 6 }), (weights) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        const counts = weights.map(() => 0);
        for (let i = 0; i < sum; i++) counts[placeIn(weights, (i + 0.5) / sum)]!++;
        expect(counts).toEqual(weights);
      }),
    );
  });
});
