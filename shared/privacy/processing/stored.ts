import { BROADCAST_FIELDS, CAMPAIGN_FIELDS, JOURNEY_FIELDS, SEND_FIELDS, TEMPLATE_FIELDS } from './campaign.ts';
import {
  AUDIENCE_EXPORT_FIELDS,
  CONTACT_DOCUMENT_FIELDS,
  CONTACT_FIELDS,
  SITE_MESSAGE_FIELDS,
  TOLD_FIELDS,
} from './contact.ts';
import { DECISION_FIELDS, DECISION_LINE_FIELDS, LATE_FIELDS, STATE_FIELDS } from './decision.ts';
import {
  DATASET_FIELDS,
  DEMAND_FIELDS,
  INTERACTION_FIELDS,
  MODEL_FIELDS,
  PAIR_FIELDS,
  ROLL_FIELDS,
  ROLL_MANIFEST_FIELDS,
  SNAPSHOT_FIELDS,
  SNAPSHOT_RELATION_FIELDS,
  STEP_FIELDS,
} from './derived.ts';
import { EVENT_FIELDS, QUARANTINED_FIELDS } from './event.ts';
import type { FieldRecord, Fields, Kept, ObjectRecord, RowRecord } from './field-record.ts';
import { ACCESS_KEY_FIELDS, SECRET_FIELDS, SEGMENT_FIELDS } from './operator.ts';
import { ALIAS_FIELDS, LINK_FIELDS, PERSON_FIELDS, RELATION_FIELDS } from './person.ts';
import { OPEN_REQUEST_FIELDS, REQUEST_FIELDS } from './requests.ts';
import { FLAG_FIELDS } from './traffic.ts';

const technical = (why: string, kept: Kept): FieldRecord => ({
  purposes: ['service'],
  why,
  category: 'technical',
  kept,
});

/** Keys of a row: where it lies, which says whose it is. */
const keysOf = (kept: Kept) =>
  ({
    pk: { purposes: ['service'], why: 'whose the row is, or of which day', category: 'identifier', kept },
    sk: { purposes: ['service'], why: 'which of the rows it is', category: 'identifier', kept },
  }) as const satisfies Fields;
const expiry = (kept: Kept) => ({ expiresAt: technical('when the row goes by itself', kept) });

const PERSON = /^[UA]#/;

