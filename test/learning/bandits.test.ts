import { describe, expect, it } from 'vitest';
import { type Belief, betaBelief, normalBelief, scaledBelief } from '../../shared/learning/bandits/belief.ts';
import { chancesOfBest, floored } from '../../shared/learning/bandits/chance-of-best.ts';
import { countedBeliefs } from '../../shared/learning/bandits/counted-arms.ts';
import { fitLinearArms, linearBelief, type PulledRows } from '../../shared/learning/bandits/linear-arms.ts';
import { weightOfAge } from '../../shared/learning/bandits/linear-posterior.ts';
import { fitTreeArms, treeBelief } from '../../shared/learning/bandits/tree-arms.ts';
import { chiSquareTail, normalBelow, normalQuantile, normalTail } from '../../shared/math/distributions.ts';
import { drawnPlace } from '../../shared/math/drawn-place.ts';
import { drawBeta, drawNormal, seededRandom } from '../../shared/math/random.ts';

describe('the normal distribution', () => {
  it.each([-8, -3, -1, -0.1, 0, 0.5, 2, 6, 7.5])('below %s is the other side of its tail', (z) => {
    expect(normalBelow(z)).toBeCloseTo(1 - normalTail(z), 12);
    if (Math.abs(z) < 5) expect(normalQuantile(normalBelow(z))).toBeCloseTo(z, 8);
  });
});

describe('chances of being the best', () => {
  it('are those that drawing from the beliefs has, within five standard errors', () => {
    const sets: readonly (readonly [readonly Belief[], (random: () => number) => readonly number[]])[] = [
      [
        [normalBelief(1, 0.5), normalBelief(1.3, 0.1), normalBelief(0, 2)],
        (random) => [1 + 0.5 * drawNormal(random), 1.3 + 0.1 * drawNormal(random), 2 * drawNormal(random)],
      ],
      [
        [betaBelief(3, 9), betaBelief(30, 60), scaledBelief(betaBelief(1, 1), 2, -0.5)],
        (random) => [drawBeta(3, 9, random), drawBeta(30, 60, random), 2 * random() - 0.5],
      ],
    ];
    for (const [beliefs, draw] of sets) {
      const chances = chancesOfBest(beliefs);
      const random = seededRandom(4);
      const wins = [0, 0, 0];
      const draws = 40_000;
      for (let i = 0; i < draws; i++) {
        const drawn = draw(random);
        wins[drawn.indexOf(Math.max(...drawn))]!++;
      }
      chances.forEach((chance, arm) => {
        expect(Math.abs(wins[arm]! / draws - chance)).toBeLessThan(5 * Math.sqrt(0.25 / draws));
      });
    }
  });

  it('are equal of equal beliefs, sum to 1, and of one alone are 1', () => {
    const alike = chancesOfBest([normalBelief(2, 1), normalBelief(2, 1), normalBelief(2, 1)]);
    for (const chance of alike) expect(chance).toBeCloseTo(1 / 3, 12);
    expect([...chancesOfBest([normalBelief(5, 0)])]).toEqual([1]);
    expect([...chancesOfBest([])]).toEqual([]);
    const sure = chancesOfBest([normalBelief(0, 0), normalBelief(1, 0)]);
    expect([...sure]).toEqual([0, 1]);
  });

  it('are drawn by with the probabilities that they say: χ² over 100,000 draws', () => {
    const chances = floored(chancesOfBest([normalBelief(0, 1), normalBelief(0.5, 0.3), normalBelief(-1, 0.2)]), 0.1);
    const counts = new Float64Array(3);
    const random = seededRandom(11);
    for (let i = 0; i < 100_000; i++) counts[drawnPlace(chances, random())]!++;
    const chiSquare = chances.reduce((sum, p, arm) => sum + (counts[arm]! - 1e5 * p) ** 2 / (1e5 * p), 0);
    expect(chiSquareTail(chiSquare, 2)).toBeGreaterThan(0.001);
    expect(Math.min(...chances)).toBeGreaterThanOrEqual(0.1 / 3);
  });

  it('never give what has no chance, whatever rounding leaves', () => {
    expect(drawnPlace([0.5, 0.5, 0], 1 - 2 ** -53)).toBe(1);
    expect(drawnPlace([0, 1], 0)).toBe(1);
  });
});

