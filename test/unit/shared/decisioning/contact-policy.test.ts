import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContactQuestion, decideContact } from '../../../../shared/decisioning/contact-policy.ts';
import { type ContactPolicy, windowMs } from '../../../../shared/domain/contact-policy.ts';
import {
  type ContactClaim,
  type Contacts,
  MOST_CLAIMS,
  NO_CONTACTS,
  withClaim,
} from '../../../../shared/domain/contacts.ts';
import { DAY_MS, HOUR_MS } from '../../../../shared/domain/time.ts';

const NOON = Date.parse('2026-06-10T10:00:00Z'); // 12:00 in Berlin
const policyOf = (over: Partial<ContactPolicy> = {}): ContactPolicy => ({ timeZone: 'UTC', windows: [], ...over });
const ask = (over: Partial<ContactQuestion> = {}): ContactQuestion => ({
  channel: 'email',
  nowMs: NOON,
  timeZone: 'Europe/Berlin',
  opened: 0,
  isTransactional: false,
  ...over,
});
let next = 0;
const claimAt = (atMs: number, over: Partial<ContactClaim> = {}): ContactClaim => ({
  messageId: `m${next++}`,
  channel: 'email',
  atMs,
  status: 'sent',
  isTransactional: false,
  opened: 0,
  ...over,
});
const told = (...claims: readonly ContactClaim[]): Contacts => claims.reduce(withClaim, NO_CONTACTS);

describe('quiet hours', () => {
  const policy = policyOf({ quietHours: { from: '21:00', to: '08:00' } });
  const night = Date.parse('2026-06-10T20:00:00Z'); // 22:00 in Berlin

  it('hold a message until they end where the person is', () => {
    expect(decideContact(policy, NO_CONTACTS, ask({ nowMs: night }))).toEqual({
      status: 'held',
      untilMs: Date.parse('2026-06-11T06:00:00Z'),
      reason: 'quiet hours',
    });
    expect(decideContact(policy, NO_CONTACTS, ask({ nowMs: night, timeZone: 'America/New_York' }))).toEqual({
      status: 'send',
    });
  });
  it('go by the policy’s zone where the person’s is not known', () => {
    const held = decideContact(policy, NO_CONTACTS, ask({ nowMs: night + 2 * HOUR_MS, timeZone: undefined }));
    expect(held).toMatchObject({ untilMs: Date.parse('2026-06-11T08:00:00Z') });
  });
  it('hold neither what waits on the site nor what is transactional', () => {
    expect(decideContact(policy, NO_CONTACTS, ask({ nowMs: night, channel: 'on-site' })).status).toBe('send');
    expect(decideContact(policy, NO_CONTACTS, ask({ nowMs: night, isTransactional: true })).status).toBe('send');
  });
});

describe('windows', () => {
  const policy = policyOf({
    windows: [
      { atMost: 2, hours: 24 },
      { channel: 'sms', atMost: 1, days: 7 },
    ],
  });

  it('hold a message until the first of those that fill them counts no more', () => {
    const contacts = told(claimAt(NOON - 20 * HOUR_MS), claimAt(NOON - HOUR_MS));
    expect(decideContact(policy, contacts, ask())).toEqual({
      status: 'held',
      untilMs: NOON + 4 * HOUR_MS,
      reason: 'full window',
    });
    expect(decideContact(policy, contacts, ask({ nowMs: NOON + 4 * HOUR_MS })).status).toBe('send');
    expect(decideContact(policy, contacts, ask({ nowMs: NOON + 4 * HOUR_MS - 1 })).status).toBe('held');
  });
  it('count a channel’s own beside those of all', () => {
    const contacts = told(claimAt(NOON - 3 * DAY_MS, { channel: 'sms' }));
    expect(decideContact(policy, contacts, ask({ channel: 'sms' }))).toMatchObject({ untilMs: NOON + 4 * DAY_MS });
    expect(decideContact(policy, contacts, ask()).status).toBe('send');
  });
  it('count neither what was transactional nor what no provider took, and what may have been sent they do', () => {
    const both = [
      claimAt(NOON - 1),
      claimAt(NOON - 1, { status: 'refused' }),
      claimAt(NOON - 1, { isTransactional: true }),
    ];
    expect(decideContact(policy, told(...both), ask()).status).toBe('send');
    expect(decideContact(policy, told(...both, claimAt(NOON - 1, { status: 'interrupted' })), ask()).status).toBe(
      'held',
    );
  });
  it('of none close a channel', () => {
    const closed = policyOf({ windows: [{ channel: 'sms', atMost: 0, days: 1 }] });
    expect(decideContact(closed, NO_CONTACTS, ask({ channel: 'sms' }))).toEqual({
      status: 'dropped',
      reason: 'channel off',
    });
  });
});

