import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  BOOSTED_DEFAULTS,
  fitBoostedTrees,
  type TreeEnsemble,
  treeScores,
} from '../../shared/learning/boosted-trees.ts';
import type { FeatureTable } from '../../shared/learning/feature-columns.ts';
import { fitRandomForest } from '../../shared/learning/random-forest.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import { graphRows, treeEnsembleGraph } from '../../shared/model/tree-ensemble-graph.ts';
import { plantedTable } from '../support/builders/feature-table.ts';

/** 32 bits there, 64 here. */
const ROUNDING = 1e-5;

async function expectSameScores(ensemble: TreeEnsemble, table: FeatureTable): Promise<void> {
  const session = await InferenceSession.create(treeEnsembleGraph(ensemble), { intraOpNumThreads: 1 });
  const rows = new Tensor('float32', graphRows(ensemble.binning, table), [table.rowCount, table.columns.length]);
  const { scores } = await session.run({ rows });
  const served = scores!.data as Float32Array;
  const own = treeScores(ensemble, table);
  const worst = own.reduce((most, score, row) => Math.max(most, Math.abs(score - served[row]!)), 0);
  expect(worst).toBeLessThan(ROUNDING);
  expect(new Set(own).size).toBeGreaterThan(20);
}

describe('trees as ONNX', () => {
  const { table, isPositive } = plantedTable(1, 2000);
  const later = plantedTable(2, 2000).table;

  it('score as boosted trees do, missing values and categories too', async () => {
    await expectSameScores(fitBoostedTrees(table, isPositive, { ...BOOSTED_DEFAULTS, treeCount: 60 }), later);
  });

  it('score as a forest does', async () => {
    const settings = { treeCount: 25, minRows: 5, columnShare: 0.5, maxBins: 64, classWeights: [1, 1] } as const;
    await expectSameScores(fitRandomForest(table, isPositive, { ...settings, seed: 1 }), later);
  });

  it('part values where the trees do: on the cuts themselves, and categories of many and of none', async () => {
    const random = seededRandom(1);
    const rowCount = 3000;
    // Eighths are 32-bit floats, so that rows lie on cuts; a tenth of them do not, and round.
    const values = Float64Array.from({ length: rowCount }, (_, row) =>
      row % 10 === 0 ? drawNormal(random) : Math.round(16 * drawNormal(random)) / 8,
    );
    const codes = Int32Array.from({ length: rowCount }, (_, row) => (row % 17 === 0 ? -1 : Math.floor(60 * random())));
    const labels = Uint8Array.from(values, (one, row) =>
      random() < logistic(one + (codes[row] === -1 ? 3 : codes[row]! % 7 > 3 ? 1.5 : -1.5)) ? 1 : 0,
    );
    const many: FeatureTable = {
      rowCount,
      columns: [
        { kind: 'number', values },
        { kind: 'category', codes, categoryCount: 60 },
      ],
    };
    // Of sixty categories twenty have no bin of their own.
    await expectSameScores(fitBoostedTrees(many, labels, { ...BOOSTED_DEFAULTS, maxBins: 40 }), many);
  });
});
