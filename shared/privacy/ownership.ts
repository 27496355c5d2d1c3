import { ForbiddenError } from '../domain/errors.ts';
import type { PersonRef } from '../domain/event.ts';
import type { Identities } from '../ports/people.ts';

/**
 * Who uses a device need not be who signed in on it.
 * @throws ForbiddenError for a device that belongs to somebody: they ask with a session of their own.
 */
export const refuseOwned =
  (identities: Pick<Identities, 'ownerOf'>) =>
  async ({ anonymousId }: PersonRef): Promise<void> => {
    if (anonymousId !== undefined && (await identities.ownerOf(anonymousId)) !== undefined) {
      throw new ForbiddenError('somebody has signed in on this device; they can ask for what is theirs');
    }
  };

/**
 * Whether what is kept under an id is a person's own: it is their id, or that of a device of theirs.
 *
 * @param kept - one id, as it stands on record; undefined where it is kept for nobody, and so is nobody's own.
 * @param person - who asks, by one id.
 */
export const isOwn =
  (identities: Pick<Identities, 'ownerOf'>) =>
  async (kept: PersonRef | undefined, person: PersonRef): Promise<boolean> => {
    const { userId, anonymousId } = kept ?? {};
    if (userId !== undefined) return userId === person.userId;
    if (anonymousId === undefined) return false;
    if (anonymousId === person.anonymousId) return true;
    return person.userId !== undefined && (await identities.ownerOf(anonymousId)) === person.userId;
  };
