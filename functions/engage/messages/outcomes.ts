import { addressesOf } from '../../../shared/domain/addresses.ts';
import { type RetiredReason, withRetired } from '../../../shared/domain/contacts.ts';
import { type Event, type JsonObject, type PersonRef, partitionOf } from '../../../shared/domain/event.ts';
import type { Channel } from '../../../shared/domain/message.ts';
import { withConsent } from '../../../shared/domain/person-record.ts';
import type { ContactBook } from '../../../shared/ports/contacts.ts';
import type { LinkedRecords, Standings } from '../../../shared/ports/people.ts';
import type { Clock, Hash } from '../../../shared/ports/system.ts';
import type { TimelineWriter } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRegime, refusedPurposes } from '../../../shared/privacy/consent.ts';
import { statementsOf } from '../../../shared/privacy/consent-categories.ts';
import type { Addressee } from './addressee.ts';
import type { ReferredMessage } from './message-tokens.ts';

/** What may come of a message. */
export type Did = 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained' | 'unsubscribed' | 'seen' | 'dismissed';

export interface MessageOutcome extends ReferredMessage {
  readonly did: Did;
  /** In ms since 1970, as who tells it has it. */
  readonly atMs: number;
  /** Of a bounce: the address is dead. Of a complaint always. */
  readonly retire?: RetiredReason;
  /** That was sent to, as the provider names them; absent: it does not say. */
  readonly addresses?: readonly string[];
  /** What else is told of it: a link, a campaign. */
  readonly properties?: JsonObject;
}

export interface OutcomePorts {
  readonly timeline: Pick<TimelineWriter, 'append'>;
  readonly standings: Standings;
  readonly linked: LinkedRecords;
  readonly contacts: ContactBook;
  readonly addressee: (person: PersonRef) => Promise<Addressee>;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly regime: ConsentRegime;
}

/** Segment’s names for what comes of messages, which the features of a profile know. */
const NAMES: Readonly<Partial<Record<Channel, Partial<Record<Did, string>>>>> = {
  email: {
    delivered: 'Email Delivered',
    opened: 'Email Opened',
    clicked: 'Email Link Clicked',
    bounced: 'Email Bounced',
    complained: 'Email Marked as Spam',
    unsubscribed: 'Unsubscribed',
  },
  sms: { delivered: 'SMS Delivered', bounced: 'SMS Undeliverable', unsubscribed: 'Unsubscribed' },
  'on-site': {
    seen: 'On-Site Message Seen',
    clicked: 'On-Site Message Clicked',
    dismissed: 'On-Site Message Dismissed',
  },
};

/**
 * Takes in what came of a message: an event of the person, if they let events be kept; an address that is dead is
 * retired; who complains or unsubscribes has refused marketing. The same again changes nothing. Of somebody who was
 * erased nothing is kept.
 */
export const takeOutcome =
  (ports: OutcomePorts) =>
  async (outcome: MessageOutcome): Promise<void> => {
    const standing = (await ports.standings.of([outcome.person])).get(partitionOf(outcome.person));
    if (standing?.isSuppressed) return;
    await keepEvent(ports, outcome);
    const because = outcome.did === 'complained' ? 'complained' : outcome.retire;
    if (because !== undefined) await retire(ports, outcome, because);
    if (outcome.did === 'complained' || outcome.did === 'unsubscribed') await refuseMarketing(ports)(outcome.person);
  };

/** The person wants no more messages: a statement like one that they make themselves. */
export const refuseMarketing =
  ({ linked, clock }: Pick<OutcomePorts, 'linked' | 'clock'>) =>
  async (person: PersonRef): Promise<void> => {
    const said = statementsOf(new Map([['marketing', false]]), clock.nowMs(), 'self');
    await linked.update(person, (record) => withConsent(record, said));
  };

async function keepEvent(ports: OutcomePorts, outcome: MessageOutcome): Promise<void> {
  const { person, channel, did, atMs, messageId, properties = {} } = outcome;
  const name = NAMES[channel]?.[did];
  if (name === undefined) return;
  const { record, market } = await ports.addressee(person);
  const situation = { regime: ports.regime, market };
  if (!allows('keep', record, situation)) return;
  const refused = refusedPurposes(record?.consent ?? {}, situation);
  const event: Event = {
    ...person,
    messageId: `${messageId}/${did}`.slice(-MAX_ID_LENGTH),
    type: 'track',
    name,
    atMs,
    clientAtMs: atMs,
    receivedAtMs: ports.clock.nowMs(),
    properties: { message_id: messageId, ...properties },
    traits: {},
    context: {},
    ...(refused.length > 0 && { refused }),
  };
  await ports.timeline.append([event]);
}

const MAX_ID_LENGTH = 256;

/** The addresses that the provider names; where it names none, those that the person has. */
async function retire(ports: OutcomePorts, outcome: MessageOutcome, because: RetiredReason): Promise<void> {
  const { person, channel, atMs } = outcome;
  const told = outcome.addresses ?? addressesOf(channel, (await ports.addressee(person)).traits).usable;
  const retired = told.map((address) => ({ channel, addressHash: ports.hash.sha256(address), because, atMs }));
  await ports.contacts.update(person, (contacts) => retired.reduce(withRetired, contacts));
}
