import { NotFoundError } from '../../domain/errors.ts';
import type { DatasetStore, DatasetWriter } from '../../ports/model-store.ts';

/** Data sets given as texts: by data set, by file. What is written is added to them. */
export function memoryDatasets(
  given: Readonly<Record<string, Readonly<Record<string, string>>>>,
): DatasetStore & DatasetWriter {
  const texts = new Map(Object.entries(given).map(([dataset, files]) => [dataset, new Map(Object.entries(files))]));
  return {
    list: async (dataset) => [...(texts.get(dataset)?.keys() ?? [])],
    async readText(dataset, file) {
      const text = texts.get(dataset)?.get(file);
      if (text === undefined) throw new NotFoundError(`data set ${dataset} has no file ${file}`);
      return text;
    },
    async write(dataset, files) {
      texts.set(dataset, new Map([...(texts.get(dataset) ?? []), ...files]));
    },
  };
}
