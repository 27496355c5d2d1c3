import type { PersonKey } from '../domain/person-key.ts';

/**
 * What the deployment's secrets are for. Each is 32 random bytes of its own: who learns one learns no other.
 * pseudonym: ids in everything derived. suppression: ids that must not come back. shopper: signs shoppers' tokens.
 * certificate: the seed of the key that signs certificates. vapid: the key by which push services of browsers know the
 * deployment. webhook: signs what the shop’s own systems are told.
 */
export const SECRET_NAMES = ['pseudonym', 'suppression', 'shopper', 'certificate', 'vapid', 'webhook'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

export interface Secret {
  /** 1 for the first; a rotation counts on. */
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/** Secrets as they are, for who checks what others signed; none where none was wanted yet. */
export interface SecretReader {
  /** All that still count, newest first: what was signed by the one before stays valid until it expires. */
  all(name: SecretName): Promise<readonly Secret[]>;
}

/** Made by the deployment itself when first wanted, so there is always one; nobody ever types one. */
export interface Secrets extends SecretReader {
  /** The newest. Two that want it at once get the same. */
  current(name: SecretName): Promise<Secret>;
  /** Makes a new one the current one, and gives it. */
  rotate(name: SecretName): Promise<Secret>;
}

/** What stands for ids in everything derived, so that nothing derived names a person. Of one secret, always the same. */
export interface Pseudonyms {
  /** @param partition - of the person: `partitionOf`. @returns 43 characters. */
  ofPerson(partition: string): PersonKey;
  /** Tells events of one person and moment apart; of different ones, two may have the same. */
  ofMessage(messageId: string): string;
}
