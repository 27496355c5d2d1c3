import { describe, expect, it } from 'vitest';
import { tune } from '../../../../../functions/nightly/training/tune.ts';
import { DEFAULT_SETTINGS } from '../../../../../functions/nightly/training/tuning/default-settings.ts';
import type { NumberedHistory } from '../../../../../shared/evaluation/splits.ts';
import { contextCode } from '../../../../../shared/features/context.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { itemCount, ndcgOf, splitOf, tunedOn, walkers } from '../../../../support/walkers.ts';

const split = splitOf(walkers(1));

describe('tune', async () => {
  const tuned = await tunedOn(split.train, split.validation);

  it('gives a recommender that reaches on the validation tasks the figure that it says', () => {
    expect(tuned.validation!).toBeCloseTo(ndcgOf(tuned.recommender, split.validation), 3);
  });

  it('goes by the validation tasks: other answers to the same questions, other settings', async () => {
    // Whoever is asked is said to go back to where they came from, one below the last item.
    const backwards = split.validation.map((task) => ({
      ...task,
      target: (task.items[0]! + itemCount - 1) % itemCount,
    }));
    const other = await tunedOn(split.train, backwards);
    expect(ndcgOf(other.recommender, backwards)).toBeGreaterThan(1.2 * ndcgOf(tuned.recommender, backwards));
  });

  it('is moved by nothing that happened in the test window', async () => {
    const scrambled = walkers(1).map((person) => ({
      ...person,
      items: person.items.map((item, i) => (person.atMs[i]! < split.testFromMs ? item : (item * 7 + 3) % itemCount)),
    }));
    const other = splitOf(scrambled);
    expect(other.test).not.toEqual(split.test);
    expect(await tunedOn(other.train, other.validation)).toEqual(tuned);
  });

  it('chooses and fits the same to the bit, each time and on two threads', async () => {
    expect(await tunedOn(split.train, split.validation, 2)).toEqual(tuned);
  });

  it('keeps the defaults, and says so, where there are too few tasks to tell', async () => {
    const few = await tunedOn(split.train, split.validation.slice(0, 99));
    expect(few).toMatchObject({ validation: null, triedCount: 0 });
    expect(few.settings.sequence).toEqual(DEFAULT_SETTINGS.sequence);
    expect(few.settings.embeddings).toBeNull();
  });

  it('does not search the weights of kinds where there is only one', async () => {
    const oneKind = { ...split.train, kinds: split.train.kinds.map(() => 0) };
    const { settings } = await tunedOn(oneKind, split.validation);
    expect(settings.historyKindWeights).toEqual(DEFAULT_SETTINGS.historyKindWeights);
    expect(settings.targetKindWeights).toEqual(DEFAULT_SETTINGS.targetKindWeights);
  });
});

describe('the blend of a shop with contexts', () => {
  const CODES = [contextCode({ market: 'DE' }), contextCode({ market: 'FR' })];

  /** People who like all items of one half; where they come from says which half, or nothing. */
  function newcomers(isTold: boolean, seed: number): readonly NumberedHistory[] {
    const random = seededRandom(seed);
    return Array.from({ length: 900 }, (_, u) => {
      const half = u % 2;
      const items = Int32Array.from({ length: 3 }, () => (half + 2 * Math.floor(random() ** 2 * 30)) % itemCount);
      const context = CODES[isTold ? half : Math.floor(random() * 2)]!;
      return {
        personKey: `p${u}`,
        items,
        kinds: new Uint8Array(3),
        atMs: Float64Array.from(items, (_, i) => u + i / 10),
        contexts: new Uint16Array(3).fill(context),
      };
    });
  }
  const blendOf = async (people: readonly NumberedHistory[]) => {
    const { train, validation } = splitOf(people);
    const { settings, recommender } = await tune(
      {
        histories: train,
        sessions: { histories: train, times: new Float64Array(train.offsets.length - 1) },
        itemCount,
        content: undefined,
        cells: ['DE', 'FR'],
        isOrdered: true,
      },
      validation,
      { candidates: 'new', k: 10, arithmetic: arithmeticOf(1) },
    );
    expect(validation.some(({ items }) => items.length === 0)).toBe(true);
    expect(recommender.sources.some(({ kind }) => kind === 'context')).toBe('context' in settings.blend);
    return settings.blend;
  };

  it('counts the context where it says what new people like', async () => {
    expect((await blendOf(newcomers(true, 5)))['context']!.weight).toBeGreaterThan(0);
  });

  it('leaves it out where it says nothing', async () => {
    expect(await blendOf(newcomers(false, 8))).not.toHaveProperty('context');
  });
});
