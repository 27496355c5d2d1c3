import { expect, it } from 'vitest';
import { readBenchmark } from '../../../functions/nightly/datasets/read-dataset.ts';
import { memoryDatasets } from '../../../shared/adapters/memory/datasets.ts';
import { hasSharedData, sharedText } from '../../support/shared-data.ts';

it.runIf(hasSharedData('session-diginetica'))(
  'reads Diginetica: 719,470 and 60,858 clicks to foresee',
  async () => {
    const files = Object.fromEntries(
      ['train_sessions.txt', 'test_sessions.txt'].map((file) => [file, sharedText('session-diginetica', file)]),
    );
    const { format, itemIds, train, test } = await readBenchmark(memoryDatasets({ diginetica: files }), 'diginetica');
    expect(format).toBe('sessions');
    expect(itemIds.length).toBe(43097);
    expect(train.histories.offsets.length - 1).toBe(186670);
    expect(train.histories.items.length - 186670).toBe(719470);
    expect(test.length).toBe(60858);
  },
  120_000,
);
