import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { CatalogEntry } from '../../../shared/domain/item.ts';
import {
  attributeFileOf,
  type ItemAttributes,
  parseAttributes,
} from '../../../shared/evaluation/datasets/attributes.ts';
import {
  BEHAVIOUR_FILES,
  behaviourFileOf,
  HELD_OUT_FILE,
  parseBehaviours,
} from '../../../shared/evaluation/datasets/behaviours.ts';
import { type DatasetFormat, formatOf, type RankingFormat } from '../../../shared/evaluation/datasets/format.ts';
import { interactionFilesOf, parseInteractions } from '../../../shared/evaluation/datasets/interactions.ts';
import { parseSequences, sequenceFileOf } from '../../../shared/evaluation/datasets/sequences.ts';
import { parseSessions, type Session, sessionFilesOf } from '../../../shared/evaluation/datasets/sessions.ts';
import type { Candidates, RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { sessionTasks } from '../../../shared/evaluation/session-tasks.ts';
import { leaveOneOut, type NumberedHistory, type PackedHistories, pack } from '../../../shared/evaluation/splits.ts';
import { kindIndex } from '../../../shared/features/history.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import { contentOf, indexOrder } from '../histories/training-data.ts';
import type { TrainingSet } from '../training/training-set.ts';

/** A data set as its protocol asks of it. */
export interface Benchmark {
  readonly format: RankingFormat;
  readonly itemIds: readonly string[];
  readonly eventCount: number;
  readonly candidates: Candidates;
  /** The cut of the figure that settings are chosen by. */
  readonly cut: number;
  /** What settings are chosen on. The same set as `train` where the protocol fits nothing anew for the test. */
  readonly tuning: { readonly train: TrainingSet; readonly validation: readonly RankingTask[] };
  /** What the measured model is fitted on. */
  readonly train: TrainingSet;
  readonly test: readonly RankingTask[];
  /** Whether events of the person of a test task are in `train`. */
  readonly isTrained: (personKey: string) => boolean;
  /** In sessions, by test task: the items of all later clicks, each once. */
  readonly remaining?: readonly Int32Array[];
}

/** @param format - told from the files when absent. @throws InvalidInputError naming the file and what is wrong. */
export async function readBenchmark(
  datasets: DatasetStore,
  dataset: string,
  format?: DatasetFormat,
): Promise<Benchmark> {
  switch (format ?? (await tellFormat(datasets, dataset))) {
    case 'sequences':
      return readSequences(datasets, dataset);
    case 'sessions':
      return readSessions(datasets, dataset);
    case 'interactions':
      return readInteractions(datasets, dataset);
    case 'behaviours':
      return readBehaviours(datasets, dataset);
    case 'ratings':
      throw new InvalidInputError(`${dataset}: ratings are no ranking; evaluate-ratings measures them`);
  }
}

async function tellFormat(datasets: DatasetStore, dataset: string): Promise<DatasetFormat> {
  const files = await datasets.list(dataset);
  const firstLines = new Map<string, string>();
  for (const file of files.filter((name) => /\.(txt|csv|tsv)(\.gz)?$/.test(name))) {
    firstLines.set(file, (await datasets.readText(dataset, file)).split('\n', 1)[0] ?? '');
  }
  return formatOf(files, (file) => firstLines.get(file) ?? '');
}

/** One item a person, new to the person; nothing but the training events is ever trained on. */
async function readSequences(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
  const files = await datasets.list(dataset);
  const file = sequenceFileOf(files);
  const parsed = parseSequences(await datasets.readText(dataset, file), file);
  // In the order in which a night reads people, so that both fit the same model to the bit.
  const people = [...parsed.people].sort((a, b) => (a.personKey < b.personKey ? -1 : 1));
  const attributeFile = attributeFileOf(files);
  const attributes =
    attributeFile === undefined
      ? new Map()
      : parseAttributes(await datasets.readText(dataset, attributeFile), attributeFile);
  const itemIds = indexOrder(people.flatMap((person) => person.itemIds));
  const split = leaveOneOut(numbered(people, itemIds));
  const train: TrainingSet = {
    histories: split.train,
    // As if everybody had begun at one moment and met an item a minute.
    sessions: { histories: split.train, times: lengthsOf(split.train) },
    itemCount: itemIds.length,
    content: contentOf(itemIds, catalogOf(attributes)),
    isOrdered: true,
  };
  return {
    format: 'sequences',
    itemIds,
    eventCount: people.reduce((sum, person) => sum + person.itemIds.length, 0),
    candidates: 'new',
    cut: 10,
    tuning: { train, validation: split.validation },
    train,
    test: split.test,
    isTrained: () => true,
  };
}

const lengthsOf = ({ offsets }: PackedHistories): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_, u) => offsets[u + 1]! - offsets[u]!);

