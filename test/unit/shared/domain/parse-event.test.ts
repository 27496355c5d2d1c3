import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventEnvelope, parseEvent } from '../../../../shared/domain/parse-event.ts';

const RECEIVED = Date.parse('2026-11-24T12:00:00.000Z');
const envelope: EventEnvelope = { receivedAtMs: RECEIVED, fallbackMessageId: () => 'fallback' };
const view = (fields: object = {}) => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'u1',
  messageId: 'm1',
  timestamp: '2026-11-24T11:00:00.000Z',
  properties: { product_id: 'p1' },
  ...fields,
});
const parsed = (raw: unknown, extra: Partial<EventEnvelope> = {}) => {
  const result = parseEvent(raw, { ...envelope, ...extra });
  if ('defect' in result) throw new Error(`${result.defect.code} ${result.defect.reason}`);
  return result.event;
};
const refused = (raw: unknown) => {
  const result = parseEvent(raw, envelope);
  if ('event' in result) throw new Error('was taken');
  return result.defect;
};

describe('parseEvent', () => {
  it('takes the time that the client wrote, and keeps it beside the corrected one', () => {
    const event = parsed(view({ sentAt: '2026-11-24T11:30:00.000Z' }));

    expect(event.clientAtMs).toBe(Date.parse('2026-11-24T11:00:00.000Z'));
    // The client's clock said 11:30 when ours said 12:00, so its 11:00 was our 11:30.
    expect(event.atMs).toBe(Date.parse('2026-11-24T11:30:00.000Z'));
  });

  it('takes the time of a historical event as written, though the event says when it was sent', () => {
    const event = parsed(view({ sentAt: '2026-11-24T11:30:00.000Z' }), {
      isHistorical: true,
      sentAtMs: Date.parse('2026-11-24T11:30:00.000Z'),
    });
    expect(event.atMs).toBe(Date.parse('2026-11-24T11:00:00.000Z'));
  });

  it('reads what RudderStack sends: originalTimestamp, traits in the context, userId ""', () => {
    const event = parsed({
      type: 'identify',
      userId: '',
      anonymousId: 'device-1',
      originalTimestamp: '2026-11-24T11:00:00.000Z',
      messageId: 'm2',
      context: { traits: { plan: 'gold' } },
      channel: 'server',
      _metadata: { nodeVersion: '24' },
    });

    expect(event.userId).toBeUndefined();
    expect(event.anonymousId).toBe('device-1');
    expect(event.traits).toEqual({ plan: 'gold' });
    expect(event.extra).toEqual({ channel: 'server' });
  });

  it('takes the type from the path, the device from the headers, and an id from the bytes when the event has none', () => {
    const event = parsed(
      { event: 'Product Viewed', userId: null, properties: {} },
      { type: 'track', anonymousId: 'from-header' },
    );

    expect(event).toMatchObject({ type: 'track', anonymousId: 'from-header', messageId: 'fallback', atMs: RECEIVED });
  });

  it.each([
    ['not an object', 'text', 'not_an_object', ''],
    ['an unknown type', view({ type: 'shout' }), 'unknown_type', '/type'],
    ['no person', view({ userId: null }), 'no_person', '/userId'],
    ['a track without a name', view({ event: undefined }), 'no_event_name', '/event'],
    ['properties that are a list', view({ properties: [] }), 'wrong_type', '/properties'],
    ['a userId that is an object', view({ userId: {} }), 'wrong_type', '/userId'],
    ['an id beyond the limit', view({ messageId: 'm'.repeat(257) }), 'id_too_long', '/messageId'],
    ['a time that is none', view({ timestamp: 'yesterday' }), 'bad_timestamp', '/timestamp'],
    ['a time two days ahead', view({ timestamp: '2026-11-26T12:00:00.001Z' }), 'time_in_future', '/timestamp'],
    ['a time that the clocks put before 1970', view({ sentAt: '2200-01-01T00:00:00Z' }), 'time_before_1970', '/sentAt'],
    ['an alias without its previous id', view({ type: 'alias' }), 'incomplete_alias', '/previousId'],
  ])('refuses %s, naming the place', (_, raw, code, pointer) => {
    expect(refused(raw)).toMatchObject({ code, pointer });
  });

  it('tells of many defects the first: shape, ids, person, name, alias, then time', () => {
    const spoilt: Record<string, unknown> = {
      type: 'shout',
      traits: [],
      context: 7,
      userId: {},
      anonymousId: 'a'.repeat(257),
      previousId: '',
      name: 7,
      timestamp: 'soon',
      sentAt: '2200-01-01T00:00:00Z',
    };
    const mend = (fields: object) => {
      Object.assign(spoilt, fields);
      const { code, pointer } = refused(spoilt);
      return `${code} ${pointer}`;
    };
    expect([
      mend({}),
      mend({ type: 'alias' }),
      mend({ traits: {} }),
      mend({ context: {} }),
      mend({ userId: null }),
      mend({ anonymousId: '' }),
      mend({ anonymousId: 'device', type: 'track' }),
      mend({ event: 'n'.repeat(257) }),
      mend({ type: 'alias', name: 'n'.repeat(257) }),
      mend({ name: 'n' }),
      mend({ previousId: 'before' }),
      mend({ userId: 'u1' }),
      mend({ timestamp: '2026-11-24T11:00:00Z' }),
      mend({ timestamp: '2026-11-26T12:00:00.001Z', sentAt: undefined }),
    ]).toEqual([
      'unknown_type /type',
      'wrong_type /traits',
      'wrong_type /context',
      'wrong_type /userId',
      'id_too_long /anonymousId',
      'no_person /userId',
      'no_event_name /event',
      'name_too_long /event',
      'name_too_long /name',
      'incomplete_alias /previousId',
      'incomplete_alias /userId',
      'bad_timestamp /timestamp',
      'time_before_1970 /sentAt',
      'time_in_future /timestamp',
    ]);
  });

  it('writes an event’s fields in one order, whatever the order in which they came', () => {
    const fields = view({ name: 'x', groupId: 'g', previousId: 'p', anonymousId: 'a', channel: 'web', traits: {} });
    const backwards = Object.fromEntries(Object.entries(fields).reverse());
    expect(JSON.stringify(parsed(backwards))).toBe(JSON.stringify(parsed(fields)));
    expect(Object.keys(parsed(fields))).toEqual([
      ...['messageId', 'type', 'atMs', 'clientAtMs', 'receivedAtMs', 'properties', 'traits', 'context'],
      ...['userId', 'anonymousId', 'name', 'groupId', 'previousId', 'extra'],
    ]);
  });

  it('gives an event or a defect, and never an error, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const result = parseEvent(raw, envelope);
        expect('event' in result || 'defect' in result).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.record(
          {
            type: fc.constantFrom('track', 'identify', 'alias', 'page', 7),
            event: fc.jsonValue(),
            userId: fc.jsonValue(),
            timestamp: fc.jsonValue(),
            properties: fc.jsonValue(),
            context: fc.jsonValue(),
            traits: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        (raw) => {
          const result = parseEvent(raw, envelope);
          if ('event' in result) {
            expect(result.event.atMs).toBeGreaterThanOrEqual(0);
            expect(Number.isFinite(result.event.atMs)).toBe(true);
          }
        },
      ),
    );
  });
});