/** Rows of a planted world: what an arm earns is linear in x, but for noise. */
function pulled(count: number, truth: (arm: number, x: readonly number[], group: number) => number, seed: number) {
  const random = seededRandom(seed);
  const rows: PulledRows = {
    x: new Float64Array(count * 2),
    y: new Float64Array(count),
    weights: new Float64Array(count).fill(1),
    width: 2,
    arms: new Int32Array(count),
    armCount: 3,
    groups: new Int32Array(count),
  };
  for (let row = 0; row < count; row++) {
    const x = [drawNormal(random), drawNormal(random)];
    rows.x.set(x, 2 * row);
    rows.arms[row] = Math.floor(random() * 3);
    rows.groups[row] = Math.floor(random() * 2);
    rows.y[row] = truth(rows.arms[row]!, x, rows.groups[row]!) + 0.3 * drawNormal(random);
  }
  return rows;
}

const LINEAR = [
  [0.2, 0.5, 0],
  [0, 0, -0.4],
  [-0.1, 0.3, 0.3],
] as const;
const linear = (arm: number, [a = 0, b = 0]: readonly number[]): number =>
  LINEAR[arm]![0] + LINEAR[arm]![1] * a + LINEAR[arm]![2] * b;

describe('linear arms', () => {
  it('find planted weights, and are as sure as they are right', () => {
    const model = fitLinearArms(pulled(6000, linear, 1));
    const random = seededRandom(2);
    let within = 0;
    const asked = 600;
    for (let i = 0; i < asked; i++) {
      const x = [drawNormal(random), drawNormal(random)];
      const arm = i % 3;
      const belief = linearBelief(model, arm, x, i % 2);
      expect(Math.abs(belief.mean - linear(arm, x))).toBeLessThan(0.12);
      if (linear(arm, x) > belief.quantile(0.05) && linear(arm, x) < belief.quantile(0.95)) within++;
    }
    expect(within / asked).toBeGreaterThan(0.8);
  });

  it('let a group with few rows go by its arm, and one with many by itself', () => {
    const ofGroups = (arm: number, x: readonly number[], group: number) => linear(arm, x) + group * 0.6;
    const rows = pulled(3000, ofGroups, 3);
    rows.groups.forEach((group, row) => {
      if (group === 1 && row > 40) rows.weights[row] = 0;
    });
    const few = fitLinearArms(rows);
    const many = fitLinearArms(pulled(3000, ofGroups, 3));
    const truth = linear(0, [0, 0]) + 0.6;
    expect(Math.abs(linearBelief(many, 0, [0, 0], 1).mean - truth)).toBeLessThan(0.1);
    const pulledTo = linearBelief(few, 0, [0, 0], 1);
    expect(pulledTo.mean).toBeLessThan(truth);
    expect(pulledTo.mean).toBeGreaterThan(linear(0, [0, 0]));
    const unmet = linearBelief(many, 0, [0, 0], 7);
    expect(unmet.quantile(0.95) - unmet.quantile(0.05)).toBeGreaterThan(
      2 * (linearBelief(many, 0, [0, 0], 1).quantile(0.95) - linearBelief(many, 0, [0, 0], 1).quantile(0.05)),
    );
  });

  it('forget: of a world that changed, the newest rows speak', () => {
    const before = pulled(2000, linear, 5);
    const after = pulled(2000, (arm, x) => -linear(arm, x), 6);
    const joined: PulledRows = {
      ...before,
      x: Float64Array.from([...before.x, ...after.x]),
      y: Float64Array.from([...before.y, ...after.y]),
      arms: Int32Array.from([...before.arms, ...after.arms]),
      groups: new Int32Array(4000),
      weights: Float64Array.from({ length: 4000 }, (_, row) => weightOfAge((3999 - row) / 100, 4)),
    };
    expect(linearBelief(fitLinearArms(joined), 0, [1, 0], 0).mean).toBeCloseTo(-0.7, 0);
    const unforgetting = { ...joined, weights: new Float64Array(4000).fill(1) };
    expect(Math.abs(linearBelief(fitLinearArms(unforgetting), 0, [1, 0], 0).mean)).toBeLessThan(0.2);
  });

  it('say of an arm without rows what all arms have in common, and not surely', () => {
    const rows = { ...pulled(1000, linear, 8), armCount: 4 };
    const [known, fresh] = [0, 3].map((arm) => linearBelief(fitLinearArms(rows), arm, [0.5, 0.5], 0));
    const width = (belief: Belief) => belief.quantile(0.95) - belief.quantile(0.05);
    expect(width(fresh!)).toBeGreaterThan(5 * width(known!));
  });

  it('of no rows at all know nothing, and say so', () => {
    const none = pulled(0, linear, 1);
    const model = fitLinearArms(none);
    const chances = chancesOfBest([0, 1, 2].map((arm) => linearBelief(model, arm, [1, 1], 0)));
    for (const chance of chances) expect(chance).toBeCloseTo(1 / 3, 9);
  });
});

