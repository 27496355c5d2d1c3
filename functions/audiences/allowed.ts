import type { PersonRecord } from '../../shared/domain/person-record.ts';
import type { Match } from '../../shared/features/profile/roll-rows.ts';
import type { ListedPeople } from '../../shared/ports/rolls.ts';
import { allows, type ConsentRegime } from '../../shared/privacy/consent.ts';

export interface AllowedPorts {
  readonly listed: ListedPeople;
  readonly regime: ConsentRegime;
}

/** Somebody who may be spoken of now, and what is on record of them. */
export interface Allowed extends Match {
  readonly record: PersonRecord | undefined;
}

/**
 * Those who still may be personalised for: what a night has found of people holds until they say otherwise or are
 * erased, and that counts from the next request on.
 */
export async function allowedOf(
  { listed, regime }: AllowedPorts,
  people: readonly Match[],
): Promise<readonly Allowed[]> {
  const there = await listed.stillThere(people.map(({ partition }) => partition));
  return people.flatMap((person) => {
    const record = there.get(person.partition);
    const isAllowed = there.has(person.partition) && allows('personalise', record, { regime, market: person.market });
    return isAllowed ? [{ ...person, record }] : [];
  });
}
