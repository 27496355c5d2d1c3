import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secrets } from '../../ports/secrets.ts';

/** By the bytes that were given; making a key takes five times as long as hashing an id. */
const keys = new WeakMap<Uint8Array, KeyObject>();

/** HMAC-SHA-256 of a text, in base64url (43 characters). */
export function keyedHash(key: Uint8Array, text: string): string {
  const known = keys.get(key) ?? createSecretKey(key);
  keys.set(key, known);
  return createHmac('sha256', known).update(text, 'utf8').digest('base64url');
}

/** The hash by which a suppressed id is known again, under the deployment's secret for it. */
export const suppressionHashBy =
  (secrets: Pick<Secrets, 'current'>) =>
  async (text: string): Promise<string> =>
    keyedHash((await secrets.current('suppression')).bytes, text);
