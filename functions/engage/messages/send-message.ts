import { isHeldOut } from '../../../shared/decisioning/assignment.ts';
import { decideContact } from '../../../shared/decisioning/contact-policy.ts';
import { addressesOf } from '../../../shared/domain/addresses.ts';
import type { ContactPolicy } from '../../../shared/domain/contact-policy.ts';
import {
  type Contacts,
  claimOf,
  isRetired,
  withClaim,
  withoutClaim,
  withRetired,
  withStatus,
} from '../../../shared/domain/contacts.ts';
import { UnavailableError } from '../../../shared/domain/errors.ts';
import type { Channel, DropReason, Message, MessageVerdict } from '../../../shared/domain/message.ts';
import type { ContactBook, ToldHistory } from '../../../shared/ports/contacts.ts';
import type { Delivery, MessageChannel } from '../../../shared/ports/messages.ts';
import type { Hash } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { type Addressee, type AddresseePorts, readAddressee } from './addressee.ts';
import type { MessageTokens } from './message-tokens.ts';

export interface SendPorts extends AddresseePorts {
  readonly contacts: ContactBook;
  readonly told: ToldHistory;
  readonly channels: Readonly<Record<Channel, MessageChannel>>;
  /** The policy that counts now. */
  readonly policy: () => Promise<ContactPolicy>;
  /** Where the shop's own systems are told; undefined: the shop has not said. */
  readonly webhookUrl: () => Promise<string | undefined>;
  readonly tokens: MessageTokens;
  readonly hash: Hash;
  readonly regime: ConsentRegime;
  /** Of all people, to whom no campaign speaks; in [0, 1]. */
  readonly holdoutShare: number;
}

/** What the shop says of one message beside its words. */
export interface SendOptions {
  /** Neither hours nor windows nor fatigue are asked: why, for whoever asks later. Consent is asked all the same. */
  readonly overridePolicy?: string;
}

/** No delivery takes as long: a claim that is older was cut off. */
const CUT_OFF_AFTER_MS = 120_000;

/**
 * Tells a person something over one channel, once: asks whether it may be told now, claims it in one atomic step with
 * what counts against it, delivers it, and writes down what became of it. The same message again, whenever and wherever
 * it is tried, is the same claim. One that was cut off while it was delivered is delivered again only where that shows
 * nothing twice; elsewhere it is dropped with that reason.
 */
export const sendMessage =
  (ports: SendPorts) =>
  async (message: Message, nowMs: number, options: SendOptions = {}): Promise<MessageVerdict> => {
    const addressee = await readAddressee(ports)(message.person);
    const [policy, addresses] = await Promise.all([ports.policy(), addressesFor(ports, message.channel, addressee)]);
    const ofMessage = { message, addressee, nowMs, options, policy };
    const refusal = refusalOf(ports, ofMessage) ?? addresses.refusal;
    const claim = await claimed(ports, { ...ofMessage, refusal });
    if ('verdict' in claim) return ended(ports, ofMessage, claim.verdict);
    const { usable } = addresses;
    const live = usable.filter((address) => !isRetired(claim.contacts, message.channel, hashOf(ports, address)));
    const delivery = await delivered(ports, ofMessage, live);
    return ended(ports, ofMessage, await settled(ports, ofMessage, delivery));
  };

/** A message with whom it is for. */
interface Sending {
  readonly message: Message;
  readonly addressee: Addressee;
  readonly nowMs: number;
  readonly options: SendOptions;
  readonly policy: ContactPolicy;
}

/** Why a person is not told this, whatever the hour. */
export function refusalOf(
  { regime, holdoutShare }: SendPorts,
  { message, addressee, nowMs }: Sending,
): DropReason | undefined {
  const { record, isSuppressed, market } = addressee;
  if (isSuppressed) return 'erased';
  if (record?.restrictedAtMs !== undefined) return 'restricted';
  if (!message.isTransactional && !allows('message', record, { regime, market })) return 'consent refused';
  if (message.campaign !== undefined && isHeldOut(addressee.person, holdoutShare)) return 'held out';
  if (message.sendBeforeMs !== undefined && nowMs >= message.sendBeforeMs) return 'too late';
  return undefined;
}

