import type { JsonObject, JsonValue } from './event.ts';
import type { Channel } from './message.ts';

/** Where a person is reached over a channel, as their traits tell it. */
export interface Addresses {
  /** As channels take them; each once. */
  readonly usable: readonly string[];
  /** How many are told that cannot be one. */
  readonly malformed: number;
}

/** The traits that tell addresses, and over which channel they reach somebody. */
export const ADDRESS_TRAITS = {
  email: 'email',
  phone: 'sms',
  pushTokens: 'push',
  webPushSubscriptions: 'web-push',
} as const satisfies Readonly<Record<string, Channel>>;
export type AddressTrait = keyof typeof ADDRESS_TRAITS;

/** RFC 5321: 64 characters before the @, 254 in all. A name that no mail server has a dot in is nobody's. */
const EMAIL =
  /^(?=.{6,254}$)[^\s@"<>(),:;\\[\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
/** With its country's code, as E.164 has it: 8 to 15 digits, the first of them no 0. */
const INTERNATIONAL = /^(?:\+|00)([1-9]\d{7,14})$/;
/** fcm: of Firebase. apns: of Apple, in hex. */
const PUSH_TOKEN = /^(?:fcm:[\w:.-]{20,400}|apns:[0-9a-fA-F]{64,200})$/;
/** A point of P-256, uncompressed: 65 bytes; a secret of 16 bytes. */
const POINT = /^B[\w-]{86}=?$/;
const AUTH = /^[\w-]{22}={0,2}$/;
const MAX_ENDPOINT_LENGTH = 1000;

/** An e-mail address in lower case, without blanks around it; undefined: it is none. */
export function emailOf(value: JsonValue | undefined): string | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return EMAIL.test(text) ? text : undefined;
}

/** A telephone number in E.164; undefined: it is none, or its country's code is missing, so that it could be anybody's. */
export function phoneOf(value: JsonValue | undefined): string | undefined {
  const digits = typeof value === 'string' ? INTERNATIONAL.exec(value.replace(/[\s()./-]/g, ''))?.[1] : undefined;
  return digits && `+${digits}`;
}

const pushTokenOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && PUSH_TOKEN.test(value) ? value : undefined;

/** A browser's subscription (RFC 8030), as JSON text with its fields in one order. */
function subscriptionOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { endpoint, keys } = value as JsonObject;
  const { p256dh, auth } = (
    typeof keys === 'object' && keys !== null && !Array.isArray(keys) ? keys : {}
  ) as JsonObject;
  const isOne =
    typeof endpoint === 'string' &&
    endpoint.length <= MAX_ENDPOINT_LENGTH &&
    /^https?:\/\/[^\s]+$/.test(endpoint) &&
    typeof p256dh === 'string' &&
    POINT.test(p256dh) &&
    typeof auth === 'string' &&
    AUTH.test(auth);
  return isOne ? JSON.stringify({ endpoint, keys: { p256dh, auth } }) : undefined;
}

const READERS: Readonly<Record<AddressTrait, (value: JsonValue | undefined) => string | undefined>> = {
  email: emailOf,
  phone: phoneOf,
  pushTokens: pushTokenOf,
  webPushSubscriptions: subscriptionOf,
};

/** What an address of a trait looks like, in words. */
export const ADDRESS_WORDS: Readonly<Record<AddressTrait, string>> = {
  email: 'want an e-mail address, such as ann@shop.example',
  phone: 'want a telephone number with its country’s code, such as +49 151 0001000',
  pushTokens: 'want fcm:TOKEN or apns:TOKEN, or a list of them',
  webPushSubscriptions: 'want a subscription as a browser gives it, {endpoint, keys {p256dh, auth}}, or a list of them',
};

/** The addresses that a trait's value tells: one, or a list. */
export function addressesIn(trait: AddressTrait, value: JsonValue | undefined): Addresses {
  const told =
    value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  const usable = new Set(told.flatMap((one) => READERS[trait](one) ?? []));
  return { usable: [...usable], malformed: told.filter((one) => READERS[trait](one) === undefined).length };
}

/** Where traits say that a person is reached over a channel; none for a channel that needs no address of theirs. */
export function addressesOf(channel: Channel, traits: JsonObject): Addresses {
  const trait = (Object.keys(ADDRESS_TRAITS) as AddressTrait[]).find((name) => ADDRESS_TRAITS[name] === channel);
  return trait === undefined ? { usable: [], malformed: 0 } : addressesIn(trait, traits[trait]);
}

export const isAddressTrait = (name: string): name is AddressTrait => Object.hasOwn(ADDRESS_TRAITS, name);
