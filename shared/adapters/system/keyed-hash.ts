import { createHmac } from 'node:crypto';

/** HMAC-SHA-256 of a text, in base64url (43 characters). */
export const keyedHash = (key: Uint8Array, text: string): string =>
  createHmac('sha256', key).update(text, 'utf8').digest('base64url');
