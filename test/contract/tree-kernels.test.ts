import { afterAll, describe, expect, it } from 'vitest';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { binnedColumns, fitBinning } from '../../shared/learning/binned-features.ts';
import { BOOSTED_DEFAULTS, fitBoostedTrees } from '../../shared/learning/boosted-trees.ts';
import { fitRandomForest } from '../../shared/learning/random-forest.ts';
import { plainTreeRows } from '../../shared/math/plain-tree-rows.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { LabelledBins, TreeRows } from '../../shared/math/tree-rows.ts';
import { plantedTable } from '../support/builders/feature-table.ts';

const one = openKernels(1);
const three = openKernels(3);
afterAll(() => Promise.all([one.close(), three.close()]));

/** Eleven columns of 2 to 256 bins: a block of eight, and part of another. */
function randomBins(rowCount: number): LabelledBins {
  const random = seededRandom(rowCount);
  const binCounts = Int32Array.from({ length: 11 }, (_, column) => [2, 256, 7, 100][column % 4]!);
  const bins = new Uint8Array(11 * rowCount);
  for (let at = 0; at < bins.length; at++) bins[at] = random() * binCounts[Math.floor(at / rowCount)]!;
  const isPositive = Uint8Array.from({ length: rowCount }, () => (random() < 0.3 ? 1 : 0));
  const weights = Float64Array.from(isPositive, (label) => (label === 1 ? 2.5 : 0.75));
  return { rowCount, bins, binCounts, isPositive, weights };
}

/** Everything that a tree asks of its rows, twice over, and all that is told. */
function toldBy(rows: TreeRows, { rowCount, binCounts }: LabelledBins): unknown[] {
  const told: unknown[] = [];
  const all = { from: 0, to: rowCount };
  const goesLeft = Uint8Array.from({ length: 256 }, (_, bin) => (bin % 3 === 0 ? 1 : 0));
  rows.startScores(-0.7);
  for (const rate of [0.9, -31.5, 1]) {
    told.push(rows.startLogLossTree());
    rows.sum(0, all);
    told.push(rows.sumsOf(0).slice());
    const left = { from: 0, to: rows.part(all, 1, goesLeft) };
    const right = { from: left.to, to: rowCount };
    const most = { from: left.to, to: left.to + rows.part(right, 3, goesLeft) };
    told.push(left.to, most.to);
    rows.sum(1, most);
    told.push(rows.sumsOf(1).slice());
    rows.subtract(0, 1);
    rows.sum(1, left, Int32Array.of(0, 5, 10));
    told.push(rows.sumsOf(0).slice(), rows.sumsOf(1).slice());
    rows.addToScores(left, rate);
    rows.addToScores(most, -2 * rate);
  }
  const random = seededRandom(9);
  const members = Int32Array.from({ length: rowCount }, () => Math.floor(random() * rowCount)).sort();
  told.push(rows.startMeanTree(members), rows.part(all, 2, goesLeft));
  rows.sum(0, all, Int32Array.from(binCounts.keys()));
  told.push(rows.sumsOf(0).slice());
  return told;
}

describe('rows of trees on kernels', () => {
  // Of the larger ones the threads take parts; the last is odd, and no multiple of what a thread takes.
  it.each([1, 2, 777, 20_001])('tell of %i rows the same bits as their twin, on 1 and 3 threads', (rowCount) => {
    const data = randomBins(rowCount);
    const expected = toldBy(plainTreeRows(data, 2), data);
    for (const kernels of [one, three])
      for (const _again of [1, 2])
        expect(kernels.within(({ treeRows }) => toldBy(treeRows(data, 2), data))).toEqual(expected);
  });

  it('grow the same trees', () => {
    const { table, isPositive } = plantedTable(1, 9001);
    const settings = { ...BOOSTED_DEFAULTS, treeCount: 6, monotone: Int8Array.of(1, 0, 0, 0) };
    const stopping = { ...plantedTable(2, 500), patience: 3 };
    const forest = {
      treeCount: 2,
      minRows: 20,
      columnShare: 0.5,
      maxBins: 255,
      classWeights: [1, 2],
      seed: 1,
    } as const;
    const fitted = [undefined, one, three].map((kernels) => [
      fitBoostedTrees(table, isPositive, settings, { kernels }),
      fitBoostedTrees(table, isPositive, { ...settings, columnShare: 0.5 }, { kernels, stopping }),
      fitRandomForest(table, isPositive, forest, kernels),
    ]);
    expect(fitted[1]).toEqual(fitted[0]);
    expect(fitted[2]).toEqual(fitted[0]);
  });
});

describe('bins of numbers on kernels', () => {
  it('are those that they are without', () => {
    const random = seededRandom(4);
    for (const maxBins of [2, 17, 255]) {
      const values = Float64Array.from({ length: 9001 }, () => (random() < 0.1 ? Number.NaN : Math.tan(3 * random())));
      const table = { rowCount: 9001, columns: [{ kind: 'number', values }] } as const;
      const binning = fitBinning(table, maxBins);
      for (const kernels of [one, three])
        expect(binnedColumns(binning, table, kernels)).toEqual(binnedColumns(binning, table));
    }
  });

  it('count the cuts below a number as a 32-bit float', () => {
    const values = Float64Array.of(Number.NaN, -1e300, 0.1, 1, 1 + 1e-12, 1.5, 2, 1e300, -0);
    const bins = (...cuts: readonly number[]) =>
      one.within(({ numberBins }) => [...numberBins(values, Float64Array.from(cuts))]);
    expect(bins(1, 1.75)).toEqual([0, 1, 1, 1, 1, 2, 3, 3, 1]);
    expect(bins()).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1]);
    const most = Array.from({ length: 254 }, (_, i) => i);
    expect(bins(...most)).toEqual([0, 1, 2, 2, 2, 3, 3, 255, 1]);
    expect(() => bins(...most, 254)).toThrow('cuts: want at most 254, got 255');
  });
});
