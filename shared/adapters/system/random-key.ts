import { randomBytes } from 'node:crypto';

/** 192 random bits, safe in a URL. */
export const randomKey = (): string => randomBytes(24).toString('base64url');
