import { type Event, type PersonRef, partitionOf } from '../domain/event.ts';
import type { Standings } from '../ports/people.ts';
import { allows, type ConsentRegime, refusedPurposes, strictestConsent } from './consent.ts';

/** What a person’s word makes of an event of theirs that the house itself writes. */
export interface EventConsent {
  /** Nothing may be kept of them at all. */
  readonly isSuppressed: boolean;
  /** What the event must not be used for; undefined: it is not kept. */
  readonly refused: NonNullable<Event['refused']> | undefined;
}

/** By what the person says, and whoever the device belongs to. @param market - ISO 3166; undefined: not known. */
export async function eventConsent(
  person: PersonRef,
  market: string | undefined,
  { standings, regime }: { readonly standings: Standings; readonly regime: ConsentRegime },
): Promise<EventConsent> {
  const all = await standings.of([person]);
  const own = all.get(partitionOf(person));
  const owner = own?.owner === undefined ? undefined : all.get(partitionOf({ userId: own.owner }));
  if (own?.isSuppressed || owner?.isSuppressed) return { isSuppressed: true, refused: undefined };
  const consent = strictestConsent([own?.record?.consent ?? {}, owner?.record?.consent ?? {}]);
  const situation = { regime, market };
  const mayKeep = allows('keep', { consent }, situation);
  return { isSuppressed: false, refused: mayKeep ? refusedPurposes(consent, situation) : undefined };
}
