import type { CatalogEntry } from '../../../shared/domain/item.ts';
import {
  attributeFileOf,
  type ItemAttributes,
  parseAttributes,
} from '../../../shared/evaluation/datasets/attributes.ts';
import { parseSequences, sequenceFileOf } from '../../../shared/evaluation/datasets/sequences.ts';
import { leaveOneOut, type PackedHistories } from '../../../shared/evaluation/splits.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import { contentOf, indexOrder } from '../histories/training-data.ts';
import type { TrainingSet } from '../training/training-set.ts';
import { type Benchmark, numbered } from './benchmark.ts';

/** One item a person, new to the person; nothing but the training events is ever trained on. */
export async function readSequences(datasets: DatasetStore, dataset: string): Promise<Benchmark> {
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
