import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateDataset } from '../../functions/nightly/datasets/evaluate-dataset.ts';
import { DEFAULT_SETTINGS } from '../../functions/nightly/training/tuning/default-settings.ts';
import { memoryDatasets } from '../../shared/adapters/memory/datasets.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { friendChoices, mostChosen } from '../../shared/learning/friend-choices.ts';
import { undirectedGraph } from '../../shared/learning/graph.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { silentLog, steppingClock } from '../support/system-ports.ts';

const CIRCLES = 40;
const SIZE = 6;
const ITEMS = 160;

/** Circles of six who like the same eight items, each of whom has met six of them; two are asked for. */
function aDataset(friendOf: (person: number, random: () => number) => readonly number[]) {
  const random = seededRandom(8);
  const drawn = (count: number, from: readonly string[]): readonly string[] => {
    const left = [...from];
    return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]!);
  };
  const all = Array.from({ length: ITEMS }, (_, i) => `i${i}`);
  const train = ['user,item'];
  const test = ['user,item'];
  const friends: string[] = [];
  for (let circle = 0; circle < CIRCLES; circle++) {
    const liked = drawn(8, all);
    for (let p = circle * SIZE; p < (circle + 1) * SIZE; p++) {
      for (const [i, item] of drawn(8, liked).entries()) (i < 6 ? train : test).push(`p${p},${item}`);
      friends.push(...friendOf(p, random).map((friend) => `p${p},p${friend}`));
    }
  }
  return {
    'train.csv': train.join('\n'),
    'test.csv': test.join('\n'),
    'friends.csv': ['user,friend', ...friends].join('\n'),
  };
}

const others = (person: number): readonly number[] => {
  const first = person - (person % SIZE);
  return Array.from({ length: SIZE }, (_, i) => first + i).filter((other) => other !== person);
};
const anybody = (person: number, random: () => number): readonly number[] =>
  others(person)
    .map(() => Math.floor(random() * CIRCLES * SIZE))
    .filter((other) => other !== person);

const friendsIn = async (files: Readonly<Record<string, string>>) => {
  const ports = { loadScorer: loadOnnxScorer, arithmetic: arithmeticOf(1), clock: steppingClock(), log: silentLog };
  const datasets = memoryDatasets({ shop: files });
  return (await evaluateDataset({ ...ports, datasets })({ dataset: 'shop', settings: DEFAULT_SETTINGS })).friends;
};

describe('what friends chose', () => {
  it('is counted by the weights of those who did', () => {
    const graph = undirectedGraph(3, {
      from: Int32Array.of(0, 0),
      to: Int32Array.of(1, 2),
      weights: Float64Array.of(1, 3),
    });
    const choices = { columnCount: 4, offsets: Int32Array.of(0, 1, 3, 5), columns: Int32Array.of(3, 0, 1, 1, 2) };
    const chosenBy = friendChoices(graph, choices);
    expect([...chosenBy(0)]).toEqual([1, 4, 3, 0]);
    expect([...chosenBy(1)]).toEqual([0, 0, 0, 1]);
  });

  it('is listed as it is counted: what most weigh, the lower column first, without what the person chose', () => {
    const choices = fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 6 }), { minLength: 2, maxLength: 8 });
    const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 });
    fc.assert(
      fc.property(choices, edges, fc.integer({ min: 1, max: 5 }), (rows, drawn, most) => {
        const pairs = drawn.filter(([from, to]) => from < rows.length && to < rows.length);
        const [from, to] = [0, 1].map((side) => Int32Array.from(pairs, (pair) => pair[side]!));
        const graph = undirectedGraph(rows.length, { from: from!, to: to! });
        const offsets = Int32Array.from([0, ...rows.map((_, r) => rows.slice(0, r + 1).flat().length)]);
        const columns = Int32Array.from(rows.flatMap((row) => row.toSorted((a, b) => a - b)));
        const matrix = { columnCount: 12, offsets, columns };
        const [counted, listed] = [friendChoices(graph, matrix), mostChosen(graph, matrix, most)];
        for (const [person, own] of rows.entries()) {
          const wanted = [...counted(person).entries()]
            .filter(([column, count]) => count > 0 && !own.includes(column))
            .sort(([a, many], [b, more]) => more - many || a - b)
            .slice(0, most);
          const total = wanted.reduce((sum, [, count]) => sum + count, 0);
          const { columns: best, shares } = listed(person);
          expect([...best]).toEqual(wanted.map(([column]) => column));
          expect([...shares]).toEqual(wanted.map(([, count]) => Math.fround(count / total)));
        }
      }),
    );
  });

  it('raises the blend where friends like the same', async () => {
    const friends = (await friendsIn(aDataset(others)))!;
    expect(friends.isClear).toBe(true);
    expect(friends.lift['ndcg@10']!.low).toBeGreaterThan(0.02);
    expect(friends.counts.weight).toBeGreaterThan(0);
  }, 30_000);

  it('is not kept where friends like this and that', async () => {
    const friends = (await friendsIn(aDataset(anybody)))!;
    expect(friends.isClear).toBe(false);
  }, 30_000);

  it('is not measured where the data do not say who knows whom', async () => {
    const { 'friends.csv': _, ...files } = aDataset(others);
    expect(await friendsIn(files)).toBeUndefined();
  }, 30_000);
});
