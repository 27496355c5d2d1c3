import * as z from 'zod';
import { check } from './check.ts';
import type { PersonRef } from './event.ts';
import { MAX_ID_LENGTH } from './parse-event.ts';

export const personIdSchema = z.string().min(1).max(MAX_ID_LENGTH);
export const bySchema = z.enum(['userId', 'anonymousId']).default('userId');

/**
 * The person that a path names: by the shop's own id, or with `?by=anonymousId` a device.
 * @throws InvalidInputError that names no id.
 */
export function parsePersonAddress(profileId: string | undefined, by: string | undefined): PersonRef {
  const id = check(personIdSchema, profileId, '/profileId');
  return check(bySchema, by, '/by') === 'userId' ? { userId: id } : { anonymousId: id };
}
