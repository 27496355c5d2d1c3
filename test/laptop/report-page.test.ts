import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../../infra/laptop/report-page/evaluation-report.ts';
import { reportPage } from '../../infra/laptop/report-page/page.ts';
import { axis } from '../../shared/evaluation/plots/axis.ts';

const aSlice = (name: string, tasks: number, mean: number) => ({
  name,
  tasks,
  people: tasks,
  interval: tasks === 0 ? null : { mean, low: mean / 2, high: mean * 2, level: 0.95, n: tasks },
});
const lists = (coverage: number) => ({
  k: 10,
  coverage,
  novelty: 8.5,
  popularity: 0.2,
  percentile: { lists: 0.8, targets: 0.6 },
  gini: 0.4,
  reason: null,
});
const least: EvaluationReport = {
  title: 'Shoes & <hats>',
  protocol: 'leave-one-out',
  counts: { people: 1234, items: 56 },
  metric: 'ndcg@10',
  methods: [
    {
      name: 'model',
      role: 'model',
      figures: { 'ndcg@10': 0.04, 'hr@10': 0.08 },
      interval: { mean: 0.04, low: 0.03, high: 0.05 },
    },
    { name: 'popularity', role: 'baseline', figures: { 'ndcg@10': null } },
  ],
};
const sourceCalled = (name: string): EvaluationReport['methods'][number] => ({
  name,
  role: 'source',
  figures: { 'ndcg@10': 0.02 },
  interval: { mean: 0.02, low: 0.01, high: 0.03 },
});
const full: EvaluationReport = {
  ...least,
  methods: least.methods.map((method, i) => ({ ...method, lists: lists(0.9 - i * 0.4) })),
  lift: { mean: 0.035, low: -0.001, high: 0.04 },
  remaining: [{ name: 'model', role: 'model', figures: { 'recall@20': 0.1234 } }],
  sourcesAlone: { tasks: 1500, methods: [least.methods[0]!, sourceCalled('by "text"'), sourceCalled('other')] },
  byHistoryLength: [{ method: 'model', slices: [aSlice('1', 50, 0.04), aSlice('2', 0, 0), aSlice('3–5', 7, 0.06)] }],
  byPopularity: [{ method: 'model', slices: [aSlice('new', 3, 0), aSlice('1', 40, 0.01)] }],
  newcomers: [{ method: 'model', slices: [aSlice('newItem', 3, 0.01), aSlice('newPerson', 0, 0)] }],
  searches: [
    { of: 'sequence', values: [0.02, 0.01] },
    { of: 'linear', values: [] },
    { of: 'blend', values: [0.03, 0.02, 0.05, 0.04] },
  ],
  settings: { decay: 0.5 },
};

/** As they are on a page of full width, or on a phone's. */
const drawings = (html: string, width: 'wide' | 'narrow' = 'wide') =>
  [...html.matchAll(/<div class="plot (wide|narrow)">(<svg .*?<\/svg>)/gs)].flatMap(([, of, svg = '']) =>
    of === width ? [svg] : [],
  );
const headings = (html: string) => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, words]) => words);
const rectWidths = (svg: string) => [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));