describe('arms of trees', () => {
  /** What no line can say: the first arm is for those with both numbers on one side. */
  const crossed = (arm: number, [a = 0, b = 0]: readonly number[]): number => (arm === 0 ? (a * b > 0 ? 1 : 0) : 0.5);

  it('find what no line says', () => {
    const rows = pulled(6000, crossed, 9);
    const trees = fitTreeArms(rows);
    const line = fitLinearArms(rows);
    let [byTrees, byLine] = [0, 0];
    const random = seededRandom(10);
    for (let i = 0; i < 400; i++) {
      const x = [drawNormal(random), drawNormal(random)];
      const best = crossed(0, x) > 0.5 ? 0 : 1;
      if ((treeBelief(trees, 0, x).mean > treeBelief(trees, 1, x).mean ? 0 : 1) === best) byTrees++;
      if ((linearBelief(line, 0, x, 0).mean > linearBelief(line, 1, x, 0).mean ? 0 : 1) === best) byLine++;
    }
    expect(byTrees / 400).toBeGreaterThan(0.9);
    expect(byLine / 400).toBeLessThan(0.7);
  });

  it('of an arm with few rows are one leaf, near what all earn and unsure', () => {
    const rows = pulled(300, crossed, 12);
    const fewOf = { ...rows, weights: rows.weights.map((_, row) => (rows.arms[row] === 2 && row > 20 ? 0 : 1)) };
    const trees = fitTreeArms({ ...fewOf, armCount: 4 });
    expect(trees.arms[2]).toHaveLength(1);
    expect(trees.arms[3]).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(trees))).toEqual(trees);
  });
});

describe('counted arms', () => {
  it('begin alike, and go to what was earned a pull', () => {
    const [one, other] = countedBeliefs([
      { pulls: 0, earned: 0 },
      { pulls: 0, earned: 0 },
    ]);
    expect(one!.mean).toBe(other!.mean);
    const beliefs = countedBeliefs([
      { pulls: 1000, earned: 50 },
      { pulls: 1000, earned: 80 },
      { pulls: 2, earned: 3 },
    ]);
    expect(beliefs[0]!.mean).toBeCloseTo(0.05, 3);
    expect(chancesOfBest(beliefs.slice(0, 2))[1]).toBeGreaterThan(0.99);
    expect(beliefs[2]!.below(1)).toBe(1);
  });
});
