import type { ContactPolicy } from '../../domain/contact-policy.ts';
import type { ContactClaim, Contacts, RetiredAddress } from '../../domain/contacts.ts';
import type { ToldLine } from '../../ports/contacts.ts';
import type { StoredDocument } from '../../ports/documents.ts';
import type { HeldMessage } from '../../ports/held-messages.ts';
import type { SiteMessage } from '../../ports/site-messages.ts';
import type { FieldRecord, Fields } from './field-record.ts';

const counting = { purposes: ['marketing'], kept: 'contacts' } as const;
/** What messages cost counts against what experiments earn. */
const costing = { purposes: ['marketing', 'analytics'], kept: 'contacts' } as const;

const CLAIM_FIELDS = {
  messageId: { ...counting, why: 'which message it is, so that it is sent once', category: 'identifier' },
  channel: { ...costing, why: 'windows of a channel count its own; what was sent costs by it', category: 'behaviour' },
  atMs: { ...costing, why: 'no more messages in a time than the shop allows itself', category: 'behaviour' },
  status: { ...costing, why: 'whether it was sent, or cut off', category: 'technical' },
  isTransactional: { ...counting, why: 'what counts against nothing', category: 'technical' },
  opened: { ...counting, why: 'who opens nothing is told less', category: 'behaviour' },
} as const satisfies Record<keyof ContactClaim, FieldRecord>;

const RETIRED_FIELDS = {
  channel: {
    purposes: ['service'],
    why: 'over which channel nobody is reached there',
    category: 'technical',
    kept: 'contacts',
  },
  addressHash: {
    purposes: ['service'],
    why: 'hash of an address that nothing is to be sent to any more; the address is not kept',
    category: 'identifier',
    kept: 'contacts',
  },
  because: {
    purposes: ['service'],
    why: 'whether it bounced, complained or is gone',
    category: 'statement',
    kept: 'contacts',
  },
  atMs: { purposes: ['service'], why: 'since when', category: 'technical', kept: 'contacts' },
} as const satisfies Record<keyof RetiredAddress, FieldRecord>;

/** What a person was told lately: a list of each. */
export const CONTACT_FIELDS = {
  claims: { each: CLAIM_FIELDS },
  retired: { each: RETIRED_FIELDS },
} as const satisfies Record<keyof Contacts, Fields[string]>;

const telling = { purposes: ['marketing', 'service'], kept: 'history' } as const;

export const TOLD_FIELDS = {
  messageId: { ...telling, why: 'which message it was', category: 'identifier' },
  atMs: { ...telling, why: 'when it was sent, or it turned out that it will not be', category: 'behaviour' },
  channel: { ...telling, why: 'over which channel', category: 'behaviour' },
  status: { ...telling, why: 'what became of it', category: 'behaviour' },
  reason: { ...telling, why: 'why it was not sent, for whoever asks', category: 'behaviour' },
  campaign: { ...telling, why: 'of which campaign it was, whose effect is measured by it', category: 'technical' },
  overridden: { ...telling, why: 'why the shop did not ask its contact policy: an audit', category: 'statement' },
} as const satisfies Record<keyof ToldLine, FieldRecord>;

const holding = { purposes: ['marketing', 'service'], kept: 'held' } as const;

/** A message of the shop's own that may not be sent yet. */
export const HELD_FIELDS = {
  message: { ...holding, why: 'the words that the person is told, as soon as they may be', category: 'derived' },
  overridePolicy: { ...holding, why: 'why the shop did not ask its contact policy', category: 'statement' },
  giveUpAtMs: { ...holding, why: 'from when it is not sent any more', category: 'technical' },
} as const satisfies Record<keyof HeldMessage, FieldRecord>;

const waiting = { purposes: ['marketing'], kept: 'site' } as const;

export const SITE_MESSAGE_FIELDS = {
  messageId: { ...waiting, why: 'which message it is', category: 'identifier' },
  content: { ...waiting, why: 'the words that the person is to see on the site', category: 'derived' },
  campaign: { ...waiting, why: 'of which campaign it is', category: 'technical' },
  sentAtMs: { ...waiting, why: 'the newest is shown first', category: 'technical' },
  showUntilMs: { ...waiting, why: 'when it is shown no more', category: 'technical' },
} as const satisfies Record<keyof SiteMessage, FieldRecord>;

const operating = { purposes: ['service'], kept: 'operator', category: 'technical' } as const;

/** The row of a document has its id as a key. */
export const CONTACT_DOCUMENT_FIELDS = {
  body: {
    ...operating,
    why: 'how often and when people may be told something, and which system of the shop is told; names nobody',
  },
  revision: { ...operating, why: 'two writers do not undo each other' },
} as const satisfies Record<Exclude<keyof StoredDocument<ContactPolicy>, 'id'>, FieldRecord>;

/** Of an export that the next one is compared with. */
export const AUDIENCE_EXPORT_FIELDS = {
  entries: {
    purposes: ['advertising'],
    why: 'hashes of the addresses that advertisers were handed, so that they can be told who is to be removed',
    category: 'identifier',
    kept: 'export',
  },
} as const satisfies Fields;
