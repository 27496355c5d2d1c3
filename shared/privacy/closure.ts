import { type PersonRef, partitionOf } from '../domain/event.ts';
import { singleIds } from './erasure.ts';

/** What is known of whose devices are whose. */
interface Links {
  devicesOf(userId: string): Promise<readonly { readonly anonymousId: string }[]>;
  ownerOf(anonymousId: string): Promise<string | undefined>;
}

/**
 * Every id by which somebody is known, one each: the user, the user's devices, and for a device first its user. What is
 * asked of one of them is asked of the person.
 */
export async function closureOf(links: Links, subject: readonly PersonRef[]): Promise<readonly PersonRef[]> {
  const owners = await Promise.all(
    subject.map(({ anonymousId }) => (anonymousId === undefined ? undefined : links.ownerOf(anonymousId))),
  );
  const known = [...subject, ...owners.flatMap((userId) => (userId === undefined ? [] : [{ userId }]))];
  const users = new Set(known.flatMap(({ userId }) => userId ?? []));
  const devices = await Promise.all(Array.from(users, (userId) => links.devicesOf(userId)));
  return singleIds([...known, ...devices.flat().map(({ anonymousId }) => ({ anonymousId }))]);
}

/**
 * What stands for ids where none may be kept: in the ledger, and on a certificate.
 * @param keyedHash - of a text, with the secret of suppressions.
 */
export const subjectsOf = (
  people: readonly PersonRef[],
  keyedHash: (text: string) => Promise<string>,
): Promise<readonly string[]> => Promise.all(people.map((person) => keyedHash(partitionOf(person))));
