import type { AccessKey } from '../domain/access-key.ts';

/**
 * Which keys open which doors. Only hashes are stored, and a key is found by its hash: there is no comparison whose
 * duration could tell how much of a guess is right.
 */
export interface AccessKeys {
  /** Expired ones too. */
  find(key: string): Promise<AccessKey | undefined>;
  /** Writes down the day, in UTC ("2026-11-24"), on which a key was used; nothing for a key that is gone. */
  noteUse(key: string, day: string): Promise<void>;
}

export interface AccessKeyRegister {
  find(key: string): Promise<AccessKey | undefined>;
  add(key: string, description: AccessKey): Promise<void>;
  /** From then on the key opens nothing. @returns false when there is no such key. */
  expire(key: string, atMs: number): Promise<boolean>;
  revoke(key: string): Promise<boolean>;
  list(): Promise<readonly (AccessKey & { readonly fingerprint: string })[]>;
}
