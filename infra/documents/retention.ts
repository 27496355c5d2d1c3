import type { Kept } from '../../shared/privacy/processing/field-record.ts';
import { type Bucket, functions, LOG_DAYS, OLD_VERSION_DAYS, type StoreName, stores, type Table } from '../topology.ts';

export interface Retention {
  /** Absent where no day is set. */
  readonly days?: number;
  /** What ends it, and where that is set. */
  readonly words: string;
}

const { HISTORY_DAYS, QUARANTINE_DAYS } = functions.capture.environment;

/** Days after which objects under a prefix go by themselves. @throws Error where the plan does not say. */
function expiryOf(prefix: string): number {
  const rule = stores.snapshots.expiry.find((it) => it.prefix === prefix);
  if (rule === undefined) throw new Error(`infra/topology.ts: nothing ends what lies under ${prefix}`);
  return rule.days;
}

const anyRow = 'the table’s time to live takes it away';

/** The days that the plan gives to each way of keeping. */
export const RETENTION: Readonly<Record<Kept, Retention>> = {
  history: { days: Number(HISTORY_DAYS), words: `HISTORY_DAYS; ${anyRow}` },
  contacts: {
    words: `92 days after the last message, by the table’s time to live; retired addresses as a person’s record`,
  },
  held: {
    words: `when it is sent or dropped, at the latest a day after it is given up: seven days after it was asked for unless it says otherwise; ${anyRow}`,
  },
  site: { words: `when it is shown, or on the day that it says, 30 days later unless it does; ${anyRow}` },
  quarantine: { days: Number(QUARANTINE_DAYS), words: `QUARANTINE_DAYS; ${anyRow}` },
  conversation: { days: Number(functions.assist.environment.CONVERSATION_DAYS), words: `CONVERSATION_DAYS; ${anyRow}` },
  decision: { days: Number(functions.decide.environment.DECISION_DAYS), words: `DECISION_DAYS; ${anyRow}` },
  prediction: { days: 3, words: `three days; ${anyRow}` },
  claim: { words: `400 days after the last offer to a person, 60 after a claim lapsed; ${anyRow}` },
  flag: {
    words: '90 days after a night said so, by the table’s time to live; an operator’s word until it is taken back',
  },
  translation: { days: 90, words: `ninety days; ${anyRow}` },
  listed: { days: 14, words: `two weeks; ${anyRow}` },
  request: { words: 'three years, by the table’s time to live; the ids in it until it is done' },
  token: { days: 9, words: `a day after the link would have ended; ${anyRow}` },
  report: { days: expiryOf('reports/quality/'), words: 'expiry of `reports/quality/`' },
  person: { words: 'an erasure takes it away' },
  suppression: { words: 'kept so that who was erased stays erased; lifting it takes it away' },
  operator: { words: '`revoke-key`; secrets with their table' },
  snapshot: { days: expiryOf('snapshots/'), words: 'expiry of `snapshots/`' },
  export: { days: expiryOf('exports/'), words: 'expiry of `exports/`' },
  dataset: { days: expiryOf('datasets/'), words: 'expiry of `datasets/`' },
  model: { words: 'the operator removes versions; their old copies go by themselves after 30 days' },
  night: { words: 'each night writes it anew and removes what was there before, old copies too' },
  log: { days: LOG_DAYS, words: 'LOG_DAYS; expiry of the log group' },
};

/** Copies of a store that outlive what is taken out of it. */
export function copiesOf(name: StoreName): string {
  const store: Table | Bucket = stores[name];
  if (store.kind === 'table') return `point-in-time recovery, ${inDays(store.recoveryDays)}`;
  return store.versioned ? `old versions, ${inDays(OLD_VERSION_DAYS)}` : 'none';
}

export const inDays = (days: number): string => (days === 1 ? '1 day' : `${days} days`);
