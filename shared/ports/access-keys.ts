import type { AccessKey } from '../domain/access-key.ts';

/** Which keys open which doors. Only hashes are stored. */
export interface AccessKeys {
  find(key: string): Promise<AccessKey | undefined>;
}

export interface AccessKeyRegister {
  add(key: string, description: AccessKey): Promise<void>;
  revoke(key: string): Promise<boolean>;
  list(): Promise<readonly (AccessKey & { readonly fingerprint: string })[]>;
}
