import type { JsonObject, JsonValue } from '../../shared/domain/event.ts';

/** Hashes in hex, as advertisers compare them with their own. */
export interface HashedAddresses {
  readonly email?: string;
  readonly phone?: string;
}

/** With its country's code, as E.164 has it: 8 to 15 digits, the first of them no 0. */
const INTERNATIONAL = /^(?:\+|00)([1-9]\d{7,14})$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * What a person can be found by at an advertiser, of the traits `email` and `phone`; undefined: nothing.
 *
 * An address is trimmed and in lower case; a number is its digits with the country's code, and one without that is left
 * out, as it could be somebody else's.
 */
export function hashedAddresses(traits: JsonObject, sha256: (text: string) => string): HashedAddresses | undefined {
  const email = textOf(traits['email']).trim().toLowerCase();
  const phone = INTERNATIONAL.exec(textOf(traits['phone']).replace(/[\s()./-]/g, ''))?.[1];
  const addresses = {
    ...(EMAIL.test(email) && { email: sha256(email) }),
    ...(phone !== undefined && { phone: sha256(phone) }),
  };
  return Object.keys(addresses).length === 0 ? undefined : addresses;
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
