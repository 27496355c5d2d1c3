import { beforeEach, describe, expect, it } from 'vitest';
import { type SendPorts, sendMessage } from '../../../../functions/engage/messages/send-message.ts';
import { dynamoContactBook } from '../../../../shared/adapters/dynamodb/contact-book.ts';
import { dynamoIdentities } from '../../../../shared/adapters/dynamodb/identities.ts';
import { dynamoLinkedRecords } from '../../../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoStandings } from '../../../../shared/adapters/dynamodb/standings.ts';
import { dynamoStoredProfiles } from '../../../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../../../shared/adapters/dynamodb/timeline.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import type { ContactPolicy } from '../../../../shared/domain/contact-policy.ts';
import { UnavailableError } from '../../../../shared/domain/errors.ts';
import type { Channel, Message } from '../../../../shared/domain/message.ts';
import type { ToldLine } from '../../../../shared/ports/contacts.ts';
import type { Delivery, MessageChannel } from '../../../../shared/ports/messages.ts';
import { contactClaims } from '../../../support/contact-claims.ts';
import { useTestStores } from '../../../support/use-test-stores.ts';

const stores = useTestStores();
const NOW = Date.parse('2026-06-10T10:00:00Z');
const MINUTE = 60_000;

/** A provider that does as it is told, and keeps what it was given. */
function provider(isIdempotent: boolean) {
  const given: string[] = [];
  const orders: (Delivery | Error)[] = [];
  const channel: MessageChannel = {
    isIdempotent,
    async deliver({ messageId }) {
      const order = orders.shift() ?? { status: 'accepted' };
      if (order instanceof UnavailableError) throw order;
      given.push(messageId); // it has it, whatever the answer is
      if (order instanceof Error) throw order;
      return order;
    },
  };
  return { given, orders, channel };
}

let people = 0;
/** Somebody new, and all that it takes to tell them something. */
async function aPerson(policy: Partial<ContactPolicy> = {}) {
  const userId = `person-${people++}`;
  const [client, table] = [stores.dynamo, stores.nameOf('people')];
  const clock = { nowMs: () => NOW };
  const hashOf = async (text: string) => `hash of ${text}`;
  const [email, site] = [provider(false), provider(true)];
  const told: ToldLine[] = [];
  const ports: SendPorts = {
    people: dynamoStoredProfiles(client, table, clock),
    standings: dynamoStandings(client, table, hashOf),
    identities: dynamoIdentities(client, table),
    timeline: dynamoTimelineReader(client, table, clock),
    contacts: dynamoContactBook(client, table),
    told: {
      async append(_, line) {
        told.push(line);
      },
    },
    channels: { email: email.channel, 'on-site': site.channel } as Record<Channel, MessageChannel>,
    policy: async () => ({ timeZone: 'UTC', windows: [], ...policy }),
    webhookUrl: async () => undefined,
    tokens: {
      recipientOf: async () => ({ reference: 'ref' }),
      unsubscribeUrl: async () => '',
      unsubscriber: async () => undefined,
      messageOf: async () => undefined,
    },
    hash: sha256Hash,
    regime: 'opt-out',
    holdoutShare: 0,
  };
  await dynamoTimelineWriter(client, table, 400, clock).append([
    {
      ...{ messageId: 'id', type: 'identify', userId, atMs: NOW - 1, clientAtMs: NOW - 1, receivedAtMs: NOW - 1 },
      ...{ properties: {}, traits: { email: `${userId}@shop.example` }, context: { timezone: 'Europe/Berlin' } },
    },
  ]);
  const send = (over: Partial<Message> = {}, nowMs = NOW, with_: SendPorts = ports) =>
    sendMessage(with_)(
      {
        ...{ messageId: 'm', person: { userId }, channel: 'email', isTransactional: false },
        ...{ content: { subject: 'Hi', text: 'Hi' }, ...over },
      },
      nowMs,
    );
  const linked = dynamoLinkedRecords(client, table);
  const suppress = () => dynamoSuppressions(client, table, hashOf).suppress([{ userId }]);
  return { userId, email, site, told, ports, send, linked, suppress };
}

type Person = Awaited<ReturnType<typeof aPerson>>;
let ann: Person;
beforeEach(async () => {
  ann = await aPerson();
});

