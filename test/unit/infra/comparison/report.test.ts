import { describe, expect, it } from 'vitest';
import { type Comparison, comparisonReport } from '../../../../infra/comparison/report.ts';

const deployment = (memory: number, module: number) => ({
  templates: new Map([
    ['Service', { Resources: { Capture: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: memory } } } }],
  ]),
  bundles: new Map([['capture', { module, gzipped: module, unzipped: module }]]),
});

const same: Comparison = {
  base: 'main (abc)',
  deployments: { base: deployment(512, 9), now: deployment(512, 9) },
  records: { base: 'a\nb', now: 'a\nb' },
  figures: undefined,
};

const summaryOf = (comparison: Comparison) => comparisonReport(comparison).split('Summary\n\n')[1];

describe('the report of a comparison', () => {
  it('ends with a line a part, also where nothing differs', () => {
    expect(summaryOf(same)).toBe(
      '  bundles: no change\n  templates: no change\n  record of processing: no change\n  figures: not measured',
    );
  });

  it('tells each difference, and what could not be measured', () => {
    const ratio = { base: 1, now: 2, ratio: 2, low: 1.9, high: 2.1, verdict: 'slower' } as const;
    const different = {
      ...same,
      deployments: { base: deployment(512, 9), now: deployment(1024, 12) },
      records: { base: 'a\nb', now: 'a\nc' },
      figures: [
        { name: 'a decision', ratio, failure: undefined },
        { name: 'a fit', ratio: undefined, failure: 'base: is not measured here' },
      ],
    };
    const report = comparisonReport(different);
    expect(report).toContain('~ Service · AWS::Lambda::Function · Capture\n      Properties.MemorySize: 512 → 1024');
    expect(report).toMatch(/capture +12 +\+3 /);
    expect(report).toContain('− b\n  + c');
    expect(summaryOf(different)).toBe(
      [
        '  bundles: capture differs in size',
        '  templates: 1 changed',
        '  record of processing: lines that differ: 2',
        '  figures: a decision slower, 2.00 ×; a fit cannot be compared (base: is not measured here)',
      ].join('\n'),
    );
  });
});
