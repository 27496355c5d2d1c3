import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOfSes, outcomeOfSms } from '../../../../functions/engage/messages/sns-notification.ts';
import type { JsonValue } from '../../../../shared/domain/event.ts';

const HEADER = 'X-Rapport-Message';
const mail = { timestamp: '2026-06-10T10:00:00Z', headers: [{ name: 'x-rapport-message', value: 'ref' }] };

describe('what SES says of an e-mail', () => {
  it('is a bounce that retires where it is permanent, with the addresses that it names', () => {
    const bounce = {
      bounceType: 'Permanent',
      timestamp: '2026-06-10T10:00:05Z',
      bouncedRecipients: [{ emailAddress: 'Ann@shop.example' }],
    };
    const told = {
      did: 'bounced',
      reference: 'ref',
      atMs: Date.parse(bounce.timestamp),
      addresses: ['ann@shop.example'],
    };
    expect(outcomeOfSes({ eventType: 'Bounce', mail, bounce }, HEADER)).toEqual({ ...told, retire: 'bounced' });
    const soft = { ...bounce, bounceType: 'Transient' };
    expect(outcomeOfSes({ notificationType: 'Bounce', mail, bounce: soft }, HEADER)).toEqual(told);
  });
  it('is a click with its link', () => {
    const click = { timestamp: '2026-06-10T11:00:00Z', link: 'https://shop.example/' };
    expect(outcomeOfSes({ eventType: 'Click', mail, click }, HEADER)).toMatchObject({
      did: 'clicked',
      properties: { link_url: click.link },
    });
  });
  it('is nothing where it is not ours, or not known here', () => {
    expect(outcomeOfSes({ eventType: 'Open', mail: { ...mail, headers: [] } }, HEADER)).toBeUndefined();
    expect(outcomeOfSes({ eventType: 'Send', mail }, HEADER)).toBeUndefined();
  });
  it('breaks nothing, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const told of [value, { eventType: 'Bounce', mail, bounce: value }, { eventType: 'Open', mail: value }])
          outcomeOfSes(told as JsonValue, HEADER);
        outcomeOfSms(value as JsonValue);
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});

it('what End User Messaging says of a text names the number that it went to', () => {
  const told = {
    eventType: 'TEXT_DELIVERED',
    eventTimestamp: 1000,
    destinationPhoneNumber: '+491510001000',
    context: { rapport: 'ref' },
  };
  const delivered = { did: 'delivered', reference: 'ref', atMs: 1000, addresses: ['+491510001000'] };
  expect(outcomeOfSms(told)).toEqual(delivered);
  expect(outcomeOfSms({ ...told, eventType: 'TEXT_INVALID' })).toEqual({
    ...delivered,
    did: 'bounced',
    retire: 'bounced',
  });
  expect(outcomeOfSms({ ...told, context: {} })).toBeUndefined();
});
