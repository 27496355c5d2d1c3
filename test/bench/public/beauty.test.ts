import { beforeAll, describe, expect, it } from 'vitest';
import { type DatasetReport, evaluateDataset } from '../../../functions/nightly/datasets/evaluate-dataset.ts';
import { DEFAULT_SETTINGS } from '../../../functions/nightly/training/tuning/default-settings.ts';
import { memoryDatasets } from '../../../shared/adapters/memory/datasets.ts';
import { loadOnnxScorer } from '../../../shared/adapters/onnx/scorer.ts';
import { arithmeticOf } from '../../support/arithmetic.ts';
import { hasSharedData, sharedText } from '../../support/shared-data.ts';
import { silentLog, steppingClock } from '../../support/system-ports.ts';

describe.runIf(hasSharedData('seq-amazon-beauty'))('the recommender on Amazon Beauty, leave-one-out, all items', () => {
  let report: DatasetReport;
  beforeAll(async () => {
    const beauty = { 'Beauty.txt': sharedText('seq-amazon-beauty', 'Beauty.txt') };
    const ports = {
      datasets: memoryDatasets({ beauty }),
      loadScorer: loadOnnxScorer,
      arithmetic: arithmeticOf(2),
      clock: steppingClock(),
      log: silentLog,
    };
    report = await evaluateDataset(ports)({
      dataset: 'beauty',
      listsFor: 2,
      settings: DEFAULT_SETTINGS, // the middle of public data, not a search on this one
    });
    console.info('Beauty', report.people, 'people', report.model, 'popularity', report.popularity);
  }, 120_000);

  it('asks everybody, of everything', () => {
    expect(report).toMatchObject({ people: 22363, items: 12101, events: 198502, ranking: 'full' });
  });

  it('finds the last item as often as its settings are good for', () => {
    expect(report.model['hr@10']!).toBeGreaterThanOrEqual(0.08);
    expect(report.model['ndcg@10']!).toBeGreaterThanOrEqual(0.05);
  });

  it('measures popularity as others do, and beats it', () => {
    // Counted by a second program in another language on the same file: .011537.
    expect(report.popularity['hr@10']!).toBeCloseTo(0.011537, 4);
    expect(report.lift!.low).toBeGreaterThan(0.04);
  });

  it('gives lists on request, of ten items each', () => {
    expect(Object.values(report.lists!).map((list) => new Set(list).size)).toEqual([10, 10]);
  });
});
