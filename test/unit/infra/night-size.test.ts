import { describe, expect, it } from 'vitest';
import { countsOfLambda, MEASURED, PRICES, planNight, type ShopCounts, taskOf } from '../../../infra/night-size.ts';
import { functions } from '../../../infra/topology.ts';

const aShop = (counts: Partial<ShopCounts> = {}): ShopCounts => ({
  people: 50_000,
  items: 10_000,
  interactions: 1_000_000,
  ...counts,
});

describe('the plan of a night', () => {
  it('adds up what each step takes, and takes the memory of the largest', () => {
    const { steps, seconds, memoryMb } = planNight(aShop());
    expect(steps.map(({ step }) => step)).toEqual(['snapshot', 'train', 'evaluate', 'publish']);
    expect(seconds).toBeCloseTo(
      steps.reduce((sum, step) => sum + step.seconds, 0),
      9,
    );
    expect(memoryMb).toBe(Math.max(...steps.map((step) => step.memoryMb)));
    const { base, interaction, item, person, bounded } = MEASURED.train.seconds;
    const unbounded = base + 1e6 * interaction + 1e4 * item + 5e4 * person;
    expect(steps[1]!.seconds).toBeCloseTo(unbounded + bounded!.most, 9);
    const small = planNight(aShop({ interactions: 1000 })).steps[1]!.seconds;
    expect(small).toBeCloseTo(base + 1000 * (interaction + bounded!.interaction) + 1e4 * item + 5e4 * person, 9);
  });

  it('grows to a larger size with the shop, and gives a reason that names the limit', () => {
    const sizes = [1e5, 1e6, 5e7, 2e8, 1e9].map((interactions) => {
      const { size, memoryMb } = planNight({
        people: interactions / 50,
        items: Math.min(100_000, interactions / 50),
        interactions,
      });
      expect(size.memoryMb).toBeGreaterThanOrEqual(2 * memoryMb - 64);
      return size;
    });
    expect(sizes.map(({ runsOn }) => runsOn)).toEqual(['lambda', 'lambda', 'fargate', 'fargate', 'athena']);
    expect(() => planNight({ people: 8e7, items: 1e5, interactions: 4e9 })).toThrow(
      /snapshot takes [\d,]+ MB, more than half of the largest task’s/,
    );
    expect(sizes[2]!.reason).toContain('more than half of a Lambda');
    expect(sizes[0]).toMatchObject({ memoryMb: 1769 });
  });

  it('never picks a Lambda for a step that could outlast it, or of more memory than there is', () => {
    for (let interactions = 1e5; interactions < 1e10; interactions *= 1.3) {
      const { size, steps } = planNight(aShop({ interactions: Math.round(interactions) }));
      if (size.runsOn !== 'lambda') continue;
      expect(size.memoryMb).toBeLessThanOrEqual(10_240);
      for (const step of steps) expect(step.seconds * 2).toBeLessThanOrEqual(functions.nightly.timeoutSeconds);
    }
  });

  it('prices reading the table, computing and requests at list prices', () => {
    const { dollars, seconds, size } = planNight(aShop({ events: 2_000_000 }));
    expect(dollars.table).toBeCloseTo(((2e6 * 800) / 8192) * PRICES.tableReadUnit, 9);
    if (size.runsOn !== 'lambda') throw new Error('want a shop for a Lambda');
    const computed = seconds * (size.memoryMb / 1024) * PRICES.lambdaGbSecond + 4 * PRICES.lambdaRequest;
    expect(dollars.compute).toBeCloseTo(computed, 9);
    expect(dollars.night).toBeCloseTo(dollars.table + dollars.compute + dollars.requests, 12);
    expect(dollars.month).toBeCloseTo(30 * dollars.night, 9);
  });

  it('costs a task by its cores and its memory, by the hour', () => {
    const { dollars, seconds, size } = planNight({ people: 1e6, items: 1e5, interactions: 5e7 });
    if (size.runsOn !== 'fargate') throw new Error('want a shop for a task');
    const hourly = size.vcpu * PRICES.fargateVcpuHour + (size.memoryMb / 1024) * PRICES.fargateGbHour;
    expect(dollars.compute).toBeCloseTo((seconds / 3600) * hourly, 9);
  });

  it('takes the smallest task that has the memory', () => {
    expect([1, 4_097, 16_384, 16_385, 30_721, 61_441, 122_880].map(taskOf)).toEqual([
      { vcpu: 2, memoryMb: 4_096 },
      { vcpu: 2, memoryMb: 5_120 },
      { vcpu: 2, memoryMb: 16_384 },
      { vcpu: 4, memoryMb: 17_408 },
      { vcpu: 8, memoryMb: 32_768 },
      { vcpu: 16, memoryMb: 65_536 },
      { vcpu: 16, memoryMb: 122_880 },
    ]);
    expect(taskOf(122_881)).toBeUndefined();
  });

  it.each([1769, 3008, 10_240])('knows the counts up to which a Lambda of %i MB holds a night', (memoryMb) => {
    const most = countsOfLambda(memoryMb);
    const holds = (counts: ShopCounts) => {
      const { size } = planNight(counts);
      return size.runsOn === 'lambda' && size.memoryMb <= memoryMb;
    };
    expect(most.interactions).toBeGreaterThan(100_000);
    expect(holds(most)).toBe(true);
    const times = (factor: number): ShopCounts => ({
      interactions: Math.round(most.interactions * factor),
      items: Math.round(most.items * factor),
      people: Math.round(most.people * factor),
    });
    expect(holds(times(0.5))).toBe(true);
    expect(holds({ ...most, items: 0 })).toBe(true);
    expect(holds(times(1.05))).toBe(false);
  });

  it('trusts a Lambda that has less than a core with nothing', () => {
    expect(countsOfLambda(1024)).toEqual({ interactions: 0, items: 0, people: 0 });
  });

  it('refuses a count that is none', () => {
    expect(() => planNight(aShop({ people: -1 }))).toThrow('people: want a whole number ≥ 0, got -1');
    expect(() => planNight(aShop({ interactions: 1.5 }))).toThrow('interactions');
  });
});
