import type { Purpose } from '../../domain/consent.ts';

/**
 * Record of processing: for every field that is kept of people, what for, why, what it is and for how long. The types
 * that are stored ask for a line of each of their fields, so a field without one does not compile; what is stored
 * without a type is found by the test that reads every row of a simulated day.
 */

/** What a shop may want the data for, or what it takes to run at all. */
export type ProcessingPurpose = Purpose | 'service';

/**
 * identifier: names a person or a device. behaviour: what somebody did. trait: what is said of somebody. context: where
 * an event came from. statement: what somebody said of their data. derived: computed from the others. technical: what a
 * store needs to keep a row in order.
 */
export const DATA_CATEGORIES = [
  'identifier',
  'behaviour',
  'trait',
  'context',
  'statement',
  'derived',
  'technical',
] as const;
type DataCategory = (typeof DATA_CATEGORIES)[number];

/** How long, by what ends it; the plan has the days. */
export const KEPT = {
  history: 'days after it was received',
  contacts: 'days after the last message; addresses that are retired until the person’s data are erased',
  held: 'until it is sent or dropped, or the day from which it is not sent any more',
  site: 'until it was shown, or the day from which it is not',
  quarantine: 'days after it was received',
  conversation: 'days after it began',
  decision: 'days after it was made',
  prediction: 'days after the night that made it',
  claim: 'days after the offer was given last',
  flag: 'days after a night said so; an operator’s word until it is taken back',
  translation: 'days after a machine made it',
  listed: 'days after the night',
  request: 'days after it was asked; the ids in it until it is done',
  token: 'days after the link it marks would have ended',
  report: 'days after the night',
  person: 'until the person’s data are erased',
  suppression: 'until the suppression is lifted',
  operator: 'until the operator removes it',
  snapshot: 'days after the night',
  export: 'days after it was handed on',
  dataset: 'days after it was laid down',
  model: 'as long as the version is in the store; the operator removes versions',
  night: 'until the next night has written it anew',
  log: 'days after it was written',
} as const;
export type Kept = keyof typeof KEPT;

export interface FieldRecord {
  readonly purposes: readonly [ProcessingPurpose, ...ProcessingPurpose[]];
  /** What it does for them, in plain words. */
  readonly why: string;
  readonly category: DataCategory;
  readonly kept: Kept;
}

/** By the field's name. */
export type Fields = Readonly<Record<string, FieldRecord | Within>>;

/** A field that holds others: as JSON text, as an object, or as a map whose every value is such an object. */
export type Within = { readonly json: Fields } | { readonly object: Fields } | { readonly each: Fields };

/** Whose data they are. */
type Subject = 'shoppers' | 'operators' | 'nobody';

/** One sort of rows of a table. */
export interface RowRecord {
  /** Of the plan. */
  readonly store: string;
  readonly name: string;
  readonly of: Subject;
  /** What the key attributes of such a row look like. */
  readonly keys: Readonly<Record<string, RegExp>>;
  readonly fields: Fields;
}

/** One sort of objects of a bucket. */
export interface ObjectRecord {
  readonly store: string;
  readonly name: string;
  readonly of: Subject;
  readonly key: RegExp;
  readonly fields: Fields;
}