describe('the page of an evaluation', () => {
  it('shows what was measured, and has no section for what was not', () => {
    expect(headings(reportPage(least))).toEqual(['How good is it?']);
    expect(headings(reportPage(full))).toEqual([
      'How good is it?',
      'All that came later',
      'Each source alone',
      'By length of history',
      'By popularity of the item',
      'New items and new people',
      'What people are shown',
      'The search for settings',
      'Settings',
    ]);
  });

  it('draws bars as long as their values, each with its interval', () => {
    const [comparison = '', sources = ''] = drawings(reportPage(full));
    expect(comparison).toContain('0.0400 (95 %: 0.0300 to 0.0500)');
    expect(comparison.match(/class="whisker"/g)).toHaveLength(3);
    expect(comparison).toContain('nothing to measure');
    const [whole = 0, source = 0, other = 0] = rectWidths(sources);
    expect(source / whole).toBeCloseTo(0.5, 2);
    expect(other).toBe(source);
    expect(reportPage(full)).toContain('on 1,500 of the test tasks');
  });

  it('draws the same for a narrow page, without the intervals in words', () => {
    const html = reportPage(full);
    const count = (svg: string, mark: RegExp) => svg.match(mark)?.length ?? 0;
    drawings(html).forEach((wide, i) => {
      const narrow = drawings(html, 'narrow')[i]!;
      for (const mark of [/<rect/g, /<circle/g, /class="whisker"/g])
        expect(count(narrow, mark)).toBe(count(wide, mark));
      expect(Number(/width="(\d+)"/.exec(narrow)![1])).toBeLessThan(Number(/width="(\d+)"/.exec(wide)![1]));
    });
    expect(drawings(html)[0]).toContain('>0.0300 to 0.0500<');
    expect(drawings(html, 'narrow')[0]).not.toContain('>0.0300 to 0.0500<');
  });

  it('draws trials far below the others at the lower edge', () => {
    const values = [0.3, 0.31, 0.32, 0.33, 0.34, 0.35, 0.001];
    const [trace = ''] = drawings(reportPage({ ...least, searches: [{ of: 'blend', values }] })).slice(-1);
    expect(trace).toContain('trial 7: 0.0010');
    const heights = [...trace.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(heights[0]! - heights[5]!).toBeGreaterThan(100); // the others have most of the height
    expect(heights[6]).toBeGreaterThanOrEqual(heights[0]!);
  });

  it('writes settings with each list on a line', () => {
    const html = reportPage({ ...least, settings: { weights: [1, 2, 4], sequence: { decay: 0.5 } } });
    expect(html).toContain('&quot;weights&quot;: [ 1, 2, 4 ]');
  });

  it('tells figures by cut, the best in bold, and the lift with its sign', () => {
    const html = reportPage({
      ...full,
      methods: [
        { name: 'model', role: 'model', figures: { 'hr@5': 0.25, 'hr@20': 0.5, 'mrr@20': null } },
        { name: 'popularity', role: 'baseline', figures: { 'hr@5': 0.75, 'hr@20': 0.5 } },
      ],
    });
    expect(html).toContain('<td>0.2500</td><td><b>0.5000</b></td><td><b>0.7500</b></td><td><b>0.5000</b></td>');
    expect(html).toContain('<th>mrr</th><td></td><td>none</td><td></td><td></td>');
    expect(html).toContain('<b>+0.0350</b>, 95 % −0.0010 to +0.0400');
  });

  it('leaves out groups of nobody, and says how many are in the others', () => {
    const [, , byLength = ''] = drawings(reportPage(full));
    expect(byLength.match(/<circle/g)).toHaveLength(2);
    expect(byLength).toContain('>50<');
    expect(reportPage(full)).toContain('No task is of people none of whose events trained the model.');
  });

  it('draws each search that tried something, the best so far as steps', () => {
    const html = reportPage(full);
    expect([...html.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, of]) => of).slice(-2)).toEqual(['sequence', 'blend']);
    const trace = drawings(html).at(-1)!;
    expect(trace.match(/<circle/g)).toHaveLength(4);
    const [, first, last] = /d="M[\d.]+ ([\d.]+).*V([\d.]+)"/.exec(trace)!;
    expect(Number(last)).toBeLessThan(Number(first)); // higher on the page
    expect(trace).toContain('>0.0500<');
  });

  it('is one file that asks nobody for anything, with every name taken as text', () => {
    const html = reportPage(full);
    expect(html).not.toMatch(/<script|https?:|url\(|@import|<link/);
    expect(html).toContain('Shoes &amp; &lt;hats&gt;');
    for (const width of ['wide', 'narrow'] as const) {
      for (const drawing of drawings(html, width)) expect(XMLValidator.validate(drawing)).toBe(true);
      expect(drawings(html, width)).toHaveLength(1 + 1 + 2 + 4 + 2);
    }
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('stands values of nothing at all', () => {
    const nobody = { ...least, methods: [{ name: 'model', role: 'model' as const, figures: { 'ndcg@10': null } }] };
    expect(reportPage(nobody)).not.toMatch(/NaN|Infinity/);
    expect(reportPage({ ...least, methods: [] })).not.toMatch(/NaN|Infinity/);
    expect(headings(reportPage({ ...full, searches: [{ of: 'x', values: [] }] }))).not.toContain(
      'The search for settings',
    );
    expect(reportPage({ ...full, searches: [{ of: 'x', values: [0.1] }] })).not.toMatch(/NaN|Infinity/);
  });
});

describe('axis', () => {
  it('spans what it is given with few round ticks', () => {
    const ends = fc.tuple(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 10 }), ([least, span], count) => {
        const { min, max, ticks } = axis(least + span, count, least);
        expect(min).toBeLessThanOrEqual(least * (1 + 1e-9) + 1e-6 * span);
        expect(max).toBeGreaterThanOrEqual((least + span) * (1 - 1e-9) - 1e-6 * span);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(count + 3);
      }),
    );
  });

  it('writes ticks with as many decimals as they need', () => {
    const { ticks, format } = axis(0.056, 4);
    expect(ticks.map(format)).toEqual(['0.00', '0.02', '0.04', '0.06']);
    expect(axis(0, 4).ticks.length).toBeGreaterThan(1);
  });
});
