import { describe, expect, it } from 'vitest';
import type { Benchmark } from '../../../../../functions/nightly/datasets/benchmark.ts';
import { readBenchmark } from '../../../../../functions/nightly/datasets/read-dataset.ts';
import { memoryDatasets } from '../../../../../shared/adapters/memory/datasets.ts';
import { hasSharedData, sharedText } from '../../../../support/shared-data.ts';

const datasets = memoryDatasets({
  sequences: { 'A.txt': '1 a b c', 'A_item2attributes.json': '{"a": [1]}' },
  sessions: {
    'train.txt': 'SessionId\tItemId\tTime\n1\ta\t9\n2\tb\t1\n2\tc\t2\n',
    'test.txt': 'SessionId\tItemId\tTime\n3\ta\t10\n3\tb\t11\n3\ta\t12\n',
  },
  interactions: { 'train.txt': '1 a b', 'test.txt': '1 c d' },
  behaviours: {
    'train_view.tsv': 'user\titem\tunix_time\n1\ta\t5\n1\tc\t5\n',
    'train_cart.tsv': 'user\titem\tunix_time\n1\ta\t4\n',
    'train_buy.tsv': 'user\titem\tunix_time\n1\ta\t6\n1\tc\t7\n',
    'test_buy.tsv': 'user\titem\n1\tb\n',
  },
  'half a shop': { 'train_view.tsv': '' },
  broken: { 'A.txt': '1 a b c\n2' },
});

const idsOf = ({ itemIds }: Benchmark, items: ArrayLike<number>) => Array.from(items, (item) => itemIds[item]);
const tasksOf = (benchmark: Benchmark) =>
  benchmark.test.map(({ items, target }) => [idsOf(benchmark, items), benchmark.itemIds[target]]);

describe('reading data sets', () => {
  it('tells sessions, gives them the order of their last clicks, and every click but the first as a task', async () => {
    const benchmark = await readBenchmark(datasets, 'sessions');
    expect(benchmark.format).toBe('sessions');
    expect(idsOf(benchmark, benchmark.train.histories.items)).toEqual(['b', 'c', 'a']);
    expect([...benchmark.train.sessions.times]).toEqual([2000, 9000]);
    expect(tasksOf(benchmark)).toEqual([
      [['a'], 'b'],
      [['b', 'a'], 'a'],
    ]);
  });

  it('tells interactions, whose order means nothing, and asks for all that the test holds of a person', async () => {
    const benchmark = await readBenchmark(datasets, 'interactions');
    expect(benchmark).toMatchObject({ format: 'interactions', train: { isOrdered: false } });
    const [task] = benchmark.test;
    const relevant = idsOf(benchmark, [task!.target, ...task!.alsoRelevant!]);
    expect(relevant.toSorted()).toEqual(['c', 'd']);
    expect(idsOf(benchmark, task!.items).toSorted()).toEqual(['a', 'b']);
  });

  it('holds a share of the training items back to choose on, none of the test', async () => {
    const many = (from: number) => Array.from({ length: 100 }, (_, i) => `i${from + i}`).join(' ');
    const files = { 'train.txt': `u ${many(0)}`, 'test.txt': `u ${many(100)}` };
    const benchmark = await readBenchmark(memoryDatasets({ d: files }), 'd');
    const [asked] = benchmark.tuning.validation;
    const relevant = idsOf(benchmark, [asked!.target, ...asked!.alsoRelevant!]);
    expect(relevant.length).toBeGreaterThan(2);
    expect(relevant.length).toBeLessThan(25);
    const kept = idsOf(benchmark, benchmark.tuning.train.histories.items);
    expect([...kept, ...relevant].toSorted()).toEqual(idsOf(benchmark, benchmark.train.histories.items).toSorted());
  });

  it('tells behaviours; the purchase to choose on is taken out of the history altogether', async () => {
    const benchmark = await readBenchmark(datasets, 'behaviours');
    expect(benchmark.format).toBe('behaviours');
    expect(tasksOf(benchmark)).toEqual([[['c', 'a', 'c', 'a', 'a'], 'b']]);
    expect(idsOf(benchmark, benchmark.tuning.train.histories.items)).toEqual(['a', 'a', 'a']);
    expect(benchmark.itemIds[benchmark.tuning.validation[0]!.target]).toBe('c');
    await expect(readBenchmark(datasets, 'half a shop', 'behaviours')).rejects.toThrow(
      'want train_cart.tsv or train_cart.tsv.gz, got train_view.tsv',
    );
  });

  it('tells sequences, and reads attributes where there are any', async () => {
    const benchmark = await readBenchmark(datasets, 'sequences');
    expect(benchmark.format).toBe('sequences');
    expect(benchmark.train.content!.counts.columns.length).toBeGreaterThan(0);
    expect(tasksOf(benchmark)).toEqual([[['b', 'a'], 'c']]);
  });

  it('names the file and the line that it cannot read', async () => {
    await expect(readBenchmark(datasets, 'broken', 'sequences')).rejects.toThrow(
      'A.txt, line 2: person "2" has no items',
    );
  });

  it.runIf(hasSharedData('multibehavior-retailrocket'))('reads RetailRocket', async () => {
    const files = Object.fromEntries(
      ['train_view.tsv', 'train_cart.tsv', 'train_buy.tsv', 'test_buy.tsv'].map((file) => [
        file,
        sharedText('multibehavior-retailrocket', file),
      ]),
    );
    const { format, train, test } = await readBenchmark(memoryDatasets({ shop: files }), 'shop');
    expect(format).toBe('behaviours');
    expect(train.histories.items.length).toBe(75374 + 12456 + 9551);
    expect(test.length).toBe(2174);
  });
});