// ── Addresses ───────────────────────────────────────────────────────────────────────────────────────

interface Reached {
  readonly usable: readonly string[];
  readonly refusal?: DropReason;
}

export async function addressesFor(ports: SendPorts, channel: Channel, addressee: Addressee): Promise<Reached> {
  if (channel === 'on-site') return { usable: [''] };
  if (channel === 'webhook') {
    const url = await ports.webhookUrl();
    return url === undefined ? { usable: [], refusal: 'no address' } : { usable: [url] };
  }
  const { usable, malformed } = addressesOf(channel, addressee.traits);
  if (usable.length === 0) return { usable, refusal: malformed > 0 ? 'malformed address' : 'no address' };
  const contacts = await ports.contacts.read(addressee.person);
  const areAllRetired = usable.every((address) => isRetired(contacts, channel, hashOf(ports, address)));
  return areAllRetired ? { usable, refusal: 'retired address' } : { usable };
}

const hashOf = ({ hash }: SendPorts, address: string): string => hash.sha256(address);

// ── The claim ───────────────────────────────────────────────────────────────────────────────────────

interface Claiming extends Sending {
  readonly refusal: DropReason | undefined;
}
type Claim = { readonly contacts: Contacts } | { readonly verdict: MessageVerdict };

/** Claims the message, or tells why not. What was said of it before holds, whatever has changed since. */
async function claimed(ports: SendPorts, claiming: Claiming): Promise<Claim> {
  let verdict: MessageVerdict | undefined;
  const contacts = await ports.contacts.update(claiming.addressee.person, (before) => {
    const attempt = attemptOn(ports, before, claiming);
    verdict = attempt.verdict;
    return attempt.contacts;
  });
  return verdict === undefined ? { contacts } : { verdict };
}

/** What an attempt makes of what is on record; without a verdict the message is to be delivered. */
function attemptOn(
  { channels }: SendPorts,
  contacts: Contacts,
  { refusal, ...sending }: Claiming,
): { readonly contacts: Contacts; readonly verdict?: MessageVerdict } {
  const { message, addressee, nowMs, policy, options } = sending;
  const { messageId, channel, isTransactional, sendBeforeMs } = message;
  const { timeZone, opened } = addressee;
  const before = claimOf(contacts, messageId);
  if (before?.status === 'sent') return { contacts, verdict: { status: 'sent', atMs: before.atMs } };
  if (before?.status === 'refused') return { contacts, verdict: dropped('refused by provider') };
  if (before?.status === 'interrupted') return { contacts, verdict: dropped('interrupted, may have been sent') };
  if (before !== undefined) {
    if (channels[channel].isIdempotent && refusal === undefined) return { contacts };
    const cutOffMs = before.atMs + CUT_OFF_AFTER_MS;
    if (nowMs < cutOffMs) return { contacts, verdict: { status: 'held', untilMs: cutOffMs, reason: 'being sent' } };
    return {
      contacts: withStatus(contacts, messageId, 'interrupted'),
      verdict: dropped('interrupted, may have been sent'),
    };
  }
  if (refusal !== undefined) return { contacts, verdict: dropped(refusal) };
  const asksNobody = isTransactional || options.overridePolicy !== undefined;
  const decision = decideContact(policy, contacts, { channel, nowMs, timeZone, opened, isTransactional: asksNobody });
  if (decision.status === 'dropped') return { contacts, verdict: decision };
  if (decision.status === 'held') {
    const isTooLate = sendBeforeMs !== undefined && decision.untilMs >= sendBeforeMs;
    return { contacts, verdict: isTooLate ? dropped('too late') : { ...decision, ...assumed(sending) } };
  }
  return {
    contacts: withClaim(contacts, { messageId, channel, atMs: nowMs, status: 'claimed', isTransactional, opened }),
  };
}

const dropped = (reason: DropReason): MessageVerdict => ({ status: 'dropped', reason });

// ── Delivery ────────────────────────────────────────────────────────────────────────────────────────

