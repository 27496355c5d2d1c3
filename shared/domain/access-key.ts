/** write: public, capture only. secret: the shop's servers. */
export type KeyKind = 'write' | 'secret';

/**
 * What a secret key may be for. catalog: items. decide: slates. people: what is known of persons, and sessions for them.
 * privacy: requests of persons about their data. operate: what went wrong, and mending it. engage: what to offer and to
 * say, to whom, and whether it paid.
 */
export const SCOPES = ['catalog', 'decide', 'people', 'privacy', 'operate', 'engage'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a shop's server needs; what runs the shop's account has a key of its own. */
export const DEFAULT_SCOPES: readonly Scope[] = ['catalog', 'decide', 'people', 'privacy'];

export interface AccessKey {
  readonly kind: KeyKind;
  /** What the operator called it, e.g. "storefront". */
  readonly name: string;
  /** Of a secret key; a write key has none. */
  readonly scopes: readonly Scope[];
  /** In ms since 1970; from then on it opens nothing. Absent: until it is revoked. */
  readonly expiresAtMs?: number;
  /** UTC, "2026-11-24". Absent: never used. */
  readonly lastUsedDay?: string;
}

/** What a door may ask of a key. capture: a write key, or any secret key. write: a write key alone. */
export type KeyWanted = 'capture' | 'write' | Scope;

/** Whether a key opens a door, its time aside. */
export function opens({ kind, scopes }: AccessKey, wanted: KeyWanted): boolean {
  if (wanted === 'capture') return true;
  return wanted === 'write' ? kind === 'write' : kind === 'secret' && scopes.includes(wanted);
}

/** @param nowMs - in ms since 1970. */
export const hasExpired = ({ expiresAtMs }: AccessKey, nowMs: number): boolean =>
  expiresAtMs !== undefined && nowMs >= expiresAtMs;
