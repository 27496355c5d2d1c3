import type { PersonRef } from '../../shared/domain/event.ts';
import type { Identities } from '../../shared/ports/people.ts';
import { singleIds } from '../../shared/privacy/erasure.ts';

/**
 * Every id by which somebody is known, one each: the user, the user's devices, and for a device first its user. What is
 * asked of one of them is asked of the person.
 */
export async function closureOf(identities: Identities, subject: readonly PersonRef[]): Promise<readonly PersonRef[]> {
  const owners = await Promise.all(
    subject.map(({ anonymousId }) => (anonymousId === undefined ? undefined : identities.ownerOf(anonymousId))),
  );
  const known = [...subject, ...owners.flatMap((userId) => (userId === undefined ? [] : [{ userId }]))];
  const users = new Set(known.flatMap(({ userId }) => userId ?? []));
  const links = await Promise.all(Array.from(users, (userId) => identities.devicesOf(userId)));
  return singleIds([...known, ...links.flat().map(({ anonymousId }) => ({ anonymousId }))]);
}
