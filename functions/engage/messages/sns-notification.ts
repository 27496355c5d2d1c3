import { emailOf, phoneOf } from '../../../shared/domain/addresses.ts';
import type { JsonObject, JsonValue } from '../../../shared/domain/event.ts';
import { isJsonObject } from '../../../shared/domain/interaction.ts';
import type { Did, MessageOutcome } from './outcomes.ts';

/** What a provider says of one message, before it is known which of ours it is. */
export type ToldOutcome = Pick<MessageOutcome, 'did' | 'atMs' | 'retire' | 'addresses' | 'properties'> & {
  /** What we gave the message to bear. */
  readonly reference: string;
};

const DID_BY_SES: ReadonlyMap<string, Did> = new Map([
  ['Delivery', 'delivered'],
  ['Open', 'opened'],
  ['Click', 'clicked'],
  ['Bounce', 'bounced'],
  ['Complaint', 'complained'],
  ['Subscription', 'unsubscribed'],
]);

/**
 * What an event of SES says (event publishing; feedback notifications call the type otherwise); undefined: nothing that
 * is known here, or of a message that is not ours. A bounce that is not permanent retires nothing.
 */
export function outcomeOfSes(told: JsonValue, referenceHeader: string): ToldOutcome | undefined {
  if (!isJsonObject(told)) return undefined;
  const type = textIn(told, 'eventType') ?? textIn(told, 'notificationType') ?? '';
  const did = DID_BY_SES.get(type);
  const mail = objectIn(told, 'mail');
  const reference = headerIn(mail['headers'], referenceHeader);
  if (did === undefined || reference === undefined) return undefined;
  const details = objectIn(told, type.toLowerCase());
  const isDead = did === 'bounced' && details['bounceType'] === 'Permanent';
  const link = textIn(details, 'link');
  const addresses = addressesIn(did === 'bounced' ? details['bouncedRecipients'] : details['complainedRecipients']);
  return {
    did,
    atMs: timeIn(details) ?? timeIn(mail) ?? 0,
    reference,
    ...(isDead && { retire: 'bounced' as const }),
    ...(addresses.length > 0 && { addresses }),
    ...(link !== undefined && { properties: { link_url: link } }),
  };
}

const DEAD_NUMBERS = new Set(['TEXT_INVALID', 'TEXT_UNREACHABLE_PERMANENT']);

/** What an event of End User Messaging says of a text. */
export function outcomeOfSms(told: JsonValue): ToldOutcome | undefined {
  if (!isJsonObject(told)) return undefined;
  const type = textIn(told, 'eventType') ?? '';
  const reference = textIn(objectIn(told, 'context'), 'rapport');
  if (reference === undefined || !type.startsWith('TEXT_')) return undefined;
  const atMs = Number(told['eventTimestamp'] ?? 0);
  const number = phoneOf(told['destinationPhoneNumber']);
  const base = { reference, atMs, ...(number !== undefined && { addresses: [number] }) };
  if (type === 'TEXT_DELIVERED' || type === 'TEXT_SUCCESSFUL') return { ...base, did: 'delivered' };
  if (DEAD_NUMBERS.has(type)) return { ...base, did: 'bounced', retire: 'bounced' };
  if (type === 'TEXT_BLOCKED' || type === 'TEXT_CARRIER_UNREACHABLE') return { ...base, did: 'bounced' };
  return undefined;
}

function headerIn(headers: JsonValue | undefined, wanted: string): string | undefined {
  const list = Array.isArray(headers) ? (headers as readonly JsonValue[]) : [];
  const found = list.find(
    (header) => isJsonObject(header) && textIn(header, 'name')?.toLowerCase() === wanted.toLowerCase(),
  );
  return isJsonObject(found) ? textIn(found, 'value') : undefined;
}

const addressesIn = (recipients: JsonValue | undefined): readonly string[] =>
  (Array.isArray(recipients) ? (recipients as readonly JsonValue[]) : []).flatMap(
    (one) => (isJsonObject(one) ? emailOf(one['emailAddress']) : undefined) ?? [],
  );

function timeIn(object: JsonObject): number | undefined {
  const ms = Date.parse(textIn(object, 'timestamp') ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

const textIn = (object: JsonObject, name: string): string | undefined => {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
};
const objectIn = (object: JsonObject, name: string): JsonObject => {
  const value = object[name];
  return isJsonObject(value) ? value : {};
};
