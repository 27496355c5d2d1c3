import { NotFoundError } from '../../domain/errors.ts';
import type { DatasetStore } from '../../ports/model-store.ts';

/** Data sets given as texts: by data set, by file. */
export function memoryDatasets(texts: Readonly<Record<string, Readonly<Record<string, string>>>>): DatasetStore {
  return {
    list: async (dataset) => Object.keys(texts[dataset] ?? {}),
    async readText(dataset, file) {
      const text = texts[dataset]?.[file];
      if (text === undefined) throw new NotFoundError(`data set ${dataset} has no file ${file}`);
      return text;
    },
  };
}
