import { describe, expect, it } from 'vitest';
import { intervalOfMean } from '../../../../shared/evaluation/interval-of-mean.ts';
import { pairedBootstrap } from '../../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const widthOf = ({ low, high }: { low: number; high: number }) => high - low;

describe('intervalOfMean', () => {
  const random = seededRandom(5);
  const gains = Float64Array.from({ length: 80 }, random);

  it('is that of the people, each with the mean of the tasks', () => {
    const tasks = ['a', 'b', 'a', 'c'].map((personKey) => ({ personKey }));
    const interval = intervalOfMean(tasks, (i) => [1, 0.2, 0, 0.8][i]!, seededRandom(1))!;
    const plain = pairedBootstrap(Float64Array.of(0.5, 0.2, 0.8), new Float64Array(3), { random: seededRandom(1) });
    for (const end of ['mean', 'low', 'high'] as const) expect(interval[end]).toBeCloseTo(plain[end], 12);
    expect(interval.n).toBe(3);
  });

  it('draws sessions whole, each click counting once', () => {
    // Sessions of one and of seven clicks; all clicks of a session are alike.
    const lengths = gains.map((_, s) => (s % 2 === 0 ? 1 : 7));
    const tasks = [...lengths].flatMap((length, s) =>
      Array.from({ length }, (_, i) => ({ personKey: `${s}-${i}`, sessionKey: `${s}` })),
    );
    const measure = (i: number) => gains[Number(tasks[i]!.sessionKey)]!;
    const interval = intervalOfMean(tasks, measure, seededRandom(1))!;
    const clicks = tasks.map(({ personKey }) => ({ personKey }));
    const byClick = intervalOfMean(clicks, measure, seededRandom(1))!;
    expect(interval.n).toBe(80);
    expect(interval.mean).toBeCloseTo(byClick.mean, 12);
    // Alike clicks are little more evidence than one: the interval is wider, by up to the root of seven.
    expect(widthOf(interval) / widthOf(byClick)).toBeGreaterThan(1.5);
    expect(widthOf(interval) / widthOf(byClick)).toBeLessThan(Math.sqrt(7) * 1.15);
  });

  it('has no value where there is nobody', () => {
    expect(intervalOfMean([], () => 1, random)).toBeNull();
  });
});
