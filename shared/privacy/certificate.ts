import type { JsonObject, JsonValue } from '../domain/event.ts';
import { canonicalJson } from './canonical-json.ts';

export const CERTIFICATE_SCHEMA = 'rapport-erasure-certificate/1';

/** The stores that an erasure goes through, in this order. */
export const ERASED_STORES = ['people', 'quarantine', 'snapshots', 'models'] as const;
export type ErasedStore = (typeof ERASED_STORES)[number];

/** What became of one store. As the certificate a type and no interface: it is told, and signed, as a `JsonObject`. */
export type StoreOutcome = {
  readonly store: ErasedStore;
  /** In plain words. */
  readonly done: string;
  /** Rows, events or objects that were removed. */
  readonly removed: number;
  /** Those that a look after the removal still found. */
  readonly left: number;
};

/** What a deployment says of an erasure. Times are RFC 3339 in UTC. */
export type CertificateContent = {
  readonly requestId: string;
  /** Keyed hashes of the person's ids. */
  readonly subjects: readonly string[];
  readonly requestedAt: string;
  /** Since when nothing could be read any more. */
  readonly erasedAt: string;
  readonly completedAt: string;
  readonly stores: readonly StoreOutcome[];
  readonly models: {
    /** Versions that may have known the person; none of them is left. */
    readonly before: readonly string[];
    /** The served version, made without the person; null when nothing is served. */
    readonly after: string | null;
  };
  /** What the served version was checked against: taken after the erasure. */
  readonly snapshotId: string;
  readonly snapshotTakenAt: string;
  /** What is kept all the same, and for how long, in plain words. */
  readonly kept: readonly string[];
};

const DONE: Readonly<Record<ErasedStore, string>> = {
  people: 'all rows of all ids were deleted: events, record, links, states, decisions; and again at night',
  quarantine: 'events that could not be taken and name one of the ids were deleted',
  snapshots: 'all snapshots were deleted but the newest, which was taken without the person',
  models: 'all versions were deleted but the served one, which was made without the person',
};

/** What became of the stores, with its words. */
export const storeOutcomes = (
  counts: Readonly<Record<ErasedStore, Omit<StoreOutcome, 'store' | 'done'>>>,
): readonly StoreOutcome[] => ERASED_STORES.map((store) => ({ store, done: DONE[store], ...counts[store] }));

/** @param recoveryDays - for how long the people table can be set back to a moment in the past. */
export const whatIsKept = (recoveryDays: number): readonly string[] => [
  'keyed hashes of the ids, so that they are not taken in again; without the deployment’s secret no id can be read from them',
  'this certificate and the request’s entry in the ledger, which bear the same hashes and no id, for three years',
  'hashes of addresses that the shop had handed to advertisers, so that they can be told to remove them, for at most 90 days',
  `backups: the people table can be set back to a moment of the last ${recoveryDays} day(s); nothing else is backed up`,
];

/** The certificate as it will be signed, all but its signature. */
export const unsignedCertificate = (content: CertificateContent, publicKey: string): JsonObject => ({
  schema: CERTIFICATE_SCHEMA,
  ...content,
  publicKey,
});

/** What is signed: everything but the signature itself. */
export function signedText(certificate: JsonObject): string {
  const { signature: _, ...rest } = certificate;
  return canonicalJson(rest);
}

/** Checks an Ed25519 signature; key and signature in base64url. */
export type VerifySignature = (publicKey: string, text: string, signature: string) => boolean;

/**
 * Why a certificate proves nothing; empty: it holds.
 * @param knownKeys - public keys of the deployment, got from it another way; undefined: only the certificate's own.
 */
export function certificateDefects(
  value: unknown,
  verify: VerifySignature,
  knownKeys?: readonly string[],
): readonly string[] {
  const shape = shapeDefects(value);
  if (shape.length > 0) return shape;
  const certificate = value as JsonObject & CertificateContent & { publicKey: string; signature: string };
  return [
    ...(verify(certificate.publicKey, signedText(certificate), certificate.signature)
      ? []
      : ['the signature does not fit: something was changed after it was signed']),
    ...(knownKeys === undefined || knownKeys.includes(certificate.publicKey)
      ? []
      : ['it was signed with a key that is not the deployment’s']),
    ...claimDefects(certificate),
  ];
}

function claimDefects({ stores, models, ...times }: CertificateContent): readonly string[] {
  const left = stores.filter((store) => store.left !== 0);
  const { requestedAt, erasedAt, snapshotTakenAt, completedAt } = times;
  return [
    ...left.map((store) => `${store.store}: ${store.left} left`),
    ...(models.after !== null && models.before.includes(models.after)
      ? [`the served version ${models.after} is one that may have known the person`]
      : []),
    ...([requestedAt, erasedAt, snapshotTakenAt, completedAt].every(isNotBeforeLast)
      ? []
      : ['its moments are out of order: asked, erased, snapshot taken, completed']),
  ];
}

const isNotBeforeLast = (time: string, i: number, times: readonly string[]): boolean =>
  i === 0 || Date.parse(times[i - 1]!) <= Date.parse(time);

// ── Shape ───────────────────────────────────────────────────────────────────────────────────────────

type Check = (value: JsonValue | undefined) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTime: Check = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** Exactly these members, each as it should be. */
const isObjectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === Object.keys(members).length &&
    Object.entries(members).every(([name, check]) => check((value as JsonObject)[name]));

const SHAPE: Readonly<Record<string, Check>> = {
  schema: (value) => value === CERTIFICATE_SCHEMA,
  requestId: isText,
  subjects: (value) => isListOf(isText)(value) && (value as readonly JsonValue[]).length > 0,
  requestedAt: isTime,
  erasedAt: isTime,
  completedAt: isTime,
  stores: (value) =>
    isListOf(isObjectOf({ store: isText, done: isText, removed: isCount, left: isCount }))(value) &&
    (value as readonly StoreOutcome[]).map(({ store }) => store).join() === ERASED_STORES.join(),
  models: isObjectOf({ before: isListOf(isText), after: (value) => value === null || isText(value) }),
  snapshotId: isText,
  snapshotTakenAt: isTime,
  kept: isListOf(isText),
  publicKey: isText,
  signature: isText,
};

function shapeDefects(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['it is no JSON object'];
  const certificate = value as JsonObject;
  return [
    ...Object.keys(SHAPE)
      .filter((name) => !SHAPE[name]!(certificate[name]))
      .map((name) => `${name}: missing, or not as the schema ${CERTIFICATE_SCHEMA} has it`),
    ...Object.keys(certificate)
      .filter((name) => !(name in SHAPE))
      .map((name) => `${name}: not in the schema ${CERTIFICATE_SCHEMA}`),
  ];
}
