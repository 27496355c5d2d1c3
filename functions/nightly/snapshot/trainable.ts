import { type Event, type PersonRef, personOfPartition } from '../../../shared/domain/event.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { contextOfEvent } from '../../../shared/features/context.ts';
import type { PersonRecords, Suppressions } from '../../../shared/ports/people.ts';
import type { ScannedPerson } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRecord, type ConsentRegime, strictestConsent } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';

export interface TrainablePorts {
  readonly records: Pick<PersonRecords, 'get'>;
  readonly suppressions: Pick<Suppressions, 'among'>;
  readonly regime: ConsentRegime;
}

/** Those of a page of a scan who are not suppressed, as devices or as those whom the devices belong to. */
export async function notSuppressed(
  people: readonly ScannedPerson[],
  { suppressions }: TrainablePorts,
): Promise<readonly ScannedPerson[]> {
  const keys = new Set(people.flatMap(({ partition, owner }) => [partition, owner]));
  const suppressed = await suppressions.among(Array.from(keys, personOfPartition));
  if (suppressed.size === 0) return people;
  return people.filter(({ partition, owner }) => !suppressed.has(partition) && !suppressed.has(owner));
}

/**
 * What may be learnt from of a page of a scan: of people whose records allow it now, the events that nothing was
 * refused of when they were captured. For a device's events its owner is asked too: what either refuses is left out.
 */
export async function trainable(
  people: readonly ScannedPerson[],
  { records, regime }: TrainablePorts,
): Promise<readonly ScannedPerson[]> {
  const owners: readonly PersonRef[] = people.flatMap(({ partition, owner }) =>
    partition === owner ? [] : [personOfPartition(owner)],
  );
  const ofOwners = owners.length === 0 ? new Map<string, PersonRecord>() : await records.get(owners);
  return people.flatMap((person) => {
    const { record, partition, owner, events } = person;
    const mayLearn = trainingGate([record, partition === owner ? undefined : ofOwners.get(owner)], regime);
    const learnt = events.filter(mayLearn);
    return learnt.length === 0 ? [] : [learnt.length === events.length ? person : { ...person, events: learnt }];
  });
}

/** The market of an event's own context is where silence is asked for. */
function trainingGate(records: readonly (PersonRecord | undefined)[], regime: ConsentRegime) {
  const record = together(records.flatMap((kept) => kept ?? []));
  const isAllowedIn = new Map<string | undefined, boolean>();
  const isAllowed = (market: string | undefined): boolean => {
    const known = isAllowedIn.get(market) ?? allows('train', record, { regime, market });
    isAllowedIn.set(market, known);
    return known;
  };
  return (event: Event): boolean =>
    isUsable(event, 'train') && isAllowed(regime === 'by-market' ? contextOfEvent(event).market : undefined);
}

/** What several say who must all agree: a device, and whom it belongs to. */
export function together(records: readonly ConsentRecord[]): ConsentRecord | undefined {
  const [only, ...others] = records;
  if (only === undefined || others.length === 0) return only;
  const restricted = records.flatMap(({ restrictedAtMs }) => restrictedAtMs ?? []);
  return {
    consent: strictestConsent(records.map(({ consent }) => consent)),
    ...(restricted.length > 0 && { restrictedAtMs: Math.min(...restricted) }),
  };
}
