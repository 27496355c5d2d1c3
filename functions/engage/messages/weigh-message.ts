import { decideContact } from '../../../shared/decisioning/contact-policy.ts';
import { claimOf } from '../../../shared/domain/contacts.ts';
import type { Message, MessageVerdict } from '../../../shared/domain/message.ts';
import { readAddressee } from './addressee.ts';
import { addressesFor, refusalOf, type SendPorts } from './send-message.ts';

/** send: it would go out, or it is on its way. */
export type WeighedVerdict = MessageVerdict | { readonly status: 'send' };

/** What `sendMessage` would say of a message now; nothing is claimed, delivered or written down. */
export const weighMessage =
  (ports: SendPorts) =>
  async (message: Message, nowMs: number): Promise<WeighedVerdict> => {
    const addressee = await readAddressee(ports)(message.person);
    const [policy, addresses, contacts] = await Promise.all([
      ports.policy(),
      addressesFor(ports, message.channel, addressee),
      ports.contacts.read(addressee.person),
    ]);
    const sent = claimOf(contacts, message.messageId);
    if (sent !== undefined) return sent.status === 'sent' ? { status: 'sent', atMs: sent.atMs } : { status: 'send' };
    const refusal = refusalOf(ports, { message, addressee, nowMs, options: {}, policy }) ?? addresses.refusal;
    if (refusal !== undefined) return { status: 'dropped', reason: refusal };
    const { channel, isTransactional } = message;
    const { timeZone, opened } = addressee;
    const decision = decideContact(policy, contacts, { channel, nowMs, timeZone, opened, isTransactional });
    const isAssumed = timeZone === undefined && decision.status === 'held';
    return isAssumed ? { ...decision, assumedTimeZone: policy.timeZone } : decision;
  };
