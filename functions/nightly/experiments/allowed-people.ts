import { type Event, type PersonRef, partitionOf, personOfPartition } from '../../../shared/domain/event.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { contextOfEvent } from '../../../shared/features/context.ts';
import type { PersonRecords } from '../../../shared/ports/people.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';

/**
 * Of whom may be counted what they did: analytics, by what they or a device of theirs said, or by what silence is taken
 * for in the market where they are. What any of them refused is refused, and what is restricted is used for nothing.
 */
export function allowedPeople(regime: ConsentRegime) {
  const refused = new Set<string>();
  const granted = new Set<string>();
  const unheard = new Set<string>();
  const hear = (owner: string, record: PersonRecord | undefined): void => {
    const said = record?.consent.analytics?.granted;
    if (record?.restrictedAtMs !== undefined || said === false) refused.add(owner);
    else if (said === true) granted.add(owner);
  };
  return {
    hear,
    /** Whose word may lie where the scan meets nothing of theirs: of a device the owner’s. */
    hearLater: (owner: string): void => void unheard.add(owner),
    learnMarket(owner: string, events: readonly Event[]): void {
      if (regime !== 'by-market' || granted.has(owner)) return;
      const isSilenceEnough = (market: string | undefined) => allows('keep', undefined, { regime, market });
      if (events.some((event) => isSilenceEnough(contextOfEvent(event).market))) granted.add(owner);
    },
    async hearOwners(records: Pick<PersonRecords, 'get'>): Promise<void> {
      const people: readonly PersonRef[] = Array.from(unheard, personOfPartition);
      if (people.length === 0) return;
      const found = await records.get(people);
      for (const person of people) hear(partitionOf(person), found.get(partitionOf(person)));
    },
    isAllowed: (owner: string): boolean => !refused.has(owner) && (regime === 'opt-out' || granted.has(owner)),
  };
}
