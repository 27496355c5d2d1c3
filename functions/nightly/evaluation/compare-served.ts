import type { BehaviourDifference } from '../../../shared/domain/behaviour-difference.ts';
import type { Item } from '../../../shared/domain/item.ts';
import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { behaviourDifference } from '../../../shared/evaluation/behaviour-difference.ts';
import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import type { PackedPeople } from '../../../shared/evaluation/splits.ts';
import { type AskedVersion, loadedVersion, type VersionPorts } from './asked-version.ts';

/** A version that may come to be served, beside the one that is. */
export interface Contest {
  readonly served: AskedVersion;
  readonly challenger: AskedVersion;
}

/** Slates say in a thousand people what they say in all. */
const ASKED = 1000;
const SLATE = 10;

/**
 * What people would be shown by the new version and by the served one, after all that they have done: the difference that
 * publishing makes.
 *
 * @param people - their items by the numbers of the challenger's.
 */
export async function compareServed(
  ports: VersionPorts,
  { served, challenger }: Contest,
  people: PackedPeople,
  itemOf: (itemId: string) => Item | undefined,
): Promise<BehaviourDifference> {
  const asked = Array.from(lowestHashed(people.personKeys, ASKED), (at) => people.at(at)!);
  const slatesBy = async (version: AskedVersion) =>
    (await loadedVersion(ports, version)).slates(asked, challenger.itemIds, SLATE);
  const told = { against: served.version, least: LEAST_TOLD };
  return behaviourDifference(told, await slatesBy(served), await slatesBy(challenger), (itemId) =>
    beneficiaries(itemOf(itemId)),
  );
}

function beneficiaries(item: Item | undefined) {
  const seller = item?.attributes['seller'];
  return { seller: typeof seller === 'string' ? seller : item?.brand, category: item?.categories[0] };
}
