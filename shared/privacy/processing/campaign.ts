import type { CampaignSend, Journey, MetVariants } from '../../domain/journey.ts';
import type { FieldRecord, Fields } from './field-record.ts';

const telling = { purposes: ['marketing'], kept: 'history' } as const;

/** Where a person is in a campaign. */
export const JOURNEY_FIELDS = {
  campaignId: { ...telling, why: 'which campaign it is', category: 'technical' },
  entry: {
    ...telling,
    why: 'what began it, so that it begins once and no message is sent twice',
    category: 'identifier',
  },
  triggeredAtMs: { ...telling, why: 'when what began it happened', category: 'behaviour' },
  itemIds: { ...telling, why: 'which items the person is told of', category: 'behaviour' },
  status: { ...telling, why: 'whether it goes on', category: 'technical' },
  enteredAtMs: { ...telling, why: 'when it came to its first step', category: 'technical' },
  stepId: { ...telling, why: 'which step it is at', category: 'technical' },
  waitsUntilMs: { ...telling, why: 'until when it waits', category: 'technical' },
  heldBecause: { ...telling, why: 'why a message is held back', category: 'derived' },
  reachedAtMs: { ...telling, why: 'how long a message may be held back', category: 'technical' },
  offeredAtMs: { ...telling, why: 'so that an offer is given once', category: 'technical' },
  variant: {
    ...telling,
    why: 'which of several ways the person was led, to learn which is better',
    category: 'technical',
  },
  hasMetHoldout: {
    ...telling,
    why: 'whether it has come to where who is held out is told nothing, so that both are counted alike',
    category: 'technical',
  },
  drawn: {
    ...telling,
    why: 'which ways were drawn and with which chance, to learn which is better',
    category: 'technical',
  },
  because: { ...telling, why: 'why it ended', category: 'derived' },
  endedAtMs: { ...telling, why: 'when it ended', category: 'technical' },
} as const satisfies Record<keyof Journey, FieldRecord>;

/** That a message of a campaign went out. */
export const SEND_FIELDS = {
  atMs: { ...telling, why: 'which orders count as its doing', category: 'technical' },
  stepId: { ...telling, why: 'which message it was', category: 'technical' },
  messageId: { ...telling, why: 'what the person did with it is counted for the campaign', category: 'identifier' },
  variant: { ...telling, why: 'which way counts', category: 'technical' },
  drawn: { ...telling, why: 'which ways were drawn before it', category: 'technical' },
  claim: { ...telling, why: 'which offer was given with it, so that its cost is counted', category: 'derived' },
} as const satisfies Record<keyof CampaignSend, FieldRecord>;

/** That the person met variants of experiments, whether they were told anything or not. */
export const MET_FIELDS = {
  atMs: { purposes: ['analytics'], why: 'from when on what they do counts', category: 'technical', kept: 'history' },
  variants: {
    purposes: ['analytics'],
    why: 'which variants of experiments the person met, to learn which is better',
    category: 'technical',
    kept: 'history',
  },
} as const satisfies Record<keyof MetVariants, FieldRecord>;

const set = (why: string): Fields => ({
  body: { purposes: ['service'], why, category: 'technical', kept: 'operator' },
  revision: {
    purposes: ['service'],
    why: 'two writers do not undo each other',
    category: 'technical',
    kept: 'operator',
  },
});

export const TEMPLATE_FIELDS = set('what messages say, with the names of what is filled in; names nobody');
export const LANGUAGE_FIELDS = set('what the shop writes in, its words, and how far they are translated; names nobody');
export const CAMPAIGN_FIELDS = set('what is said to whom, when and why, as the shop has set it; names nobody');
export const BROADCAST_FIELDS = set('how far down the roll people have entered, by a place that names nobody');
