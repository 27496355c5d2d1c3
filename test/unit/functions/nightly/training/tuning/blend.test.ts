import { describe, expect, it } from 'vitest';
import { tuneBlend, withOneOfVectors } from '../../../../../../functions/nightly/training/tuning/blend.ts';
import { searchOf } from '../../../../../../functions/nightly/training/tuning/search.ts';
import type { RankingTask } from '../../../../../../shared/evaluation/ranking-task.ts';
import {
  type Blend,
  type BlendTasks,
  blendTaskCollector,
  searchBlend,
} from '../../../../../../shared/learning/blend.ts';
import type { Source } from '../../../../../../shared/learning/recommender.ts';
import { seededRandom } from '../../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../../support/arithmetic.ts';

const itemCount = 40;
const START: Blend = { embeddings: { weight: 1, floor: 1 }, factors: { weight: 1, floor: 1 } };

/** Each source knows the answer to some tasks, and speaks at random of the others. */
function tasksOf(answers: readonly ReadonlySet<string>[], seed = 3): BlendTasks {
  const random = seededRandom(seed);
  const collector = blendTaskCollector(itemCount);
  for (const knowing of answers) {
    const target = Math.floor(random() * itemCount);
    const said = Object.keys(START).map((name) => ({
      name,
      scale: 'log-odds' as const,
      scores: Float32Array.from({ length: itemCount }, (_, item) =>
        knowing.has(name) && item === target ? 2 : random(),
      ),
    }));
    collector.add(said, new Set(), [target]);
  }
  return collector.tasks();
}

const keptBy = (blend: Blend) => Object.keys(blend).filter((name) => blend[name]?.weight !== 0);

describe('withOneOfVectors', () => {
  const both = tasksOf(Array.from({ length: 400 }, (_, t) => new Set(t % 5 < 3 ? ['factors'] : ['embeddings'])));

  it('keeps of two sources of vectors the one that does better, where a blend of both would do best', () => {
    expect(keptBy(searchBlend(both, START, 10, 250).blend)).toEqual(['embeddings', 'factors']);
    const { blend, value } = withOneOfVectors(both, START, 10);
    expect(keptBy(blend)).toEqual(['factors']);
    const alone = (name: string) => searchBlend(onlyOf(both, name), START, 10, 250).value;
    expect(value).toBe(alone('factors'));
    expect(value).toBeGreaterThan(alone('embeddings'));
  });

  it('counts the trials of every search', () => {
    const { triedCount, values } = withOneOfVectors(both, START, 10);
    expect(values).toHaveLength(triedCount);
    expect(triedCount).toBeGreaterThan(searchBlend(both, START, 10, 250).triedCount);
  });

  it('leaves a blend as it was found where one of them has nothing to add', () => {
    const one = tasksOf(Array.from({ length: 400 }, () => new Set(['embeddings'])));
    expect(withOneOfVectors(one, START, 10)).toEqual(searchBlend(one, START, 10, 250, new Set(['current', 'earlier'])));
  });
});

const onlyOf = (tasks: BlendTasks, name: string): BlendTasks => ({
  ...tasks,
  values: { [name]: tasks.values[name]! },
});

describe('a blend of tasks enough to go by ndcg alone', () => {
  it('is within half a percent of any source alone, or above', () => {
    const many = tasksOf(Array.from({ length: 1100 }, (_, t) => new Set(t % 9 === 0 ? ['embeddings'] : ['factors'])));
    const { value } = searchBlend(many, START, 10, 250);
    for (const name of Object.keys(START))
      expect(value).toBeGreaterThanOrEqual(0.995 * searchBlend(onlyOf(many, name), START, 10, 250).value);
  });
});

describe('a source that knows nothing', () => {
  const knowing = Array.from({ length: 300 }, (_, t) => new Set(t % 2 === 0 ? ['embeddings'] : []));

  it('is left out of a blend, though a few hundred tasks always seem to like it a little', () => {
    const blends = Array.from(
      { length: 15 },
      (_, seed) => searchBlend(tasksOf(knowing, seed + 1), START, 10, 250).blend,
    );
    const withNoise = blends.filter((blend) => keptBy(blend).includes('factors'));
    expect(withNoise.length).toBeLessThanOrEqual(1);
    for (const blend of blends) expect(keptBy(blend)).toContain('embeddings');
  });
});

describe('tuneBlend', () => {
  const random = seededRandom(5);
  const shares = () => Float32Array.from({ length: itemCount }, () => random() ** 4);
  const [first, second] = [shares(), shares()];
  const sources: readonly Source[] = [
    { kind: 'prior', name: 'popularity', shares: first },
    { kind: 'prior', name: 'content', shares: second },
  ];
  /** Half of what is wanted goes by one source, half by the other. */
  const tasks = Array.from({ length: 900 }, (_, t): RankingTask => {
    const by = t % 2 === 0 ? first : second;
    let at = random() * by.reduce((a, b) => a + b, 0);
    const target = by.findIndex((share) => {
      at -= share;
      return at <= 0;
    });
    return { personKey: `p${t}`, items: new Int32Array(), kinds: new Uint8Array(), target };
  });
  const search = searchOf(
    {
      histories: { offsets: new Int32Array(1), items: new Int32Array(), kinds: new Uint8Array() },
      sessions: {
        histories: { offsets: new Int32Array(1), items: new Int32Array(), kinds: new Uint8Array() },
        times: new Float64Array(),
      },
      itemCount,
      content: undefined,
      isOrdered: true,
    },
    { candidates: 'all', k: 10, arithmetic: arithmeticOf(1) },
  );
  const tuned = (forBlend: readonly RankingTask[], forKeptSources: readonly RankingTask[], among = sources) =>
    tuneBlend(search, among, { forBlend, forKeptSources });

  it('weighs the sources that it kept on more tasks than it chose them on', async () => {
    const [some, more] = [
      await tuned(tasks.slice(0, 200), tasks.slice(0, 200)),
      await tuned(tasks.slice(0, 200), tasks),
    ];
    const all = await tuned(tasks, tasks);
    expect(keptBy(more.blend)).toEqual(['popularity', 'content']);
    expect(more.values.slice(0, some.values.length)).toEqual(some.values);
    expect(more.triedCount).toBe(more.values.length);
    // On all tasks, as a search among all of them would have it, to what its start may change.
    expect(more.value).toBeGreaterThanOrEqual(all.value * 0.995);
    expect(more.value).not.toBe(some.value);
  });

  it('goes on with one source of vectors where it would have kept two', async () => {
    const ofVectors = sources.map((source, i): Source => ({ ...source, name: i === 0 ? 'embeddings' : 'factors' }));
    const { blend } = await tuned(tasks.slice(0, 200), tasks, ofVectors);
    expect(keptBy(blend)).toHaveLength(1);
  });
});
