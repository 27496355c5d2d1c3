import { timingSafeEqual } from 'node:crypto';
import type { Secret, SecretReader, Secrets } from '../../ports/secrets.ts';
import type { CheckedTexts, SignedTexts } from '../../ports/shopper-tokens.ts';
import { keyedHash } from './keyed-hash.ts';

/** Longer than any token of ours: an id is at most 256 characters, which UTF-8 and base64 make four times as long. */
const MAX_LENGTH = 4096;

/**
 * JSON Web Tokens in compact form (RFC 7515), with HMAC-SHA-256 alone. A header is never read: it must be, byte for
 * byte, the one that we write for one of our secrets, so there is no algorithm to choose and no key to point at.
 */
export const signedTexts = (secrets: Secrets): SignedTexts => ({
  async sign(payload) {
    const secret = await secrets.current('shopper');
    const text = `${headerOf(secret)}.${encoded(payload)}`;
    return `${text}.${keyedHash(secret.bytes, text)}`;
  },
  ...checkedTexts(secrets),
});

/** The same for who only checks, and so need not be able to make a secret. */
export const checkedTexts = (secrets: SecretReader): CheckedTexts => ({
  async verified(text) {
    if (text.length > MAX_LENGTH) return undefined;
    const [header, payload, signature, ...rest] = text.split('.');
    if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
    const secret = (await secrets.all('shopper')).find((it) => headerOf(it) === header);
    if (secret === undefined || !isSame(signature, keyedHash(secret.bytes, `${header}.${payload}`))) return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  },
});

const headerOf = ({ epoch }: Secret): string => encoded({ alg: 'HS256', typ: 'JWT', kid: String(epoch) });
const encoded = (value: object): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

/** As text: two texts may stand for the same bytes in base64, and only ours counts. */
function isSame(text: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(text, 'utf8'), Buffer.from(wanted, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
}
