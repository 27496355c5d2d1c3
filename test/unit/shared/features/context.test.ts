import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEVICES, type DecisionContext } from '../../../../shared/domain/decision.ts';
import type { JsonObject } from '../../../../shared/domain/event.ts';
import {
  cellIndexer,
  cellsOfCode,
  cellsToLearn,
  contextCode,
  contextOfEvent,
  DAY_PARTS,
} from '../../../../shared/features/context.ts';

/** 2026-11-24, 21:30 in Berlin. */
const atMs = Date.UTC(2026, 10, 24, 20, 30);
const read = (context: JsonObject, at = atMs) => contextOfEvent({ context, atMs: at });

describe('the context of an event', () => {
  it.each<[JsonObject, DecisionContext]>([
    [{}, {}],
    [{ market: 'at', locale: 'de-DE' }, { market: 'AT' }],
    [{ market: 'Germany', locale: 'de-DE' }, { market: 'DE' }],
    [{ locale: 'pt_BR' }, { market: 'BR' }],
    [{ locale: 'zh-Hant-TW' }, { market: 'TW' }],
    [{ locale: 'de' }, {}],
    [{ locale: 'es-419' }, {}],
    [{ locale: 7, market: null, device: 'x', userAgent: [], timezone: {} }, {}],
  ])('%j is in %j', (context, known) => {
    expect(read(context)).toEqual(known);
  });

  const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15';
  const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
  it.each<[JsonObject, string | undefined]>([
    [{ device: { type: 'ios' } }, 'mobile'],
    [{ device: { type: 'Android' } }, 'mobile'],
    [{ device: { type: 'tablet' }, userAgent: MAC }, 'tablet'],
    [{ device: { type: 'desktop' } }, 'desktop'],
    [{ device: { type: 'toaster' }, userAgent: IPHONE }, 'mobile'],
    [{ userAgent: IPHONE }, 'mobile'],
    [{ userAgent: MAC }, 'desktop'],
    [{ userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0' }, 'desktop'],
    [{ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36' }, 'desktop'],
    [{ userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/138.0 Mobile' }, 'mobile'],
    [{ userAgent: 'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/138.0 Safari' }, 'tablet'],
    [{ userAgent: 'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148' }, 'tablet'],
    [{ userAgent: 'Mozilla/5.0 (Linux; Android 12; BRAVIA 4K) AppleWebKit/537.36 Chrome/138.0' }, 'tv'],
    [{ userAgent: 'curl/8.9.1' }, undefined],
  ])('%j comes from: %s', (context, device) => {
    expect(read(context).device).toBe(device);
  });

  it('has the hour where the shopper is, through summer time and half hours', () => {
    expect(read({ timezone: 'Europe/Berlin' }).hour).toBe(21);
    expect(read({ timezone: 'Europe/Berlin' }, Date.UTC(2026, 6, 1, 20, 30)).hour).toBe(22);
    expect(read({ timezone: 'Asia/Kolkata' }).hour).toBe(2);
    expect(read({ timezone: 'Asia/Kolkata' }, atMs - 31 * 60_000).hour).toBe(1);
    expect(read({ timezone: 'Pacific/Marquesas' }, Date.UTC(2026, 0, 1, 9, 29)).hour).toBe(23);
    expect(read({ timezone: 'Middle/Earth' })).toEqual({});
  });

  it('is never more than a market, a device and an hour, whatever stands there', () => {
    const market = expect.stringMatching(/^[A-Z]{2}$/);
    const any = fc.dictionary(
      fc.constantFrom('market', 'locale', 'device', 'userAgent', 'timezone', 'ip'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(any, (context) => {
        const { market: found = 'DE', device = 'tv', hour = 0, ...more } = read(context as JsonObject);
        expect(found).toEqual(market);
        expect(DEVICES).toContain(device);
        expect(hour).toBeGreaterThanOrEqual(0);
        expect(hour).toBeLessThan(24);
        expect(more).toEqual({});
      }),
    );
  });
});

const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const someContext = fc.record(
  {
    market: fc.tuple(letter, letter).map((letters) => letters.join('')),
    device: fc.constantFrom(...DEVICES),
    hour: fc.integer({ min: 0, max: 23 }),
  },
  { requiredKeys: [] },
);

describe('the code of a context', () => {
  it('keeps market, device and part of the day in two bytes, and no more', () => {
    fc.assert(
      fc.property(someContext, (context) => {
        const code = contextCode(context);
        expect(Uint16Array.of(code)[0]).toBe(code);
        const part = context.hour === undefined ? undefined : DAY_PARTS[Math.floor(context.hour / 6)];
        expect(cellsOfCode(code)).toEqual([context.market, context.device, part]);
      }),
    );
    expect(contextCode({})).toBe(0);
  });
});

describe('the cells to learn from', () => {
  const codes = (...events: readonly (readonly [count: number, context: DecisionContext])[]) =>
    Uint16Array.from(events.flatMap(([count, context]) => new Array<number>(count).fill(contextCode(context))));

  it('have enough events, and another of their sort beside them', () => {
    const some = codes(
      [100, { market: 'FR', device: 'mobile' }],
      [150, { market: 'DE' }],
      [99, { market: 'AT', hour: 3 }],
      [500, {}],
      [400, { device: 'tablet', hour: 9 }],
    );
    expect(cellsToLearn(some)).toEqual(['DE', 'FR', 'mobile', 'tablet']);
    expect(cellsToLearn(undefined)).toEqual([]);
    expect(cellsToLearn(new Uint16Array(1000))).toEqual([]);
  });

  it('are the busiest twenty markets of a shop with many', () => {
    const many = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((last, i) => [100 + i, { market: `A${last}` }] as const);
    expect(cellsToLearn(codes(...many))).toEqual([...'GHIJKLMNOPQRSTUVWXYZ'].map((last) => `A${last}`));
  });

  it('number a context; what is not among them is left out', () => {
    const indexesOf = cellIndexer(['DE', 'FR', 'mobile', 'evening']);
    expect([...indexesOf(contextCode({ market: 'FR', device: 'mobile', hour: 20 }))]).toEqual([1, 2, 3]);
    expect([...indexesOf(contextCode({ market: 'DE', device: 'tv', hour: 0 }))]).toEqual([0]);
    expect([...indexesOf(0)]).toEqual([]);
  });
});
