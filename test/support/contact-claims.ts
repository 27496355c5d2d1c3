import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoContactBook } from '../../shared/adapters/dynamodb/contact-book.ts';
import { decideContact } from '../../shared/decisioning/contact-policy.ts';
import { type ContactPolicy, windowMs } from '../../shared/domain/contact-policy.ts';
import { type ContactClaim, claimOf, withClaim } from '../../shared/domain/contacts.ts';
import type { Channel } from '../../shared/domain/message.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { seededRandom } from '../../shared/math/random.ts';

const POLICY: ContactPolicy = {
  timeZone: 'UTC',
  quietHours: { from: '21:00', to: '08:30' },
  windows: [
    { atMost: 2, hours: 24 },
    { atMost: 5, days: 7 },
    { channel: 'sms', atMost: 1, days: 3 },
  ],
};
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Chatham',
];
const CHANNELS: readonly Channel[] = ['email', 'sms', 'push'];
/** Clocks are set on 4 April (Lord Howe), 29 March (Berlin) and 8 March (New York) of 2026. */
const FROM_MS = Date.parse('2026-03-01T00:00:00Z');
const DAYS = 40;

export interface ClaimsTried {
  readonly claims: number;
  readonly people: number;
  readonly claimants: number;
  readonly seed: number;
}

/**
 * Claimants go through days side by side, each by a clock that is up to a day off; every tenth message is tried by two.
 * @returns what came of it, counted from what lies in the store in the end.
 */
export async function contactClaims(client: DynamoDBDocumentClient, table: string, tried: ClaimsTried) {
  const { claims, people, claimants, seed } = tried;
  const random = seededRandom(seed);
  const book = dynamoContactBook(client, table);
  const sent = new Map<string, number>();
  const counts = { sent: 0, held: 0, heldTooShort: 0 };
  const zoneOf = (person: number): string => ZONES[person % ZONES.length]!;

  const claimOne = async (i: number, isBehindMs: number): Promise<void> => {
    const person = Math.floor(i / 2) % people;
    const messageId = `m${i - (i % 10 === 9 ? 1 : 0)}-${person}`; // every tenth is the one before it, tried by another
    const nowMs = FROM_MS + Math.floor((i / claims) * DAYS * DAY_MS) - isBehindMs;
    const channel = CHANNELS[i % CHANNELS.length]!;
    let decided: ReturnType<typeof decideContact> | undefined;
    const after = await book.update({ userId: `claimed-${person}` }, (contacts) => {
      decided = undefined;
      if (claimOf(contacts, messageId) !== undefined) return contacts;
      const question = { channel, nowMs, timeZone: zoneOf(person), opened: 0, isTransactional: false };
      decided = decideContact(POLICY, contacts, question);
      if (decided.status !== 'send') return contacts;
      return withClaim(contacts, {
        messageId,
        channel,
        atMs: nowMs,
        status: 'sent',
        isTransactional: false,
        opened: 0,
      });
    });
    if (decided?.status === 'send') {
      counts.sent++;
      if (claimOf(after, messageId) !== undefined) sent.set(messageId, (sent.get(messageId) ?? 0) + 1);
    } else if (decided?.status === 'held') {
      counts.held++;
      if (decided.untilMs <= nowMs) counts.heldTooShort++;
    }
  };

  let at = 0;
  await Promise.all(
    Array.from({ length: claimants }, async () => {
      while (at < claims) {
        const i = at++;
        await claimOne(i, Math.floor(random() * DAY_MS));
      }
    }),
  );

  let [windowsBroken, quietHoursBroken, kept] = [0, 0, 0];
  for (let person = 0; person < people; person++) {
    const { claims: found } = await book.read({ userId: `claimed-${person}` });
    kept += found.length;
    windowsBroken += POLICY.windows.reduce((sum, window) => sum + brokenBy(window, found), 0);
    quietHoursBroken += found.filter(({ atMs }) => isQuiet(zoneOf(person), atMs)).length;
  }
  const claimedTwice = [...sent.values()].filter((count) => count > 1).length;
  return { ...tried, ...counts, kept, lost: counts.sent - kept, claimedTwice, windowsBroken, quietHoursBroken };
}

function brokenBy(window: ContactPolicy['windows'][number], claims: readonly ContactClaim[]): number {
  const times = claims.filter(({ channel }) => (window.channel ?? channel) === channel).map(({ atMs }) => atMs);
  times.sort((a, b) => a - b);
  return times.filter((ms, i) => i >= window.atMost && ms - times[i - window.atMost]! < windowMs(window)).length;
}

/** By another way than the house tells it: the wall clock as text. */
function isQuiet(timeZone: string, atMs: number): boolean {
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(atMs);
  return wall >= '21:00' || wall < '08:30';
}
