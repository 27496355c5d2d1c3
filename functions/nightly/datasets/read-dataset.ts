import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { type DatasetFormat, formatOf } from '../../../shared/evaluation/datasets/format.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import type { Benchmark } from './benchmark.ts';
import { readBehaviours } from './read-behaviours.ts';
import { readInteractions } from './read-interactions.ts';
import { readSequences } from './read-sequences.ts';
import { readSessions } from './read-sessions.ts';

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
