import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { PURPOSES } from '../../shared/domain/consent.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { marketSchema } from '../../shared/domain/item.ts';
import type { ConsentChange } from './consent.ts';

const daySchema = z.iso.date();
const idSchema = z.string().min(1).max(256);
const bySchema = z.enum(['userId', 'anonymousId']).default('userId');

/** A UTC day, "2026-11-24"; absent is today. */
export const parseDay = (day: string | undefined, nowMs: number): string =>
  day === undefined ? new Date(nowMs).toISOString().slice(0, 10) : check(daySchema, day, '/day');

/** A profile is addressed by the shop's own id; `?by=anonymousId` addresses a device. */
export const parsePerson = (profileId: string, by: string | undefined): PersonRef =>
  check(bySchema, by, '/by') === 'userId'
    ? { userId: check(idSchema, profileId, '/profileId') }
    : { anonymousId: check(idSchema, profileId, '/profileId') };

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
