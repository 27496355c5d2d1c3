import type { Channel } from './message.ts';
import { DAY_MS } from './time.ts';

/** What a person was told lately, over all channels; changed in one atomic step, so that no two forget each other. */
export interface Contacts {
  /** By time. */
  readonly claims: readonly ContactClaim[];
  /** Addresses that are not to be used again. */
  readonly retired: readonly RetiredAddress[];
}

export const NO_CONTACTS: Contacts = { claims: [], retired: [] };

/** That a message is on its way to the person, or reached them: from then on it counts against the windows. */
export interface ContactClaim {
  readonly messageId: string;
  readonly channel: Channel;
  /** When it was claimed, in ms since 1970: what windows count by. */
  readonly atMs: number;
  /** claimed: being sent, or cut off. refused: not sent, and never will be. interrupted: it may have been sent. */
  readonly status: 'claimed' | 'sent' | 'refused' | 'interrupted';
  /** It counts against nothing. */
  readonly isTransactional: boolean;
  /** How many messages the person had opened before it: the same later means that it was not opened, nor any since. */
  readonly opened: number;
}

/** An address that bounced, complained or is gone. */
export interface RetiredAddress {
  readonly channel: Channel;
  /** SHA-256 of the address as it is sent to. */
  readonly addressHash: string;
  readonly because: RetiredReason;
  readonly atMs: number;
}

export const RETIRED_REASONS = ['bounced', 'complained', 'gone'] as const;
export type RetiredReason = (typeof RETIRED_REASONS)[number];

/** The longest window that a policy may have. */
export const MAX_WINDOW_MS = 90 * DAY_MS;
/** Machines may differ by so much in what time it is; what is claimed from further in the past has to wait. */
export const CLOCKS_DIFFER_MS = 2 * DAY_MS;
/** Claims are kept as long as any window, seen from any clock, may ask for them. */
export const CLAIMS_KEPT_MS = MAX_WINDOW_MS + CLOCKS_DIFFER_MS;
/** Of a person within that time; they lie in one row of the store, of 400 KB at most. */
export const MOST_CLAIMS = 1000;
const MOST_RETIRED = 100;

/** The claim of a message, if there is one. */
export const claimOf = ({ claims }: Contacts, messageId: string): ContactClaim | undefined =>
  claims.find((claim) => claim.messageId === messageId);

/** With one more claim; what no window can ask for any more is forgotten. */
export function withClaim(contacts: Contacts, claim: ContactClaim): Contacts {
  const claims = [...contacts.claims, claim].sort((a, b) => a.atMs - b.atMs || (a.messageId < b.messageId ? -1 : 1));
  const fromMs = claims.at(-1)!.atMs - CLAIMS_KEPT_MS;
  return { ...contacts, claims: claims.filter(({ atMs }) => atMs >= fromMs) };
}

/** With a claim as it turned out; the same object where there is none. */
export function withStatus(contacts: Contacts, messageId: string, status: ContactClaim['status']): Contacts {
  const at = contacts.claims.findIndex((claim) => claim.messageId === messageId);
  const claim = contacts.claims[at];
  if (claim === undefined || claim.status === status) return contacts;
  return { ...contacts, claims: contacts.claims.with(at, { ...claim, status }) };
}

/** Without the claim of a message that was surely not sent: it may be claimed anew. */
export const withoutClaim = (contacts: Contacts, messageId: string): Contacts => ({
  ...contacts,
  claims: contacts.claims.filter((claim) => claim.messageId !== messageId),
});

/** With an address that is not to be used again; the same object where it is known. */
export function withRetired(contacts: Contacts, retired: RetiredAddress): Contacts {
  if (isRetired(contacts, retired.channel, retired.addressHash)) return contacts;
  return { ...contacts, retired: [...contacts.retired, retired].slice(-MOST_RETIRED) };
}

export const isRetired = (contacts: Contacts, channel: Channel, addressHash: string): boolean =>
  contacts.retired.some((one) => one.channel === channel && one.addressHash === addressHash);