/** Attribute ids as a shop's catalog would have them. */
const catalogOf = (attributes: ItemAttributes): readonly CatalogEntry[] =>
  Array.from(attributes, ([itemId, ids]) => ({
    item: {
      itemId,
      title: `item ${itemId}`,
      categories: [],
      availability: 'in_stock' as const,
      images: [],
      markets: [],
      attributes: Object.fromEntries(ids.map((id) => [id, true])),
    },
    version: 1,
    changedAtMs: 0,
    deleted: false,
  }));

/** Every click of a test session but the first, from the clicks before it; items of the session stay candidates. */
async function readSessions(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
  const files = sessionFilesOf(await datasets.list(dataset));
  const read = async (file: string) => parseSessions(await datasets.readText(dataset, file), file);
  const [train, test] = [await read(files.train), await read(files.test)];
  const tuning = files.tuning
    ? {
        train: files.tuning.train === files.train ? train : await read(files.tuning.train),
        validation: await read(files.tuning.validation),
      }
    : newestTenthApart(train);
  // An item that only tests meet has an index like any other, and is ranked: nobody knows it beforehand.
  const itemIds = indexOrder(
    [train, test, tuning.train, tuning.validation].flat().flatMap((session) => session.itemIds),
  );
  const histories = (sessions: readonly Session[]) =>
    numbered(
      sessions.map(({ itemIds: clicked }, i) => ({ personKey: `session-${i}`, itemIds: clicked })),
      itemIds,
    );
  const setOf = (sessions: readonly Session[]): TrainingSet => {
    const packed = pack(histories(sessions), ({ items }) => items.length);
    // Where times are not known, the order of the file is that of time.
    const times = Float64Array.from(sessions, ({ lastAtMs }, i) => lastAtMs ?? i);
    return {
      histories: packed,
      sessions: { histories: packed, times },
      itemCount: itemIds.length,
      content: undefined,
      isOrdered: true,
    };
  };
  const trainSet = setOf(train);
  const testTasks = sessionTasks(histories(test));
  return {
    format: 'sessions',
    itemIds,
    eventCount: [...train, ...test].reduce((sum, session) => sum + session.itemIds.length, 0),
    candidates: 'all',
    cut: 20,
    tuning: {
      train: tuning.train === train ? trainSet : setOf(tuning.train),
      validation: sessionTasks(histories(tuning.validation)),
    },
    train: trainSet,
    test: testTasks,
    isTrained: () => false,
    remaining: testTasks.map(({ remaining }) => remaining),
  };
}

/** Of each person's training items, those that validate: about this share, drawn by a hash. */
const VALIDATION_SHARE = 0.1;

/** A fixed split of people's items; a tenth of the training items are held back to choose settings on. */
async function readInteractions(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
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
  return {
    format: 'interactions',
    itemIds,
    eventCount: people.reduce((sum, { train, test }) => sum + train.length + test.length, 0),
    candidates: 'new',
    cut: 20,
    tuning: { train: setOf(kept), validation: setTasks(kept, itemIds) },
    train: setOf(all),
    test: setTasks(all, itemIds),
    isTrained: (personKey) => trained.has(personKey),
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

/**
 * Views, carts and purchases, and one purchase a person that was held back, of an item that is new to them. Settings
 * are chosen on each person's last purchase before it, whose item is taken out of their history altogether.
 */
async function readBehaviours(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
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

const newestTenthApart = (sessions: readonly Session[]) => {
  const cut = Math.floor(sessions.length * 0.9);
  return { train: sessions.slice(0, cut), validation: sessions.slice(cut) };
};

function numbered(
  people: readonly { readonly personKey: string; readonly itemIds: readonly string[] }[],
  itemIds: readonly string[],
): readonly NumberedHistory[] {
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  return people.map((person) => ({
    personKey: person.personKey,
    items: Int32Array.from(person.itemIds, (itemId) => indexOf.get(itemId)!),
    kinds: new Uint8Array(person.itemIds.length),
    atMs: new Float64Array(person.itemIds.length),
  }));
}
