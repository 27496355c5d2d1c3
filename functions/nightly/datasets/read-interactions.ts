import { acquaintanceFiles, parseAcquaintances } from '../../../shared/evaluation/datasets/acquaintances.ts';
import { interactionFilesOf, parseInteractions } from '../../../shared/evaluation/datasets/interactions.ts';
import type { RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { pack } from '../../../shared/evaluation/splits.ts';
import { friendChoices } from '../../../shared/learning/friend-choices.ts';
import { undirectedGraph } from '../../../shared/learning/graph.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import { indexOrder } from '../histories/training-data.ts';
import { matrixOf } from '../training/person-matrix.ts';
import type { TrainingSet } from '../training/training-set.ts';
import { type Benchmark, type FriendsOf, numbered } from './benchmark.ts';

/** Of each person's training items, those that validate: about this share, drawn by a hash. */
const VALIDATION_SHARE = 0.1;

/** A fixed split of people's items; a tenth of the training items are held back to choose settings on. */
export async function readInteractions(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
  const files = interactionFilesOf(await datasets.list(dataset));
  const [trainText, testText] = [
    await datasets.readText(dataset, files.train),
    await datasets.readText(dataset, files.test),
  ];
  const { people, isOrdered } = parseInteractions(trainText, testText, files);
  const itemIds = indexOrder(people.flatMap(({ train, test }) => [...train, ...test]));
  const isHeldBack = (personKey: string, itemId: string) =>
    stringHash(JSON.stringify([personKey, itemId])) < VALIDATION_SHARE * 2 ** 32;
  const kept = people.map(({ personKey, train }) => ({
    personKey,
    itemIds: train.filter((itemId) => !isHeldBack(personKey, itemId)),
    asked: train.filter((itemId) => isHeldBack(personKey, itemId)),
  }));
  const all = people.map(({ personKey, train, test }) => ({ personKey, itemIds: train, asked: [...new Set(test)] }));
  const trained = new Set(all.filter(({ itemIds: met }) => met.length > 0).map(({ personKey }) => personKey));
  const setOf = (given: typeof all): TrainingSet => {
    const packed = pack(numbered(given, itemIds), ({ items }) => items.length);
    return {
      histories: packed,
      sessions: { histories: packed, times: new Float64Array(given.length) },
      itemCount: itemIds.length,
      content: undefined,
      isOrdered,
    };
  };
  const [tuning, train] = [setOf(kept), setOf(all)];
  const friends = await friendsIn(datasets, dataset, people);
  return {
    format: 'interactions',
    itemIds,
    eventCount: people.reduce((sum, { train, test }) => sum + train.length + test.length, 0),
    candidates: 'new',
    cut: 20,
    tuning: { train: tuning, validation: setTasks(kept, itemIds) },
    train,
    test: setTasks(all, itemIds),
    isTrained: (personKey) => trained.has(personKey),
    ...(friends && { friends: { tuning: friends(tuning), test: friends(train) } }),
  };
}

/** Who knows whom, where exactly one file says so: what their friends chose, by training set. */
async function friendsIn(
  datasets: DatasetStore,
  dataset: string,
  people: readonly { readonly personKey: string }[],
): Promise<((set: TrainingSet) => FriendsOf) | undefined> {
  const [file, ...others] = acquaintanceFiles(await datasets.list(dataset));
  if (file === undefined || others.length > 0) return undefined;
  const numberOf = new Map(people.map(({ personKey }, number) => [personKey, number]));
  const pairs = parseAcquaintances(await datasets.readText(dataset, file), file).flatMap(([a, b]) => {
    const [from, to] = [numberOf.get(a), numberOf.get(b)];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  const graph = undirectedGraph(people.length, {
    from: Int32Array.from(pairs, ({ from }) => from),
    to: Int32Array.from(pairs, ({ to }) => to),
  });
  return (set) => {
    const chosenBy = friendChoices(graph, matrixOf(set));
    return (personKey) => chosenBy(numberOf.get(personKey)!);
  };
}

/** One task a person who is asked something, with all that is relevant. */
function setTasks(
  people: readonly {
    readonly personKey: string;
    readonly itemIds: readonly string[];
    readonly asked: readonly string[];
  }[],
  itemIds: readonly string[],
): readonly RankingTask[] {
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const asked = people.filter((person) => person.asked.length > 0);
  return numbered(asked, itemIds).map(({ personKey, items, kinds }, i) => {
    const [target, ...others] = asked[i]!.asked.map((itemId) => indexOf.get(itemId)!);
    return { personKey, items: items.reverse(), kinds, target: target!, alsoRelevant: Int32Array.from(others) };
  });
}