describe('a message', () => {
  it('is sent once, however many try it at once', async () => {
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => ann.send()));
    expect(ann.email.given).toEqual(['m']);
    for (const verdict of verdicts) expect(['sent', 'held']).toContain(verdict.status);
    expect(await ann.send({}, NOW + 5 * MINUTE)).toEqual({ status: 'sent', atMs: NOW });
  });

  it('is tried again where the provider surely did not take it, and counts against nothing meanwhile', async () => {
    ann.email.orders.push(new UnavailableError('busy', 60));
    expect(await ann.send()).toEqual({ status: 'held', untilMs: NOW + MINUTE, reason: 'provider away' });
    expect((await ann.ports.contacts.read({ userId: ann.userId })).claims).toEqual([]);
    expect(await ann.send({}, NOW + MINUTE)).toEqual({ status: 'sent', atMs: NOW + MINUTE });
    expect(ann.email.given).toEqual(['m']);
  });

  it('is not tried again where it may have been sent, and the reason says so', async () => {
    ann.email.orders.push(new Error('socket hang up'));
    const dropped = { status: 'dropped', reason: 'interrupted, may have been sent' };
    expect(await ann.send()).toEqual(dropped);
    expect(await ann.send({}, NOW + 60 * MINUTE)).toEqual(dropped);
    expect(ann.email.given).toEqual(['m']);
    expect(ann.told.map(({ reason }) => reason)).toEqual([dropped.reason, dropped.reason]);
  });

  it.each([
    ['before it was delivered', []],
    ['after it was delivered', ['m']],
  ])('of a process that was killed %s is dropped with that reason', async (_, given) => {
    await killed(ann, given.length > 0);
    expect(await ann.send({}, NOW + MINUTE)).toMatchObject({ status: 'held', reason: 'being sent' });
    expect(await ann.send({}, NOW + 3 * MINUTE)).toMatchObject({ reason: 'interrupted, may have been sent' });
    expect(ann.email.given).toEqual(given);
  });

  it('of a process that was killed is delivered again where that shows nothing twice', async () => {
    await killed(ann, true, 'on-site');
    expect(await ann.send({ channel: 'on-site' }, NOW + 1000)).toEqual({ status: 'sent', atMs: NOW });
    expect(ann.site.given).toEqual(['m', 'm']);
  });

  it('that no provider takes is dropped, its dead address retired, and the next finds none', async () => {
    ann.email.orders.push({ status: 'refused', reason: 'gone', retire: 'gone' });
    expect(await ann.send()).toEqual({ status: 'dropped', reason: 'refused by provider' });
    expect(await ann.send({ messageId: 'm2' })).toEqual({ status: 'dropped', reason: 'retired address' });
  });

  it('is held no longer than it is wanted', async () => {
    const cho = await aPerson({ quietHours: { from: '11:00', to: '13:00' } }); // it is 12:00 in Berlin
    const untilMs = NOW + 60 * MINUTE;
    expect(await cho.send()).toEqual({ status: 'held', untilMs, reason: 'quiet hours' });
    expect(await cho.send({ sendBeforeMs: untilMs })).toEqual({ status: 'dropped', reason: 'too late' });
    expect(await cho.send({ sendBeforeMs: untilMs + 1 })).toMatchObject({ status: 'held' });
    expect(await cho.send({}, untilMs)).toMatchObject({ status: 'sent' });
  });
});

describe('a person', () => {
  it('who refuses marketing is told what is transactional alone', async () => {
    const refusal = { marketing: { granted: false, atMs: NOW, source: 'self' as const } };
    await ann.linked.update({ userId: ann.userId }, (record) => ({ ...record, consent: refusal }));
    expect(await ann.send()).toEqual({ status: 'dropped', reason: 'consent refused' });
    expect(await ann.send({ isTransactional: true, messageId: 't' })).toMatchObject({ status: 'sent' });
  });
  it('who is held out hears of no campaign, and of all else', async () => {
    const ports = { ...ann.ports, holdoutShare: 1 };
    const campaign = { campaignId: 'c', stepId: 's' };
    expect(await ann.send({ campaign }, NOW, ports)).toEqual({ status: 'dropped', reason: 'held out' });
    expect(await ann.send({ messageId: 'm2' }, NOW, ports)).toMatchObject({ status: 'sent' });
  });
  it('whose data are restricted is told nothing', async () => {
    await ann.linked.update({ userId: ann.userId }, (record) => ({ ...record, restrictedAtMs: NOW }));
    expect(await ann.send({ isTransactional: true })).toEqual({ status: 'dropped', reason: 'restricted' });
  });
  it('who was erased is told nothing, and nothing is written of it', async () => {
    await ann.suppress();
    expect(await ann.send({ isTransactional: true })).toEqual({ status: 'dropped', reason: 'erased' });
    expect(ann.told).toEqual([]);
    expect((await ann.ports.contacts.read({ userId: ann.userId })).claims).toEqual([]);
  });
});

it('breaks no window and no quiet hours, whoever claims at once by whatever clock', async () => {
  const found = await contactClaims(stores.dynamo, stores.nameOf('people'), {
    ...{ claims: 150, people: 2, claimants: 12, seed: 5 },
  });
  expect(found).toMatchObject({ windowsBroken: 0, quietHoursBroken: 0, claimedTwice: 0, lost: 0, heldTooShort: 0 });
  expect(found.sent).toBeGreaterThan(15);
});

/** A process that claims a message and ends, before or after the provider has it. */
async function killed(person: Person, hasDelivered: boolean, channel: 'email' | 'on-site' = 'email'): Promise<void> {
  const { ports } = person;
  const real = ports.channels[channel];
  const never = new Promise<never>(() => undefined);
  let isClaimed = () => {};
  const claimed = new Promise<void>((resolve) => {
    isClaimed = resolve;
  });
  const ending: MessageChannel = {
    ...real,
    async deliver(message, to) {
      if (hasDelivered) await real.deliver(message, to);
      isClaimed();
      return never;
    },
  };
  void person.send({ channel }, NOW, { ...ports, channels: { ...ports.channels, [channel]: ending } });
  await claimed;
}
