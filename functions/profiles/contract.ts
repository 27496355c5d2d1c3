import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { PURPOSES } from '../../shared/domain/consent.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { marketSchema } from '../../shared/domain/item.ts';
import { MAX_ID_LENGTH } from '../../shared/domain/parse-event.ts';
import { MAX_TTL_SECONDS, TOKEN_PURPOSES } from '../../shared/domain/shopper-token.ts';
import type { TraitChanges } from './about-me.ts';
import type { ConsentChange } from './consent.ts';
import type { SessionWish } from './sessions.ts';

const daySchema = z.iso.date();
const idSchema = z.string().min(1).max(MAX_ID_LENGTH);
const bySchema = z.enum(['userId', 'anonymousId']).default('userId');

const exportFormatSchema = z.enum(['json', 'csv']).default('json');

/** @throws InvalidInputError naming the parameter. */
export const parseExportFormat = (format: string | undefined) => check(exportFormatSchema, format, '/format');

/** A UTC day, "2026-11-24"; absent is today. */
export const parseDay = (day: string | undefined, nowMs: number): string =>
  day === undefined ? new Date(nowMs).toISOString().slice(0, 10) : check(daySchema, day, '/day');

/**
 * A profile is addressed by the shop's own id; `?by=anonymousId` addresses a device.
 * @throws InvalidInputError that names no id.
 */
export function parsePerson(profileId: string, by: string | undefined): PersonRef {
  const id = check(idSchema, profileId, '/profileId');
  return check(bySchema, by, '/by') === 'userId' ? { userId: id } : { anonymousId: id };
}

const consentSchema = z.strictObject({
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

// ── Shoppers ────────────────────────────────────────────────────────────────────────────────────────

/** A link is for a mail of the day. */
const LINK_SECONDS = 86_400;
const sessionSchema = z.strictObject({
  purpose: z.enum(TOKEN_PURPOSES).default('link'),
  ttlSeconds: z.int().min(1).optional(),
});

/** @param body - absent: a link for a day. */
export function parseSessionWish(body: unknown): SessionWish {
  const { purpose, ttlSeconds } = check(sessionSchema, body ?? {});
  const most = MAX_TTL_SECONDS[purpose];
  const asked = ttlSeconds ?? Math.min(LINK_SECONDS, most);
  return { purpose, ttlSeconds: check(z.int().max(most), asked, '/ttlSeconds') };
}

const MAX_TRAITS = 50;
const traitName = z.string().min(1).max(100);
const traitValue = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const correctionSchema = z.strictObject({
  traits: z
    .record(traitName, traitValue)
    .refine((traits) => Object.keys(traits).length <= MAX_TRAITS, `at most ${MAX_TRAITS} traits at a time`),
});

/** What a shopper corrects; null removes a trait. */
export const parseCorrection = (body: unknown): TraitChanges => check(correctionSchema, body).traits;
