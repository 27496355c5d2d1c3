import { parseSessions, type Session, sessionFilesOf } from '../../../shared/evaluation/datasets/sessions.ts';
import { sessionTasks } from '../../../shared/evaluation/session-tasks.ts';
import { pack } from '../../../shared/evaluation/splits.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import { indexOrder } from '../histories/training-data.ts';
import type { TrainingSet } from '../training/training-set.ts';
import { type Benchmark, numbered } from './benchmark.ts';

/** Every click of a test session but the first, from the clicks before it; items of the session stay candidates. */
export async function readSessions(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
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

const newestTenthApart = (sessions: readonly Session[]) => {
  const cut = Math.floor(sessions.length * 0.9);
  return { train: sessions.slice(0, cut), validation: sessions.slice(cut) };
};
