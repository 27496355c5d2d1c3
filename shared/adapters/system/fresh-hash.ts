import { randomBytes } from 'node:crypto';
import { keyedHash } from './keyed-hash.ts';

/** A keyed hash whose key is made now and kept by nobody: what it gives cannot be had again. */
export function freshHash(): (text: string) => string {
  const key = randomBytes(32);
  return (text) => keyedHash(key, text);
}
