import { PURPOSES } from '../../shared/domain/consent.ts';
import { USES } from '../../shared/privacy/consent.ts';
import {
  type FieldRecord,
  KEPT,
  type Kept,
  type ObjectRecord,
  type ProcessingPurpose,
  type RowRecord,
} from '../../shared/privacy/processing/field-record.ts';
import { linesOf, type RecordLine, STORED } from '../../shared/privacy/processing/lines.ts';
import { PURPOSE_RECORDS, type PurposeRecord } from '../../shared/privacy/processing/purposes.ts';
import { NOT_OF_PEOPLE } from '../../shared/privacy/processing/stored.ts';
import { type StoreName, stores } from '../topology.ts';
import { ACCESS_LOG_FIELDS, FUNCTION_LOG_FIELDS } from './logs.ts';
import { bullets, table } from './markdown.ts';
import { RECIPIENTS } from './recipients.ts';
import { copiesOf, inDays, RETENTION } from './retention.ts';

/**
 * The record of processing activities (GDPR Art. 30) of the plan as it stands, as Markdown.
 * @throws Error naming a store of the plan of which nothing is recorded, or a recorded store that the plan has not.
 */
export function processingDocument(): string {
  checkStores(Object.keys(stores));
  return `${[
    '# Record of processing',
    '<!-- Made by `npm run docs:processing` of shared/privacy/processing and infra/topology.ts; change those. -->',
    INTRODUCTION,
    '## Purposes',
    purposeTable(),
    '## Whose data, and which',
    ...STORED.map(section),
    ...logSections(),
    '## What says nothing of people',
    bullets(NOT_OF_PEOPLE.map(({ store, words }) => `${store}: ${words}`)),
    '## How long',
    retentionTable(),
    '### Kept longer than a purpose wants it',
    LONGER_WORDS,
    bullets(longerThanWanted()),
    '## Who receives them',
    'AWS, as the shop’s processor, by these services. Nobody else; the code calls no service outside the account.',
    table(
      ['service', 'sees'],
      Object.values(RECIPIENTS).map(({ name, sees }) => [name, sees]),
    ),
    '## Transfers',
    'None. Every resource lies in the region that the stacks are deployed to, and nothing is copied to another.',
    '## Security measures',
    bullets(MEASURES),
  ].join('\n\n')}\n`;
}

const INTRODUCTION =
  'What GDPR Art. 30 asks a controller to write down. The controller is the shop: its name, its contact and its data ' +
  'protection officer go into its own copy. All else follows from the code.';

const LONGER_WORDS =
  'A field that serves several purposes is kept as long as the one that wants it longest, or as long as nobody takes ' +
  'it away. A purpose that wants it for a shorter time is named here; the shop must not use it for that purpose any longer.';

const MEASURES = [
  'Tables, buckets, queues, topics and logs are encrypted with keys that AWS manages, and are reached over TLS only.',
  'Each function has a role of its own, with the actions and the stores that the plan grants it, and no other.',
  'Keys are kept as hashes; a write key captures and reads nothing.',
  'Logs hold ids of requests and versions, and counts: no event, no address, no path.',
  'What is learnt at night holds no id of a person; an id that must not come back is kept as a keyed hash.',
  'Consent is asked of one table for every use; an event keeps what was refused when it was captured.',
];

// ── Tables ──────────────────────────────────────────────────────────────────────────────────────────

function purposeTable(): string {
  const purposes: readonly ProcessingPurpose[] = ['service', ...PURPOSES];
  return table(
    ['purpose', 'to', 'wanted by', 'wants data for', 'because'],
    purposes.map((purpose) => {
      const { words, mostDays, because }: PurposeRecord = PURPOSE_RECORDS[purpose];
      const uses = Object.values(USES).filter((use) => (use.purposes as readonly string[]).includes(purpose));
      const wanted = uses.map((use) => use.words).join('; ') || '–';
      return [`\`${purpose}\``, words, wanted, mostDays === undefined ? '–' : inDays(mostDays), because];
    }),
  );
}

function section(stored: RowRecord | ObjectRecord): string {
  const lines = linesOf(stored);
  return `### ${stored.store}: ${stored.name}\n\nOf ${stored.of}.\n\n${fieldTable(lines)}`;
}

const logSections = (): readonly string[] =>
  [
    ['access log', ACCESS_LOG_FIELDS] as const,
    ['logs of functions and of the night', FUNCTION_LOG_FIELDS] as const,
  ].map(
    ([name, fields]) =>
      `### Logs: ${name}\n\nOf nobody.\n\n${fieldTable(Object.entries(fields).map(([field, it]) => ({ field, ...it })))}`,
  );

const fieldTable = (lines: readonly RecordLine[]): string =>
  table(
    ['field', 'category', 'purposes', 'why', 'kept'],
    lines.map(({ field, category, purposes, why, kept }) => [
      `\`${field}\``,
      category,
      purposes.join(', '),
      why,
      keptWords(kept),
    ]),
  );

function retentionTable(): string {
  const ends = table(
    ['kept', 'ended by'],
    (Object.keys(KEPT) as Kept[]).map((kept) => [keptWords(kept), RETENTION[kept].words]),
  );
  const copies = table(
    ['store', 'copies that outlive a removal'],
    (Object.keys(stores) as StoreName[]).map((name) => [name, copiesOf(name)]),
  );
  return `${ends}\n\n${copies}`;
}

const keptWords = (kept: Kept): string => {
  const { days } = RETENTION[kept];
  return days === undefined ? KEPT[kept] : `${days} ${KEPT[kept]}`;
};

// ── Checks ──────────────────────────────────────────────────────────────────────────────────────────

/** @param planned - names of the plan's stores. @throws Error naming a store of one side that the other does not know. */
export function checkStores(planned: readonly string[]): void {
  const recorded = new Set([...STORED, ...NOT_OF_PEOPLE].map(({ store }) => store));
  const missing = planned.filter((name) => !recorded.has(name));
  if (missing.length > 0) {
    throw new Error(
      `store ${missing.join(', ')} of infra/topology.ts: say in shared/privacy/processing/stored.ts what it keeps, what for and how long`,
    );
  }
  const unplanned = [...recorded].filter((name) => !planned.includes(name));
  if (unplanned.length > 0) throw new Error(`recorded, but not in infra/topology.ts: ${unplanned.join(', ')}`);
}

/** Fields that are kept longer than one of their purposes wants them, by what is stored. */
export function longerThanWanted(): readonly string[] {
  return STORED.flatMap((stored) => {
    const fieldsOf = new Map<string, string[]>();
    for (const line of linesOf(stored)) {
      for (const purpose of line.purposes.filter((it) => isOver(it, line))) {
        const fields = fieldsOf.get(purpose) ?? [];
        fields.push(`\`${line.field}\``);
        fieldsOf.set(purpose, fields);
      }
    }
    return Array.from(fieldsOf, ([purpose, fields]) => `${stored.name}: ${fields.join(', ')} for \`${purpose}\``);
  });
}

function isOver(purpose: ProcessingPurpose, { kept }: FieldRecord): boolean {
  const { mostDays }: PurposeRecord = PURPOSE_RECORDS[purpose];
  return mostDays !== undefined && (RETENTION[kept].days ?? Number.POSITIVE_INFINITY) > mostDays;
}
