import { parseSequences, sequenceFileOf } from '../../shared/evaluation/datasets/sequences.ts';
import { parseSessions, type Session, sessionFilesOf } from '../../shared/evaluation/datasets/sessions.ts';
import type { Candidates, RankingTask } from '../../shared/evaluation/ranking-task.ts';
import { leaveOneOut, type NumberedHistory, type PackedHistories, pack } from '../../shared/evaluation/splits.ts';
import type { DatasetStore } from '../../shared/ports/model-store.ts';
import { indexOrder } from './training-data.ts';

/** A data set as its protocol asks of it. */
export interface Benchmark {
  readonly itemIds: readonly string[];
  readonly eventCount: number;
  readonly candidates: Candidates;
  readonly tuning: { readonly train: PackedHistories; readonly validation: readonly RankingTask[] };
  /** What the measured model is fitted on. */
  readonly train: PackedHistories;
  readonly test: readonly RankingTask[];
}

/** One item a person, new to the person; nothing but the training events is ever trained on. */
export async function readSequences(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
  const { people } = parseSequences(await datasets.readText(dataset, sequenceFileOf(await datasets.list(dataset))));
  const itemIds = indexOrder(people.flatMap((person) => person.itemIds));
  const split = leaveOneOut(numbered(people, itemIds));
  return {
    itemIds,
    eventCount: people.reduce((sum, person) => sum + person.itemIds.length, 0),
    candidates: 'new',
    tuning: split,
    train: split.train,
    test: split.test,
  };
}

/** Every click of a test session but the first, from the clicks before it; items of the session stay candidates. */
export async function readSessions(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
  const files = sessionFilesOf(await datasets.list(dataset));
  const read = async (file: string) => parseSessions(await datasets.readText(dataset, file));
  const [train, test] = [await read(files.train), await read(files.test)];
  const tuning = files.tuning
    ? { train: await read(files.tuning.train), validation: await read(files.tuning.validation) }
    : newestTenthApart(train);
  // An item that only tests meet has an index like any other, and is ranked: nobody knows it beforehand.
  const itemIds = indexOrder([train, test, tuning.train, tuning.validation].flat(2));
  const histories = (sessions: readonly Session[]) =>
    numbered(
      sessions.map((session, i) => ({ personKey: `session-${i}`, itemIds: session })),
      itemIds,
    );
  const packed = (sessions: readonly Session[]) => pack(histories(sessions), ({ items }) => items.length);
  return {
    itemIds,
    eventCount: train.flat().length + test.flat().length,
    candidates: 'all',
    tuning: { train: packed(tuning.train), validation: everyNextClick(histories(tuning.validation)) },
    train: packed(train),
    test: everyNextClick(histories(test)),
  };
}

const newestTenthApart = (sessions: readonly Session[]) => {
  const cut = Math.floor(sessions.length * 0.9);
  return { train: sessions.slice(0, cut), validation: sessions.slice(cut) };
};

/** Each click counts, so each is somebody of its own to the metrics. */
function everyNextClick(sessions: readonly NumberedHistory[]): readonly RankingTask[] {
  return sessions.flatMap(({ personKey, items, kinds }) =>
    Array.from({ length: Math.max(0, items.length - 1) }, (_, i) => ({
      personKey: `${personKey}-${i + 1}`,
      items: items.slice(0, i + 1).reverse(),
      kinds: kinds.slice(0, i + 1),
      target: items[i + 1]!,
    })),
  );
}

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