type Outcome =
  | Delivery
  | { readonly status: 'away'; readonly retryAfterSeconds: number }
  | { readonly status: 'unknown' };

/** To each of a person's devices, where there are several; one that takes it is enough. */
async function delivered(ports: SendPorts, sending: Sending, addresses: readonly string[]): Promise<Outcome> {
  const { addressee } = sending;
  const message = { ...sending.message, person: addressee.person };
  const to = await ports.tokens.recipientOf(message, addressee.person);
  let best: Outcome | undefined;
  for (const address of addresses) {
    const outcome = await deliveredTo(ports.channels[message.channel], message, { ...to, ...(address && { address }) });
    if (outcome.status === 'refused' && outcome.retire !== undefined) {
      const because = outcome.retire;
      const { channel } = message;
      const retired = { channel, addressHash: hashOf(ports, address), because, atMs: sending.nowMs };
      await ports.contacts.update(addressee.person, (contacts) => withRetired(contacts, retired));
    }
    best = best === undefined || rankOf(outcome) < rankOf(best) ? outcome : best;
  }
  return best ?? { status: 'refused', reason: 'every address is dead' };
}

async function deliveredTo(
  channel: MessageChannel,
  message: Message,
  to: Parameters<MessageChannel['deliver']>[1],
): Promise<Outcome> {
  try {
    return await channel.deliver(message, to);
  } catch (error) {
    if (error instanceof UnavailableError) return { status: 'away', retryAfterSeconds: error.retryAfterSeconds };
    return { status: 'unknown' };
  }
}

/** Of several devices, what counts for the message: that one was reached, or may have been. */
const rankOf = ({ status }: Outcome): number => ['accepted', 'unknown', 'away', 'refused'].indexOf(status);

/** Writes down how a claim turned out. */
async function settled(ports: SendPorts, sending: Sending, outcome: Outcome): Promise<MessageVerdict> {
  const { message, addressee, nowMs } = sending;
  const { messageId } = message;
  const change = (by: (contacts: Contacts) => Contacts) => ports.contacts.update(addressee.person, by);
  switch (outcome.status) {
    case 'accepted': {
      const contacts = await change((before) => withStatus(before, messageId, 'sent'));
      return { status: 'sent', atMs: claimOf(contacts, messageId)?.atMs ?? nowMs, ...assumed(sending) };
    }
    case 'refused':
      await change((before) => withStatus(before, messageId, 'refused'));
      return dropped('refused by provider');
    case 'away': {
      await change((before) => withoutClaim(before, messageId));
      return { status: 'held', untilMs: nowMs + outcome.retryAfterSeconds * 1000, reason: 'provider away' };
    }
    case 'unknown': {
      if (ports.channels[message.channel].isIdempotent)
        return { status: 'held', untilMs: nowMs + CUT_OFF_AFTER_MS, reason: 'being sent' };
      await change((before) => withStatus(before, messageId, 'interrupted'));
      return dropped('interrupted, may have been sent');
    }
  }
}

/** By which zone quiet hours went, where it is not the person’s own. */
const assumed = ({ message, addressee, policy }: Sending): { readonly assumedTimeZone?: string } =>
  addressee.timeZone === undefined && !message.isTransactional ? { assumedTimeZone: policy.timeZone } : {};

// ── The history ─────────────────────────────────────────────────────────────────────────────────────

/** What has come to an end is written down for the person; of somebody who was erased nothing is. */
async function ended(ports: SendPorts, sending: Sending, verdict: MessageVerdict): Promise<MessageVerdict> {
  const { message, addressee, nowMs, options } = sending;
  if (verdict.status === 'held' || addressee.isSuppressed) return verdict;
  await ports.told.append(addressee.person, {
    messageId: message.messageId,
    atMs: verdict.status === 'sent' ? verdict.atMs : nowMs,
    channel: message.channel,
    status: verdict.status,
    ...(verdict.status === 'dropped' && { reason: verdict.reason }),
    ...(message.campaign && { campaign: message.campaign }),
    ...(options.overridePolicy !== undefined && { overridden: options.overridePolicy }),
  });
  return verdict;
}
