import { type Interaction, interactionsOf } from '../../../shared/domain/interaction.ts';
import { contextCode, contextOfEvent } from '../../../shared/features/context.ts';
import { mergedHistory } from '../../../shared/features/history.ts';
import type { PersonEvent } from '../written-snapshot.ts';

interface OrderedInteraction extends Interaction {
  readonly identity: string;
  /** Code of the event's context. */
  readonly context: number;
}

/**
 * The readable twin of what a night trains on: each person's history as objects, people in the order of their keys.
 * An event that is there twice counts once; of copies with different times, the earliest.
 */
export function historiesOf(
  rows: readonly PersonEvent[],
): readonly { readonly personKey: string; readonly history: readonly OrderedInteraction[] }[] {
  const people = new Map<string, Map<string, readonly OrderedInteraction[]>>();
  for (const { personKey, event } of rows.toSorted((a, b) => a.event.atMs - b.event.atMs)) {
    const identity = `${String(event.clientAtMs).padStart(13, '0')}#${event.messageId}`;
    const ofPerson = people.get(personKey) ?? new Map<string, readonly OrderedInteraction[]>();
    people.set(personKey, ofPerson);
    if (ofPerson.has(identity)) continue;
    ofPerson.set(
      identity,
      interactionsOf(event).map((interaction) => ({
        ...interaction,
        identity,
        context: contextCode(contextOfEvent(event)),
      })),
    );
  }
  return [...people]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([personKey, events]) => ({
      personKey,
      history: mergedHistory([...events.values()].flat().sort(byTime)) as readonly OrderedInteraction[],
    }))
    .filter(({ history }) => history.length > 0);
}

const byTime = (a: OrderedInteraction, b: OrderedInteraction): number =>
  a.atMs - b.atMs || (a.identity === b.identity ? 0 : a.identity < b.identity ? -1 : 1);
