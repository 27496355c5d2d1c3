import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Signer } from '../../ports/signing.ts';

/** PKCS #8 of an Ed25519 key is this (RFC 8410), and then the 32 bytes of the seed. */
const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param seed - the deployment's secret that the key is made from, 32 bytes. */
export const ed25519Signer = (seed: () => Promise<Uint8Array>): Signer => ({
  async sign(textOf) {
    const bytes = await seed();
    const publicKey = ed25519PublicKey(bytes);
    const signature = sign(null, Buffer.from(textOf(publicKey), 'utf8'), privateKey(bytes));
    return { publicKey, signature: signature.toString('base64url') };
  },
});

/** The 32 bytes of the public key, in base64url. */
export const ed25519PublicKey = (seed: Uint8Array): string =>
  createPublicKey(privateKey(seed)).export({ format: 'jwk' }).x ?? '';

const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_OF_ED25519, seed]), format: 'der', type: 'pkcs8' });
