import type { Event } from '../../../shared/domain/event.ts';
import { type Interaction, interactionsOf, kindOf } from '../../../shared/domain/interaction.ts';
import { contextOfEvent } from '../../../shared/features/context.ts';
import { paidOf } from '../../../shared/features/profile/money.ts';
import type { ScannedPerson } from '../../../shared/ports/timeline.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import { type MessageOutcome, outcomeOf } from './message-outcomes.ts';

/** An order, as far as it says what it came to. */
export interface Order {
  readonly atMs: number;
  readonly amount: number;
  readonly currency: string | undefined;
}

/** What campaigns want to know of a person, gathered part by part of their partition. */
export interface GatheredPerson {
  readonly partition: string;
  record: ScannedPerson['record'];
  isBot: boolean;
  /** The newest event that tells where it came from. */
  toldWhere: Event | undefined;
  /** Of what they did themselves; −Infinity: nothing. */
  lastAtMs: number;
  /** By name: the newest value, and when it was told. Of the wanted traits alone. */
  readonly traits: Map<string, readonly [value: unknown, atMs: number]>;
  /** What was done to items that are cheaper or back, and what was bought of them; oldest first. */
  readonly interactions: Interaction[];
  readonly orders: Order[];
  /** Of messages, by id. */
  readonly outcomes: Map<string, Set<MessageOutcome>>;
}

/** What of events is worth keeping tonight. */
export interface Wanted {
  /** Names of traits. */
  readonly traits: ReadonlySet<string>;
  isItem(itemId: string): boolean;
}

/** Ids of messages that are kept of one person: the newest. */
const MOST_MESSAGES = 500;

export const newlyMet = ({ partition }: ScannedPerson): GatheredPerson => ({
  partition,
  record: undefined,
  isBot: false,
  toldWhere: undefined,
  lastAtMs: Number.NEGATIVE_INFINITY,
  traits: new Map(),
  interactions: [],
  orders: [],
  outcomes: new Map(),
});

/**
 * Adds what another part says; changes `person`. What may not be put to messages is a reason to write to nobody; that it
 * happened is counted.
 */
export function gather(person: GatheredPerson, part: ScannedPerson, wanted: Wanted): void {
  person.record = part.record ?? person.record;
  person.isBot ||= part.flag?.verdict === 'bot';
  for (const event of part.events) {
    count(person, event);
    if (isUsable(event, 'message') && outcomeOf(event)?.what !== 'delivered') gatherEvent(person, event, wanted);
  }
}

/** What results are counted by. */
function count(person: GatheredPerson, event: Event): void {
  const outcome = outcomeOf(event);
  if (outcome !== undefined) {
    const known = person.outcomes.get(outcome.messageId) ?? new Set();
    person.outcomes.delete(outcome.messageId);
    person.outcomes.set(outcome.messageId, known.add(outcome.what));
    if (person.outcomes.size > MOST_MESSAGES) person.outcomes.delete(person.outcomes.keys().next().value!);
  }
  if (kindOf(event) !== 'purchase') return;
  const paid = paidOf(event.properties);
  person.orders.push({ atMs: event.atMs, amount: paid?.amount ?? 0, currency: paid?.currency });
}

/** What people enter by; that a message reached them is nothing that they did. */
function gatherEvent(person: GatheredPerson, event: Event, wanted: Wanted): void {
  person.lastAtMs = Math.max(person.lastAtMs, event.atMs);
  if (event.context['market'] !== undefined || event.context['locale'] !== undefined) person.toldWhere = event;
  if (event.type === 'identify') gatherTraits(person, event, wanted);
  for (const interaction of interactionsOf(event))
    if (wanted.isItem(interaction.itemId)) person.interactions.push(interaction);
}

function gatherTraits(person: GatheredPerson, { traits, atMs }: Event, wanted: Wanted): void {
  for (const name of wanted.traits) if (Object.hasOwn(traits, name)) person.traits.set(name, [traits[name], atMs]);
}

/** ISO 3166; undefined: not known. */
export const marketOf = ({ toldWhere }: GatheredPerson): string | undefined =>
  toldWhere === undefined ? undefined : contextOfEvent(toldWhere).market;

/** Traits as a profile has them: what was set by hand, unless an event that is newer says otherwise. */
export function traitsOf({ traits, record }: GatheredPerson): Readonly<Record<string, unknown>> {
  const told = new Map(traits);
  for (const [name, atMs] of Object.entries(record?.traitsAtMs ?? {}))
    if ((told.get(name)?.[1] ?? Number.NEGATIVE_INFINITY) <= atMs) told.set(name, [record?.traits[name], atMs]);
  return Object.fromEntries(Array.from(told, ([name, [value]]) => [name, value]));
}
