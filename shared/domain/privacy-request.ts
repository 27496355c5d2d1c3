import type { JsonObject, PersonRef } from './event.ts';

/** What a person may ask of the shop, and the shop of us (GDPR 15 to 18, 20, 21). */
export const REQUEST_TYPES = [
  'access',
  'correct',
  'delete',
  'suppress',
  'unsuppress',
  'restrict',
  'unrestrict',
] as const;
export type RequestType = (typeof REQUEST_TYPES)[number];

/** A request as OpenDSR words it; it is answered in the same words. */
export interface OpenDsrForm {
  readonly type: 'access' | 'portability' | 'erasure';
  readonly apiVersion: string;
  /** When the person asked, by the controller's clock; RFC 3339. */
  readonly submittedTime: string;
}

/** A request as it came. */
export interface AskedOfUs {
  readonly type: RequestType;
  /** The person, by one id each. */
  readonly subject: readonly PersonRef[];
  /** `correct` only: traits as they should be; null removes one. */
  readonly traits?: JsonObject;
  /** The controller's own id of the request. */
  readonly requestId?: string;
  readonly openDsr?: OpenDsrForm;
}

/** How many rows, events or files of a kind were erased. */
export type ErasedCounts = Readonly<Record<string, number>>;

/** What was erased in two goes. */
export function sumOfErased(a: ErasedCounts, b: ErasedCounts): ErasedCounts {
  const kinds = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(Array.from(kinds, (kind) => [kind, (a[kind] ?? 0) + (b[kind] ?? 0)]));
}

/** A request in the ledger. It bears no id of a person, only keyed hashes of them. */
export interface PrivacyRequest {
  readonly requestId: string;
  readonly type: RequestType;
  readonly requestedAtMs: number;
  /** One month later, GDPR 12(3). */
  readonly dueAtMs: number;
  /** Keyed hash of all that was asked: tells a repetition from another request under the same id. */
  readonly fingerprint: string;
  /** Keyed hashes of all ids of the person, the same that a suppression keeps. */
  readonly subjects: readonly string[];
  readonly openDsr?: OpenDsrForm;
  /** `delete` only: since when nothing of the person can be read, and what was removed for it, by store. */
  readonly erasedAtMs?: number;
  readonly removed?: ErasedCounts;
  /** Model versions that may have known the person, noted before they are removed. */
  readonly modelsBefore?: readonly string[];
  readonly completedAtMs?: number;
  /** Why it is not completed yet. */
  readonly waitsFor?: string;
  /** `delete` only, when completed: the signed certificate. */
  readonly certificate?: JsonObject;
}