/** Every sort of row of every table. A new one has its line here, and its fields in a file beside this one. */
export const ROWS: readonly RowRecord[] = [
  {
    store: 'people',
    name: 'event',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^E#/ },
    fields: { ...keysOf('history'), body: { json: EVENT_FIELDS }, ...expiry('history') },
  },
  {
    store: 'people',
    name: 'record of a person',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^PROFILE$/ },
    fields: {
      ...keysOf('person'),
      body: { json: PERSON_FIELDS },
      revision: technical('two writers do not undo each other', 'person'),
    },
  },
  {
    store: 'people',
    name: 'device of a person',
    of: 'shoppers',
    keys: { pk: /^U#/, sk: /^I#/ },
    fields: {
      ...keysOf('person'),
      link: { object: LINK_FIELDS },
      isWhole: technical('whether all the device’s events lie under the person too', 'person'),
    },
  },
  {
    store: 'people',
    name: 'owner of a device',
    of: 'shoppers',
    keys: { pk: /^A#/, sk: /^ALIAS$/ },
    fields: { ...keysOf('person'), ...ALIAS_FIELDS },
  },
  {
    store: 'people',
    name: 'relation of a person',
    of: 'shoppers',
    keys: { pk: /^U#/, sk: /^C#/ },
    fields: { ...keysOf('history'), relation: { object: RELATION_FIELDS }, ...expiry('history') },
  },
  {
    store: 'people',
    name: 'state of a profile',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^STATE$/ },
    fields: { ...keysOf('history'), ...STATE_FIELDS, ...expiry('history') },
  },
  {
    store: 'people',
    name: 'what is foreseen',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^PREDICTIONS$/ },
    fields: {
      ...keysOf('prediction'),
      predictions: {
        purposes: ['personalisation', 'profiling'],
        why: 'what the person may do, and what they did not tell, foreseen with their consent; marked as foreseen',
        category: 'derived',
        kept: 'prediction',
      },
      ...expiry('prediction'),
    },
  },
  {
    store: 'people',
    name: 'segments of a night',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^SEGMENTS$/ },
    fields: {
      ...keysOf('prediction'),
      segments: {
        purposes: ['personalisation', 'profiling', 'marketing'],
        why: 'which segments the night found the person in, and why',
        category: 'derived',
        kept: 'prediction',
      },
      ...expiry('prediction'),
    },
  },
  {
    store: 'people',
    name: 'what friends chose',
    of: 'shoppers',
    keys: { pk: /^U#/, sk: /^FRIENDS$/ },
    fields: {
      ...keysOf('prediction'),
      choices: {
        purposes: ['personalisation', 'profiling'],
        why: 'items that people whom the person knows turned to, where all of them agreed; names none of them',
        category: 'derived',
        kept: 'prediction',
      },
      ...expiry('prediction'),
    },
  },
  {
    store: 'people',
    name: 'what a person was told lately',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^CONTACTS$/ },
    fields: {
      ...keysOf('contacts'),
      body: { json: CONTACT_FIELDS },
      revision: technical('two writers do not undo each other', 'contacts'),
      ...expiry('contacts'),
    },
  },
  {
    store: 'people',
    name: 'what became of a message',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^TOLD#/ },
    fields: { ...keysOf('history'), told: { object: TOLD_FIELDS }, ...expiry('history') },
  },
  {
    store: 'people',
    name: 'message that waits on the site',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^TOSHOW#/ },
    fields: { ...keysOf('site'), message: { object: SITE_MESSAGE_FIELDS }, ...expiry('site') },
  },
  {
    store: 'people',
    name: 'flag of a person',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^B#FLAG$/ },
    fields: { ...keysOf('flag'), flag: { object: FLAG_FIELDS }, ...expiry('flag') },
  },
  {
    store: 'people',
    name: 'bot of a night',
    of: 'shoppers',
    keys: { pk: /^F#/ },
    fields: { ...keysOf('listed'), ...expiry('listed') },
  },
  {
    store: 'people',
    name: 'privacy request',
    of: 'shoppers',
    keys: { pk: /^REQUESTS$/, sk: /^(?!OPEN#)/ },
    fields: { ...keysOf('request'), body: { json: REQUEST_FIELDS }, ...expiry('request') },
  },
  {
    store: 'people',
    name: 'ids of an open request',
    of: 'shoppers',
    keys: { pk: /^REQUESTS$/, sk: /^OPEN#/ },
    fields: { ...keysOf('request'), ...OPEN_REQUEST_FIELDS, ...expiry('request') },
  },
  {
    store: 'people',
    name: 'used link',
    of: 'nobody',
    keys: { pk: /^T#/, sk: /^SPENT$/ },
    fields: { ...keysOf('token'), ...expiry('token') },
  },
  {
    store: 'people',
    name: 'mark of a replay',
    of: 'nobody',
    keys: { pk: /^Q#\d{4}-\d\d-\d\d$/, sk: /^R#/ },
    fields: { ...keysOf('quarantine'), ...expiry('quarantine') },
  },
  {
    store: 'people',
    name: 'mark of late events',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^LATE$/ },
    fields: { ...keysOf('history'), ...LATE_FIELDS, ...expiry('history') },
  },
  {
    store: 'people',
    name: 'decision of a person',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^D#/ },
    fields: { ...keysOf('decision'), line: { object: DECISION_LINE_FIELDS }, ...expiry('decision') },
  },
  {
    store: 'people',
    name: 'record of a decision',
    of: 'shoppers',
    keys: { pk: /^D#/, sk: /^RECEIPT$/ },
    fields: { ...keysOf('decision'), body: { json: DECISION_FIELDS }, ...expiry('decision') },
  },
  {
    store: 'people',
    name: 'journey of a person',
    of: 'shoppers',
    keys: { pk: PERSON, sk: /^WAIT#/ },
    fields: {
      ...keysOf('history'),
      journey: { object: JOURNEY_FIELDS },
      tally: {
        purposes: ['marketing'],
        why: 'how often what became of the person’s journeys and messages, so that results can be counted',
        category: 'derived',
        kept: 'history',
      },
      sends: { each: SEND_FIELDS },
      triggeredAtMs: technical('one event begins one journey', 'history'),
      endedAtMs: technical('who may enter again', 'history'),
      dueShard: technical('finds journeys that are due', 'history'),
      dueAtMs: technical('when the journey goes on', 'history'),
      revision: technical('two ticks do not take one step twice', 'history'),
      ...expiry('history'),
    },
  },
  {
    store: 'people',
    name: 'quarantined event',
    of: 'shoppers',
    keys: { pk: /^Q#\d{4}-\d\d-\d\d$/, sk: /^\d/ },
    fields: { ...keysOf('quarantine'), quarantined: { object: QUARANTINED_FIELDS }, ...expiry('quarantine') },
  },
  {
    store: 'people',
    name: 'suppressed id',
    of: 'shoppers',
    keys: { pk: /^S#/, sk: /^SUPPRESSED$/ },
    fields: {
      pk: {
        purposes: ['service'],
        why: 'keyed hash of an id that must not come back; the id cannot be read from it',
        category: 'identifier',
        kept: 'suppression',
      },
      sk: technical('what the row says', 'suppression'),
    },
  },
  {
    store: 'control',
    name: 'key of the API',
    of: 'operators',
    keys: { pk: /^KEY$/ },
    fields: { ...keysOf('operator'), ...ACCESS_KEY_FIELDS },
  },
  {
    store: 'control',
    name: 'secret of the deployment',
    of: 'nobody',
    keys: { pk: /^SECRET$/ },
    fields: { ...keysOf('operator'), ...SECRET_FIELDS },
  },
  {
    store: 'control',
    name: 'segment of the shop',
    of: 'nobody',
    keys: { pk: /^SEGMENT$/ },
    fields: { ...keysOf('operator'), ...SEGMENT_FIELDS },
  },
  {
    store: 'control',
    name: 'template of the shop',
    of: 'nobody',
    keys: { pk: /^TEMPLATE$/ },
    fields: { ...keysOf('operator'), ...TEMPLATE_FIELDS },
  },
  {
    store: 'control',
    name: 'campaign of the shop',
    of: 'nobody',
    keys: { pk: /^CAMPAIGN$/ },
    fields: { ...keysOf('operator'), ...CAMPAIGN_FIELDS },
  },
  {
    store: 'control',
    name: 'progress of a broadcast',
    of: 'nobody',
    keys: { pk: /^BROADCAST$/ },
    fields: { ...keysOf('operator'), ...BROADCAST_FIELDS },
  },
  {
    store: 'control',
    name: 'counts of a campaign',
    of: 'nobody',
    keys: { pk: /^TALLY$/ },
    fields: {
      ...keysOf('operator'),
      '*': {
        purposes: ['service'],
        why: 'how many journeys and messages came to what, over everybody; names nobody',
        category: 'derived',
        kept: 'operator',
      },
    },
  },
  {
    store: 'control',
    name: 'contact policy of the shop',
    of: 'nobody',
    keys: { pk: /^CONTACT$/ },
    fields: { ...keysOf('operator'), ...CONTACT_DOCUMENT_FIELDS },
  },
];

/** Every sort of object of every bucket. */
export const OBJECTS: readonly ObjectRecord[] = [
  {
    store: 'snapshots',
    name: 'interactions of a snapshot',
    of: 'shoppers',
    key: /^snapshots\/[^/]+\/interactions\/.*[.]parquet$/,
    fields: INTERACTION_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'bots of a snapshot',
    of: 'shoppers',
    key: /^snapshots\/[^/]+\/flagged\/.*[.]parquet$/,
    fields: {
      personKey: {
        purposes: ['analytics'],
        why: 'pseudonyms of those whom nothing is learnt from',
        category: 'identifier',
        kept: 'snapshot',
      },
    },
  },
  {
    store: 'snapshots',
    name: 'relations of a snapshot',
    of: 'shoppers',
    key: /^snapshots\/[^/]+\/relations\/.*[.]parquet$/,
    fields: SNAPSHOT_RELATION_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'pairs of a snapshot',
    of: 'shoppers',
    key: /^snapshots\/[^/]+\/neighbours\//,
    fields: PAIR_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'roll of a night',
    of: 'shoppers',
    key: /^snapshots\/[^/]+\/roll\/.*[.]parquet$/,
    fields: ROLL_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'manifest of a roll',
    of: 'nobody',
    key: /^snapshots\/[^/]+\/roll\/manifest[.]json$/,
    fields: ROLL_MANIFEST_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'manifest of a snapshot',
    of: 'nobody',
    key: /^snapshots\/[^/]+\/manifest[.]json$/,
    fields: SNAPSHOT_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'input of a task',
    of: 'nobody',
    key: /^snapshots\/steps\//,
    fields: STEP_FIELDS,
  },
  {
    store: 'snapshots',
    name: 'export of an audience',
    of: 'shoppers',
    key: /^exports\/audiences\/[^/]+\/[0-9a-f]{32}[.]json$/,
    fields: AUDIENCE_EXPORT_FIELDS,
  },
  { store: 'snapshots', name: 'data set', of: 'shoppers', key: /^datasets\//, fields: DATASET_FIELDS },
  {
    store: 'models',
    name: 'version of a model',
    of: 'shoppers',
    key: /^models\/(?!demand\/)[^/]+\/[^/]+\/[^/]+$/,
    fields: MODEL_FIELDS,
  },
  {
    store: 'models',
    name: 'demand for items',
    of: 'shoppers',
    key: /^models\/demand\/[^/]+\/[^/]+$/,
    fields: DEMAND_FIELDS,
  },
];

/** What is kept and says nothing of people: by store, and what its keys look like. */
export const NOT_OF_PEOPLE: readonly { readonly store: string; readonly key?: RegExp; readonly words: string }[] = [
  { store: 'catalog', words: 'what the shop sells' },
  { store: 'snapshots', key: /^snapshots\/[^/]+\/items\//, words: 'a copy of the catalog' },
  { store: 'snapshots', key: /^snapshots\/counting\//, words: 'names of files that an engine wrote' },
  { store: 'snapshots', key: /^rolls\//, words: 'which night’s roll is the newest' },
  { store: 'snapshots', key: /^reports\/quality\//, words: 'counts of a day’s events' },
  { store: 'snapshots', key: /^anomalies\//, words: 'numbers of the shop, and what broke with their past' },
  { store: 'snapshots', key: /^reports\/campaigns\//, words: 'what came of campaigns, counted over everybody' },
  { store: 'snapshots', key: /^reports\/catalog-marks[.]json$/, words: 'prices and stock of the last night' },
  { store: 'snapshots', key: /^reports\/cards\//, words: 'cards of models: figures of twenty people or more' },
  { store: 'models', key: /^models\/[^/]+\/current[.]json$/, words: 'which version is served' },
];
