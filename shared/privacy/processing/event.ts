import type { Event, QuarantinedEvent } from '../../domain/event.ts';
import type { FieldRecord } from './field-record.ts';

const kept = 'history';

export const EVENT_FIELDS = {
  messageId: {
    purposes: ['service'],
    why: 'tells a retry from another event',
    category: 'identifier',
    kept,
  },
  type: { purposes: ['analytics', 'service'], why: 'how the event is to be read', category: 'behaviour', kept },
  userId: {
    purposes: ['analytics', 'personalisation', 'profiling', 'marketing', 'advertising', 'research'],
    why: 'whose event it is',
    category: 'identifier',
    kept,
  },
  anonymousId: {
    purposes: ['analytics', 'personalisation', 'profiling', 'research'],
    why: 'which device’s event it is, so that visits without a log-in belong together',
    category: 'identifier',
    kept,
  },
  atMs: {
    purposes: ['analytics', 'personalisation', 'profiling', 'research'],
    why: 'puts events in order; what is recent counts more',
    category: 'behaviour',
    kept,
  },
  clientAtMs: {
    purposes: ['service'],
    why: 'part of the storage key, so that a retry overwrites the event with itself',
    category: 'technical',
    kept,
  },
  receivedAtMs: {
    purposes: ['service'],
    why: 'corrects the client’s clock, and says when the event goes',
    category: 'technical',
    kept,
  },
  name: {
    purposes: ['analytics', 'personalisation', 'profiling', 'research'],
    why: 'what was done: viewed, put in the cart, bought; or the page’s name',
    category: 'behaviour',
    kept,
  },
  properties: {
    purposes: ['analytics', 'personalisation', 'profiling', 'research'],
    why: 'with which items, how many, at what price',
    category: 'behaviour',
    kept,
  },
  traits: {
    purposes: ['personalisation', 'profiling', 'marketing'],
    why: 'what the shop says of the person',
    category: 'trait',
    kept,
  },
  context: {
    purposes: ['analytics', 'personalisation', 'profiling', 'research'],
    why: 'market, kind of device and hour of the day; address, agent and place stay in the timeline and are put to no use',
    category: 'context',
    kept,
  },
  groupId: {
    purposes: ['analytics'],
    why: 'which company or household the shop says the person belongs to',
    category: 'identifier',
    kept,
  },
  previousId: {
    purposes: ['service'],
    why: 'which id was the person’s before',
    category: 'identifier',
    kept,
  },
  refused: {
    purposes: ['service'],
    why: 'keeps the event from every purpose that was not granted when it was captured',
    category: 'statement',
    kept,
  },
  extra: {
    purposes: ['service'],
    why: 'what the client sent beside, so that an export gives back what came in; it is put to no use',
    category: 'behaviour',
    kept,
  },
} as const satisfies Record<keyof Event, FieldRecord>;

/** What could not be taken is for mending what sends it, and for nothing else. */
const mending = { purposes: ['service'], kept: 'quarantine' } as const;

export const QUARANTINED_FIELDS = {
  messageId: { ...mending, why: 'which event it is, to find it at its sender', category: 'identifier' },
  receivedAtMs: { ...mending, why: 'when it came, and when it goes', category: 'technical' },
  code: { ...mending, why: 'what is wrong with it', category: 'technical' },
  pointer: { ...mending, why: 'where in the event it is wrong', category: 'technical' },
  reason: { ...mending, why: 'why it could not be taken', category: 'technical' },
  body: { ...mending, why: 'the event as it came, to mend and replay it', category: 'behaviour' },
} as const satisfies Record<keyof QuarantinedEvent, FieldRecord>;
