import { describe, expect, it } from 'vitest';
import { type Experiment, METRICS, type Metric } from '../../../../../shared/domain/experiment.ts';
import type { ExperimentReport } from '../../../../../shared/domain/experiment-report.ts';
import {
  type CountedExperiment,
  NOTHING_SPENT,
  type Spending,
} from '../../../../../shared/evaluation/experiments/counted.ts';
import { type Moments, NO_PEOPLE } from '../../../../../shared/evaluation/experiments/moments.ts';
import { reportOf } from '../../../../../shared/evaluation/experiments/report.ts';
import { anExperiment } from '../../../../support/builders/experiment.ts';

const DAY_MS = 86_400_000;

/** People of whom so many did it once. */
const some = (people: number, did: number): Moments => ({ ...NO_PEOPLE, people, y: did, yy: did });
const arm = (people: number, of: Partial<Record<Metric, Moments>>, spending: Spending = NOTHING_SPENT) => ({
  people,
  spending,
  moments: Object.fromEntries(METRICS.map((name) => [name, of[name] ?? some(people, 0)])) as Record<Metric, Moments>,
});
const counted = (
  [ofFirst, didFirst]: readonly [number, number],
  [ofSecond, didSecond]: readonly [number, number],
  more: Partial<CountedExperiment> = {},
): CountedExperiment => ({
  arms: [
    arm(ofFirst, { conversion: some(ofFirst, didFirst) }),
    arm(ofSecond, { conversion: some(ofSecond, didSecond) }),
  ],
  ...{
    metSeveral: 0,
    otherCurrencies: 0,
    orders: 0,
    unitsWithoutCost: 0,
    units: 0,
    ctrPer: 'decision',
    messageMinor: {},
  },
  ...more,
});

const night = (
  day: number,
  of: CountedExperiment,
  before?: ExperimentReport,
  said: Partial<Experiment> = {},
  overlaps: readonly string[] = [],
) => reportOf(anExperiment(said), of, { takenAtMs: day * DAY_MS, overlaps }, before);

const MUCH_BETTER = counted([2000, 200], [2000, 300]);
const conversionOf = ({ arms }: ExperimentReport, i = 1) =>
  arms[i]?.metrics.find(({ metric }) => metric === 'conversion');

