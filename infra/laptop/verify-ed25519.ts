import { createPublicKey, verify } from 'node:crypto';
import type { VerifySignature } from '../../shared/privacy/certificate.ts';

/** Never throws: what is no key or no signature does not fit. */
export const verifyEd25519: VerifySignature = (publicKey, text, signature) => {
  try {
    const bytes = Buffer.from(signature, 'base64url');
    // The last letter of base64url has spare bits: of all spellings of a signature one counts.
    if (bytes.toString('base64url') !== signature) return false;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verify(null, Buffer.from(text, 'utf8'), key, bytes);
  } catch {
    return false;
  }
};
