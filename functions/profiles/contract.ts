import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import type { PersonRef } from '../../shared/domain/event.ts';

const daySchema = z.iso.date();
const bySchema = z.enum(['userId', 'anonymousId']).default('userId');

/** A UTC day, "2026-11-24"; absent is today. */
export const parseDay = (day: string | undefined, nowMs: number): string =>
  day === undefined ? new Date(nowMs).toISOString().slice(0, 10) : check(daySchema, day, '/day');

/** A profile is addressed by the shop's own id; `?by=anonymousId` addresses a device. */
export const parsePerson = (profileId: string, by: string | undefined): PersonRef =>
  check(bySchema, by, '/by') === 'userId' ? { userId: profileId } : { anonymousId: profileId };

const flagSchema = z.strictObject({ verdict: z.enum(['bot', 'human']) });

/** What an operator says of a person. */
export const parseFlag = (body: unknown): { readonly verdict: 'bot' | 'human' } => check(flagSchema, body);