describe('the report of an experiment', () => {
  it('proves what is beyond chance, with an interval of the lift', () => {
    const report = night(21, MUCH_BETTER);
    expect(report).toMatchObject({ withheld: false, flags: [], looks: [{ spent: 1 }] });
    const { lift, interval, proof } = conversionOf(report)!;
    expect(proof).toBe('better');
    expect(lift).toBeCloseTo(0.5, 9);
    expect(interval!.low).toBeCloseTo(0.27, 1);
    expect(interval!.high).toBeCloseTo(0.78, 1);
    expect(report.looks[0]?.found['diverse']).toEqual({ lift, interval });
  });

  it('reaches further the earlier it looks, and never further than it may', () => {
    const first = night(9, counted([400, 40], [400, 44]));
    const second = night(12, counted([800, 80], [800, 88]), first);
    const alone = night(12, counted([800, 80], [800, 88]));
    const width = (report: ExperimentReport) => {
      const { differenceInterval, standardError } = conversionOf(report)!;
      return (differenceInterval!.high - differenceInterval!.low) / standardError;
    };
    expect(width(first)).toBeGreaterThan(width(second));
    expect(width(second)).toBeGreaterThan(width(alone)); // what the first look has used up, the second has not
    expect(second.looks).toHaveLength(2);
    expect(second.looks[0]).toEqual(first.looks[0]);
  });

  it('says what it said where a night counts nobody new, or the last window is over', () => {
    const last = night(21, MUCH_BETTER);
    const after = night(22, counted([2000, 210], [2000, 290]), last);
    expect(after.looks).toEqual(last.looks);
    expect(conversionOf(after)).toEqual(conversionOf(last));
    expect(after.takenAtMs).toBe(22 * DAY_MS);
  });

  it.each([
    ['too-few', counted([99, 10], [120, 30]), {}, []],
    ['overlap', MUCH_BETTER, {}, ['other']],
    ['reweighted', MUCH_BETTER, { reweightedAtMs: 5 }, []],
    ['sample-ratio', counted([2000, 200], [2600, 300]), {}, []],
  ] as const)('withholds what is told where there is the flag %s', (code, of, said, overlaps) => {
    const report = night(21, of, undefined, said, overlaps);
    expect(report.withheld).toBe(true);
    expect(report.flags).toMatchObject([{ code, withholds: true }]);
    expect(report.arms.map(({ metrics }) => metrics)).toEqual([[], []]);
    expect(report.arms[0]?.people).toBe(of.arms[0]?.people);
  });

  it('hears the alarm of the sample ratio for good', () => {
    const skewed = night(9, counted([400, 40], [800, 60]));
    expect(skewed.srm.isAlarmed).toBe(true);
    expect(night(21, MUCH_BETTER, skewed)).toMatchObject({ withheld: true, srm: { isAlarmed: true } });
  });

  it('uses up nothing while there are too few people', () => {
    const early = night(9, counted([99, 10], [120, 10]));
    expect(early).toMatchObject({ looks: [], withheld: true });
    expect(night(10, MUCH_BETTER, early).looks).toHaveLength(1);
  });

  it('shares the chance of a false proof among the arms', () => {
    const third = { variantId: 'more', weight: 1, sets: {} };
    const { variants } = anExperiment();
    const of = counted([2000, 200], [2000, 240]);
    const both = night(21, { ...of, arms: [...of.arms, arm(2000, {})] }, undefined, { variants: [...variants, third] });
    const two = conversionOf(night(21, of))!;
    expect(two.proof).toBe('better'); // z = 2.02
    expect(conversionOf(both)).toBeUndefined(); // the third arm did nothing: no mean is a normal number there
    const spoken = [...of.arms, arm(2000, { conversion: some(2000, 200) })];
    const three = night(21, { ...of, arms: spoken }, undefined, { variants: [...variants, third] });
    expect(conversionOf(three)?.proof).toBe('undecided');
  });

  it('judges guardrails by bounds of their own', () => {
    const guarded = { guardrails: [{ metric: 'conversion', worseBy: 0.05 }] as const };
    const verdict = (second: number) =>
      night(21, counted([20_000, 2000], [20_000, second]), undefined, guarded).guardrails[0]?.verdict;
    expect([2100, 1950, 1600].map(verdict)).toEqual(['held', 'undecided', 'broken']);
  });

  it('tells no margin where the catalog does not know costs, and says so', () => {
    const rich = some(2000, 500);
    const of = counted([2000, 200], [2000, 300]);
    const arms = of.arms.map((one) => ({ ...one, moments: { ...one.moments, margin: rich } }));
    const dark = night(21, { ...of, arms, units: 100, unitsWithoutCost: 20 });
    expect(dark.flags).toMatchObject([{ code: 'unknown-costs', withholds: false }]);
    expect(dark.arms[1]?.metrics.map(({ metric }) => metric)).toEqual(['conversion']);
    expect(night(21, { ...of, arms, units: 100 }).arms[1]?.metrics.map(({ metric }) => metric)).toContain('margin');
  });

  it('sets what an arm earned against what it cost', () => {
    const margins = [
      { ...some(2000, 500), y: 100_000, yy: 2e7 },
      { ...some(2000, 500), y: 160_000, yy: 4e7 },
    ];
    const of = counted([2000, 200], [2000, 300]);
    const arms = of.arms.map((one, i) => ({ ...one, moments: { ...one.moments, margin: margins[i]! } }));
    const costs = [
      { words: 'texts', variantId: 'diverse', amountMinor: 10_000, per: 'once' },
      { words: 'coupons', variantId: 'diverse', amountMinor: 15, per: 'person' },
      { words: 'coupons of before', variantId: 'as-it-is', amountMinor: 5, per: 'person' },
    ] as const;
    const { roi } = night(21, { ...of, arms }, undefined, { costs }).arms[1]!;
    expect(roi).toMatchObject({ gainMinor: 60_000, costMinor: 30_000, currency: 'EUR' });
    expect(roi!.roi).toBeCloseTo(1, 9);
    expect(roi!.interval!.low).toBeLessThan(1);
    expect(roi!.lines.map(({ amountMinor }) => amountMinor)).toEqual([10_000, 30_000, -10_000]);
  });

  describe('with messages and offers', () => {
    const margins = [
      { ...some(1000, 250), y: 50_000, yy: 1e7 },
      { ...some(2000, 500), y: 160_000, yy: 4e7 },
    ];
    const spendings: readonly Spending[] = [
      { messages: { email: 100 }, discountMinor: 0, otherOffersMinor: 500 },
      { messages: { email: 2200, sms: 300, 'on-site': 50 }, discountMinor: 20_000, otherOffersMinor: 6000 },
    ];
    const spent = (messageMinor: CountedExperiment['messageMinor']) => {
      const of = counted([1000, 100], [2000, 300], { messageMinor });
      const arms = of.arms.map((one, i) => ({
        ...one,
        moments: { ...one.moments, margin: margins[i]! },
        spending: spendings[i]!,
      }));
      const variants = anExperiment().variants.map((variant, i) => ({ ...variant, weight: i + 1 }));
      return night(21, { ...of, arms }, undefined, { variants });
    };

    it('counts what they cost beyond the first arm, were that as large, and no discount twice', () => {
      const report = spent({ email: 0.1, sms: 7, push: 3 });
      expect(report.flags).toEqual([]);
      expect(report.arms[1]?.roi).toMatchObject({
        gainMinor: 80_000, // (80 − 50) · 2,000 of margin, and 20,000 that orders came to less by what they were given
        lines: [
          { words: 'messages by email', amountMinor: 200 }, // 2,200 less twice 100, at .1
          { words: 'messages by sms', amountMinor: 2100 },
          { words: 'offers that were claimed', amountMinor: 25_000 }, // 26,000 less twice 500
        ],
        costMinor: 27_300,
      });
      expect(report.arms[1]?.roi?.roi).toBeCloseTo(80_000 / 27_300 - 1, 9);
    });

    it('says by which channel nobody knows what they cost', () => {
      const { flags, arms } = spent({ email: 0.1 });
      expect(flags).toMatchObject([{ code: 'unpriced-messages', withholds: false }]);
      expect(flags[0]?.words).toContain('by sms, and');
      expect(arms[1]?.roi?.costMinor).toBe(25_200);
    });
  });
});
