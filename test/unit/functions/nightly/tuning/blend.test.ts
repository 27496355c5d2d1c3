import { describe, expect, it } from 'vitest';
import { withOneOfVectors } from '../../../../../functions/nightly/tuning/blend.ts';
import { type Blend, type BlendTasks, blendTaskCollector, searchBlend } from '../../../../../shared/learning/blend.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';

const itemCount = 40;
const START: Blend = { embeddings: { weight: 1, floor: 1 }, factors: { weight: 1, floor: 1 } };

/** Each source knows the answer to some tasks, and speaks at random of the others. */
function tasksOf(answers: readonly ReadonlySet<string>[]): BlendTasks {
  const random = seededRandom(3);
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
