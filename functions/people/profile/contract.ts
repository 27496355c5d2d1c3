import * as z from 'zod';
import { ADDRESS_WORDS, addressesIn, isAddressTrait } from '../../../shared/domain/addresses.ts';
import { check } from '../../../shared/domain/check.ts';
import { PURPOSES } from '../../../shared/domain/consent.ts';
import { invalid, invalidAt } from '../../../shared/domain/errors.ts';
import type { JsonObject, JsonValue } from '../../../shared/domain/event.ts';
import { marketSchema } from '../../../shared/domain/item.ts';
import { personIdSchema } from '../../../shared/domain/person-address.ts';
import { isTraitName, MAX_TRAIT_LENGTH, MAX_TRAITS } from '../../../shared/domain/person-record.ts';
import { RELATION_KINDS, type RelationAddress } from '../../../shared/domain/relation.ts';
import type { ConsentChange } from './consent.ts';

export const mergeBody = z.strictObject({ anonymousId: personIdSchema, userId: personIdSchema });

/** A device and the user that it belongs to. */
export type Merge = z.infer<typeof mergeBody>;

/** @throws InvalidInputError naming the field. */
export const parseMerge = (body: unknown): Merge => check(mergeBody, body);

// ── Consent ─────────────────────────────────────────────────────────────────────────────────────────

export const consentSchema = z.strictObject({
  purposes: z
    .partialRecord(z.enum(PURPOSES), z.boolean())
    .refine((purposes) => Object.keys(purposes).length > 0, 'want at least one purpose'),
  /** When it was said; what lies ahead of the server is taken for now. */
  at: z.iso.datetime({ offset: true }).optional(),
});

/** @throws InvalidInputError naming each wrong field. */
export function parseConsentChange(body: unknown): ConsentChange {
  const { purposes, at } = check(consentSchema, body);
  const said = PURPOSES.flatMap((purpose) => {
    const granted = purposes[purpose];
    return granted === undefined ? [] : [[purpose, granted] as const];
  });
  return { purposes: new Map(said), atMs: at === undefined ? undefined : Date.parse(at) };
}

/** `?market=`, ISO 3166: where the person is. */
export const parseMarket = (market: string | undefined): string | undefined =>
  market === undefined ? undefined : check(marketSchema, market, '/market');

// ── Relations ───────────────────────────────────────────────────────────────────────────────────────

const userSchema = z.strictObject({ userId: personIdSchema });
export const relationBody = z.strictObject({ from: userSchema, to: userSchema, kind: z.enum(RELATION_KINDS) });

/** @throws InvalidInputError naming the field; nobody has a relation to themselves. */
export function parseRelation(body: unknown): RelationAddress {
  const { from, to, kind } = check(relationBody, body);
  if (from.userId === to.userId) throw invalidAt('/to/userId', 'want somebody else than from: it is the same id');
  return { from: from.userId, to: to.userId, kind };
}

// ── Traits ──────────────────────────────────────────────────────────────────────────────────────────

/** Traits that Segment's identify call reserves, with their types: who sends another type has mixed up two fields. */
const TYPE_OF_TRAIT: Readonly<Record<string, string>> = {
  address: 'object',
  age: 'number',
  avatar: 'string',
  birthday: 'string',
  company: 'object',
  createdAt: 'string',
  description: 'string',
  email: 'string',
  firstName: 'string',
  gender: 'string',
  id: 'string',
  lastName: 'string',
  name: 'string',
  phone: 'string',
  title: 'string',
  username: 'string',
  website: 'string',
};

export const traitsBody = z.strictObject({ traits: z.looseObject({}) });

/**
 * Traits to set, by name; null takes one away.
 * @throws InvalidInputError naming each trait that cannot be one; then none is to be set.
 */
export function parseTraits(body: unknown): JsonObject {
  check(traitsBody, body);
  const { traits } = body as { readonly traits: JsonObject }; // as it came: zod drops keys named __proto__
  const defects = Object.entries(traits).flatMap(([name, value]) => {
    const reason = traitDefect(name, value);
    return reason === undefined ? [] : [{ pointer: `/traits/${escaped(name)}`, reason }];
  });
  if (Object.keys(traits).length > MAX_TRAITS)
    defects.unshift({ pointer: '/traits', reason: `${Object.keys(traits).length} exceed the limit of ${MAX_TRAITS}` });
  if (defects.length === 0) return traits;
  throw invalid(defects.slice(0, MAX_TOLD));
}

const MAX_TOLD = 20;

function traitDefect(name: string, value: JsonValue): string | undefined {
  if (!isTraitName(name)) return 'want a name of 1 to 100 characters that means nothing to JavaScript';
  if (value === null) return undefined;
  const wanted = Object.hasOwn(TYPE_OF_TRAIT, name) ? TYPE_OF_TRAIT[name] : undefined;
  const type = Array.isArray(value) ? 'array' : typeof value;
  if (wanted !== undefined && type !== wanted) return `want ${wanted}, got ${type}`;
  if (isAddressTrait(name) && addressesIn(name, value).malformed > 0) return ADDRESS_WORDS[name];
  const text = JSON.stringify(value);
  if (text.length > MAX_TRAIT_LENGTH) return `${text.length} characters exceed the limit of ${MAX_TRAIT_LENGTH}`;
  return namesOf(value).every(isTraitName) ? undefined : 'holds a name that means something to JavaScript';
}

/** Names at any depth. */
function namesOf(value: JsonValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const parts: readonly JsonValue[] = Object.values(value);
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...parts.flatMap(namesOf)];
}

const escaped = (name: string): string => name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
