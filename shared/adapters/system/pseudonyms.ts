import { keyedTextHash } from '../../math/keyed-text-hash.ts';
import type { Pseudonyms } from '../../ports/secrets.ts';
import { keyedHash } from './keyed-hash.ts';

/** Pseudonyms of all that is derived, by the deployment's secret for them. */
export function pseudonymsBy(secret: Uint8Array): Pseudonyms {
  const messageKey = Buffer.from(keyedHash(secret, 'messages'), 'base64url').subarray(0, 8);
  const hashOfMessage = keyedTextHash(messageKey);
  return {
    ofPerson: (personKey) => keyedHash(secret, personKey),
    ofMessage: (messageId) => hashOfMessage(messageId).toString(36),
  };
}
