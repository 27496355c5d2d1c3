import type { PersonKey } from '../../domain/person-key.ts';
import { keyedTextHash } from '../../math/keyed-text-hash.ts';
import type { Pseudonyms } from '../../ports/secrets.ts';
import { keyedHash } from './keyed-hash.ts';

/** Pseudonyms of all that is derived, by the deployment's secret for them. */
export function pseudonymsBy(secret: Uint8Array): Pseudonyms {
  const messageKey = Buffer.from(keyedHash(secret, 'messages'), 'base64url').subarray(0, 8);
  const hashOfMessage = keyedTextHash(messageKey);
  return {
    ofPerson: (partition) => keyedHash(secret, partition) as PersonKey,
    ofMessage: (messageId) => shortText(hashOfMessage(messageId)),
  };
}

/** Six bits a character, from "0" to "o". There are as many as interactions, and toString takes longer than the hash. */
const shortText = (hash: number): string =>
  String.fromCharCode(
    48 + (hash & 63),
    48 + ((hash >>> 6) & 63),
    48 + ((hash >>> 12) & 63),
    48 + ((hash >>> 18) & 63),
    48 + ((hash >>> 24) & 63),
    48 + (hash >>> 30),
  );
