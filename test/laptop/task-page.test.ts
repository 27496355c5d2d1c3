import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { type TaskReport, taskPage } from '../../infra/laptop/report-page/task-page.ts';

const aReport = (report: Partial<TaskReport>): TaskReport => ({
  dataset: 'shoes & <hats>.csv',
  task: 'classify',
  protocol: '5-fold "cross-validation"',
  counts: { rows: 1234 },
  metrics: { chosen: { auc: 0.8, logLoss: 0.4, precision: null }, base: { auc: 0.5, logLoss: 0.6 } },
  reasons: { 'chosen.precision': 'no row is foreseen to be <positive>' },
  details: {
    positive: 'yes & "no"',
    leftOut: { '<id>': 'it names rows' },
    lossReduction: { base: { mean: 0.2, low: 0.1, high: 0.3 } },
    calibration: { chosen: [{ count: 600, foreseen: 0.2, observed: 0.25 }] },
    operatingPoints: [
      { taken: 0, recall: 0, falsePositives: 0, precision: null },
      { taken: 0.5, recall: 0.75, falsePositives: 0.4, precision: 0.5 },
      { taken: 1, recall: 1, falsePositives: 1, precision: 0.33 },
    ],
    importance: [{ column: 'a<b', permutation: -0.01 }],
  },
  seconds: { learn: 1 },
  ...report,
});
const tenths = { model: [{ people: 3, foreseen: 1, actual: 2 }] };
const others: readonly TaskReport[] = [
  aReport({
    task: 'lifetime-value',
    metrics: { model: { valueSpearman: null, valueMae: 12_345.6 } },
    details: { tenths },
  }),
  aReport({
    task: 'segment',
    metrics: { k2: { silhouette: 0.3 }, chosen: { silhouette: null } },
    details: { plot: '<svg></svg>', segments: [{ number: 0, size: 9, words: 'much <a>' }] },
  }),
  aReport({ task: 'forecast', metrics: { model: { mase: 0.9, 'below0.5': 0.4 } }, details: { levels: [0.5, 0.9] } }),
  aReport({ task: 'outlier', metrics: { forest: { auc: 0.9 } }, details: {} }),
  aReport({ details: { positive: '1', leftOut: {}, lossReduction: {}, calibration: {} } }),
];
const headings = (html: string) => [...html.matchAll(/<h[23]>(.*?)<\/h[23]>/g)].map(([, words]) => words);

describe('the page of a task', () => {
  it('has the figures of each method, why one is null, and what the task is drawn by', () => {
    const html = taskPage(aReport({}));
    expect(headings(html)).toEqual([
      'How good is it?',
      ...['auc', 'logLoss'],
      'How rows are told apart',
      ...['ROC curve', 'Precision and recall', 'Gain', 'Lift', 'Reliability'],
      'Surely better?',
      'What it leans on',
      'Columns that are left out',
      'Details',
    ]);
    expect(html).toContain('<th>precision</th><td>none</td><td></td>');
    expect(html).toContain('chosen.precision: none, because no row is foreseen to be &lt;positive&gt;.');
    expect(html).toContain('<td>0.20000</td><td>0.10000 to 0.30000</td>');
    expect(others.map((report) => headings(taskPage(report))[2])).toEqual([
      'valueMae',
      'In the plane in which rows differ most',
      'Are the quantiles honest?',
      'Details',
      'logLoss',
    ]);
    expect(taskPage(others[0]!)).toContain('<td>12,346</td>');
  });

  it('is well formed whatever the data are called, without a script or a request', () => {
    for (const report of [aReport({}), ...others]) {
      const html = taskPage(report);
      const xml = html.replace('<!doctype html>', '').replaceAll(/<meta ([^>]*)>/g, '<meta $1/>');
      expect(XMLValidator.validate(xml)).toBe(true);
      expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|NaN|undefined|Infinity/);
    }
  });
});
