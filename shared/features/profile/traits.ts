import type { Purpose } from '../../domain/consent.ts';
import type { Event, JsonObject, JsonValue } from '../../domain/event.ts';
import { isTraitName, MAX_TRAIT_LENGTH, MAX_TRAITS, type PersonRecord } from '../../domain/person-record.ts';

/**
 * A trait with the time of the event that said it, in ms since 1970, and what that was not granted for. Value null: an
 * event took it back.
 */
export type TraitState = readonly (readonly [
  name: string,
  value: JsonValue,
  atMs: number,
  refused: readonly Purpose[],
])[];

/**
 * The traits that identify events brought, of each the newest. Traits beyond the limits of a profile are passed over,
 * the first 300 names stay.
 */
export function foldTraits(state: TraitState, event: Event): TraitState {
  if (event.type !== 'identify') return state;
  let traits = state;
  for (const [name, value] of Object.entries(event.traits)) {
    if (!isTraitName(name) || JSON.stringify(value).length > MAX_TRAIT_LENGTH) continue;
    const at = traits.findIndex(([known]) => known === name);
    const said = [name, value, event.atMs, event.refused ?? []] as const;
    if (at >= 0) traits = traits.with(at, said);
    else if (traits.length < MAX_TRAITS) traits = [...traits, said];
  }
  return traits;
}

/**
 * The traits of a person, by name: what was set by hand, unless an event that is newer says otherwise. What was taken
 * back, by hand or by an event, is not there until it is said anew.
 */
export function traitsOf(
  state: TraitState,
  record: Pick<PersonRecord, 'traits' | 'traitsAtMs'> | undefined,
): JsonObject {
  const traits = new Map<string, JsonValue>(state.map(([name, value]) => [name, value]));
  const saidAtMs = new Map(state.map(([name, , atMs]) => [name, atMs]));
  for (const [name, setAtMs] of Object.entries(record?.traitsAtMs ?? {})) {
    if ((saidAtMs.get(name) ?? Number.NEGATIVE_INFINITY) > setAtMs) continue;
    traits.set(name, record?.traits[name] ?? null);
  }
  const told = [...traits].filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(told);
}