describe('fatigue', () => {
  const policy = policyOf({ fatigue: { ignoredInARow: 2, gapHours: 48 } });
  const ignored = (count: number) =>
    told(...Array.from({ length: count }, (_, i) => claimAt(NOON - (count - i) * 2 * HOUR_MS)));

  it('doubles the pause with each message that goes unopened, and ends when one is opened', () => {
    expect(decideContact(policy, ignored(1), ask()).status).toBe('send');
    expect(decideContact(policy, ignored(2), ask())).toMatchObject({ untilMs: NOON + 46 * HOUR_MS, reason: 'fatigue' });
    expect(decideContact(policy, ignored(3), ask())).toMatchObject({ untilMs: NOON + 94 * HOUR_MS });
    expect(decideContact(policy, ignored(3), ask({ opened: 1 })).status).toBe('send');
  });
  it('counts what can be opened alone', () => {
    const texts = told(...[1, 2, 3].map((hours) => claimAt(NOON - hours * HOUR_MS, { channel: 'sms' })));
    expect(decideContact(policy, texts, ask()).status).toBe('send');
  });
});

it('waits where as many claims are kept as one row holds', () => {
  const contacts = told(
    ...Array.from({ length: MOST_CLAIMS }, (_, i) => claimAt(NOON - MOST_CLAIMS + i, { isTransactional: true })),
  );
  const held = decideContact(policyOf(), contacts, ask({ isTransactional: true }));
  expect(held).toMatchObject({ status: 'held', reason: 'too many messages' });
  const later = withClaim(contacts, claimAt((held as { untilMs: number }).untilMs));
  expect(later.claims.length).toBeLessThanOrEqual(MOST_CLAIMS);
});

it('keeps every window, whichever clocks claim in whatever order, and holds no longer than it must', () => {
  const policy = policyOf({
    quietHours: { from: '21:00', to: '08:00' },
    windows: [
      { atMost: 2, hours: 24 },
      { atMost: 4, days: 7 },
      { channel: 'sms', atMost: 1, days: 3 },
    ],
  });
  const attempt = fc.record({
    minute: fc.integer({ min: 0, max: 40 * 1440 }),
    channel: fc.constantFrom('email' as const, 'sms' as const),
    zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
    isBehind: fc.integer({ min: 0, max: 2 * 1440 }),
  });
  const firstMs = Date.parse('2026-10-05T00:00:00Z'); // clocks are set back on 25 October and 1 November
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 5, maxLength: 60 }), (attempts) => {
      let contacts = NO_CONTACTS;
      const inOrder = attempts.toSorted((a, b) => a.minute - b.minute);
      for (const { minute, channel, zone, isBehind } of inOrder) {
        const nowMs = firstMs + (minute - isBehind) * 60_000;
        const question = ask({ nowMs, channel, timeZone: zone });
        const decision = decideContact(policy, contacts, question);
        if (decision.status === 'held') {
          const then = { ...question, nowMs: decision.untilMs };
          expect(decideContact(policy, contacts, then).status).toBe('send');
          expect(decideContact(policy, contacts, { ...then, nowMs: decision.untilMs - 1 }).status).toBe('held');
        }
        if (decision.status === 'send') contacts = withClaim(contacts, claimAt(nowMs, { channel }));
      }
      for (const window of policy.windows) {
        const times = contacts.claims
          .filter(({ channel }) => (window.channel ?? channel) === channel)
          .map(({ atMs }) => atMs);
        for (let i = 0; i + window.atMost < times.length; i++)
          expect(times[i + window.atMost]! - times[i]!).toBeGreaterThanOrEqual(windowMs(window));
      }
    }),
    { numRuns: 150, seed: 8 },
  );
});
