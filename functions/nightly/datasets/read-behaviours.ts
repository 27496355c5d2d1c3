import {
  BEHAVIOUR_FILES,
  behaviourFileOf,
  HELD_OUT_FILE,
  parseBehaviours,
} from '../../../shared/evaluation/datasets/behaviours.ts';
import type { RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { type NumberedHistory, pack } from '../../../shared/evaluation/splits.ts';
import { kindIndex } from '../../../shared/features/history.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import { indexOrder } from '../histories/training-data.ts';
import type { TrainingSet } from '../training/training-set.ts';
import type { Benchmark } from './benchmark.ts';

/**
 * Views, carts and purchases, and one purchase a person that was held back, of an item that is new to them. Settings
 * are chosen on each person's last purchase before it, whose item is taken out of their history altogether.
 */
export async function readBehaviours(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
  const files = await datasets.list(dataset);
  const textOf = new Map<string, string>();
  for (const file of [...Object.keys(BEHAVIOUR_FILES), HELD_OUT_FILE]) {
    textOf.set(file, await datasets.readText(dataset, behaviourFileOf(files, file)));
  }
  const { interactions, heldOut } = parseBehaviours((file) => textOf.get(file)!);
  const itemIds = indexOrder([...interactions, ...heldOut].map(({ itemId }) => itemId));
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const eventsOf = Map.groupBy(interactions, ({ personKey }) => personKey);
  const historyOf = (personKey: string, without?: string): NumberedHistory => {
    const events = (eventsOf.get(personKey) ?? []).filter(({ itemId }) => itemId !== without);
    return {
      personKey,
      items: Int32Array.from(events, ({ itemId }) => indexOf.get(itemId)!),
      kinds: Uint8Array.from(events, ({ kind }) => kindIndex(kind)),
      atMs: Float64Array.from(events, ({ atMs }) => atMs),
    };
  };
  const lastBought = new Map(
    [...eventsOf].flatMap(([personKey, events]) => {
      const bought = events.filter(({ kind }) => kind === 'purchase');
      return new Set(bought.map(({ itemId }) => itemId)).size < 2 ? [] : [[personKey, bought.at(-1)!.itemId] as const];
    }),
  );
  const setOf = (people: readonly NumberedHistory[]): TrainingSet => ({
    histories: pack(people, ({ items }) => items.length),
    sessions: {
      histories: pack(people, ({ items }) => items.length),
      times: Float64Array.from(people, ({ atMs }) => atMs.at(-1) ?? 0),
    },
    itemCount: itemIds.length,
    content: undefined,
    isOrdered: true,
  });
  const taskOf = (personKey: string, itemId: string, { items, kinds }: NumberedHistory): RankingTask => ({
    personKey,
    items: items.slice().reverse(),
    kinds: kinds.slice().reverse(),
    target: indexOf.get(itemId)!,
  });
  const people = [...eventsOf.keys()];
  const tuned = people.map((personKey) => historyOf(personKey, lastBought.get(personKey)));
  return {
    format: 'behaviours',
    itemIds,
    eventCount: interactions.length + heldOut.length,
    candidates: 'new',
    cut: 10,
    tuning: {
      train: setOf(tuned),
      validation: tuned.flatMap((history) => {
        const itemId = lastBought.get(history.personKey);
        return itemId === undefined || history.items.length === 0 ? [] : [taskOf(history.personKey, itemId, history)];
      }),
    },
    train: setOf(people.map((personKey) => historyOf(personKey))),
    test: heldOut.map(({ personKey, itemId }) => taskOf(personKey, itemId, historyOf(personKey))),
    isTrained: (personKey) => eventsOf.has(personKey),
  };
}
