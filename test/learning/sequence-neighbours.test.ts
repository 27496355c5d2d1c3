import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitSequenceNeighbours,
  type Histories,
  type SequenceNeighbourSettings,
  withScoring,
} from '../../shared/learning/sequence-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { historiesOf, historyScores } from '../support/histories.ts';
import { type NaiveEvent, naiveScores } from '../support/reference/sequence-neighbours.ts';

const settings = neighbourSettings(2);
const { kernels } = arithmeticOf(2);
const fitted = (histories: Histories, itemCount: number, chosen: SequenceNeighbourSettings) =>
  fitSequenceNeighbours(histories, itemCount, chosen, kernels);
const views = (...items: number[]): NaiveEvent[] => items.map((item) => ({ item, kind: 0 }));
const newestFirst = (history: readonly NaiveEvent[]) => ({
  items: history.map(({ item }) => item).toReversed(),
  kinds: history.map(({ kind }) => kind).toReversed(),
});

const itemCount = 8;
const anEvent = fc.record({ item: fc.nat(itemCount - 1), kind: fc.nat(1) });
const someHistories = fc.array(fc.array(anEvent, { maxLength: 12 }), { maxLength: 12 });
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** A table's 32 bits hold no weight of 5e-324. */
const weightUpTo = (max: number) => fc.oneof(fc.constant(0), between(1e-6, max));
const someSettings = fc.record({
  distanceExponent: between(0, 2),
  backwardWeight: between(0, 1),
  repeatWeight: between(0, 1),
  rowExponent: between(0, 1),
  columnExponent: between(0, 1),
  recencyExponent: between(0, 2),
  neighbourCount: fc.constant(itemCount), // a cut row may fall either way when two strengths differ by rounding alone
  maxDistance: fc.integer({ min: 1, max: 12 }),
  historyLimit: fc.integer({ min: 1, max: 12 }),
  popularityWeight: between(0, 1),
  targetKindWeights: fc.tuple(weightUpTo(2), fc.constant(1)),
  historyKindWeights: fc.tuple(weightUpTo(2), fc.constant(1)),
});

function randomHistories(seed: number, { count, length, items }: { count: number; length: number; items: number }) {
  const random = seededRandom(seed);
  const event = () => ({ item: Math.floor(random() * items), kind: Math.floor(random() * 2) });
  return historiesOf(Array.from({ length: count }, () => Array.from({ length }, event)));
}

describe('sequence neighbours', () => {
  it('score as their readable twin does, whatever the histories and settings', () => {
    fc.assert(
      fc.property(someHistories, someSettings, fc.array(anEvent, { maxLength: 12 }), (histories, chosen, history) => {
        const model = fitted(historiesOf(histories), itemCount, chosen);
        const { items, kinds } = newestFirst(history);
        const scores = historyScores(model, items, kinds);
        naiveScores(histories, itemCount, chosen, history).forEach((expected, j) => {
          expect(Math.abs(scores[j]! - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1, expected));
        });
      }),
    );
  });

  it('keep the strongest neighbours, equally strong ones by lower index', () => {
    const model = fitted(historiesOf([views(0, 3), views(0, 2), views(0, 1), views(0, 1)]), 4, {
      ...settings,
      columnExponent: 0,
      neighbourCount: 2,
    });
    expect([...model.neighbours.subarray(0, model.width)]).toEqual([1, 2]);
  });

  it('recover a planted order: who saw i sees i + 1 next more often than chance allows', () => {
    const n = 40;
    const random = seededRandom(11);
    const next = (item: number) => (random() < 0.5 ? (item + 1) % n : Math.floor(random() * n));
    const histories = Array.from({ length: 400 }, () => {
      const history = [Math.floor(random() * n)];
      while (history.length < 10) history.push(next(history.at(-1)!));
      return views(...history);
    });
    const model = fitted(historiesOf(histories), n, settings);
    const firstAfter = Array.from({ length: n }, (_, i) => topK(historyScores(model, [i], [0]), 1)[0]);
    expect(firstAfter).toEqual(Array.from({ length: n }, (_, i) => (i + 1) % n));
  });

  it('rank by popularity when the history is empty, purchases above views when told so', () => {
    const viewed = historiesOf([views(0), views(0), views(1), [{ item: 2, kind: 1 }]]);
    const model = fitted(viewed, 3, {
      ...settings,
      popularityWeight: 0.5,
      targetKindWeights: [0.4, 1],
    });
    expect([...historyScores(model, [], [])]).toEqual([0.8, 0.4, 1].map((share) => Math.fround(share / 2)));
  });

  it('let only the newest events of a history speak, as many as the limit says', () => {
    const model = fitted(historiesOf([views(0, 1), views(2, 3)]), 4, { ...settings, historyLimit: 1 });
    expect(historyScores(model, [0, 2], [0, 0])).toEqual(historyScores(model, [0], [0]));
  });

  it('give the same bytes for the same histories, on one thread and on two', () => {
    const histories = () => randomHistories(2, { count: 500, length: 8, items: 300 });
    const alone = fitSequenceNeighbours(histories(), 300, settings, arithmeticOf(1).kernels);
    expect(fitted(histories(), 300, settings)).toEqual(alone);
    expect(fitted(histories(), 300, settings)).toEqual(alone);
  });

  it('know nothing where nothing happened', () => {
    const model = fitted(historiesOf([]), 3, settings);
    expect(model.width).toBe(1);
    expect([...historyScores(model, [2], [0])]).toEqual([0, 0, 0]);
  });

  it('refuse an item, a kind and a setting out of range, naming them', () => {
    const refused = (history: NaiveEvent[], changed: Partial<SequenceNeighbourSettings> = {}) =>
      fitted(historiesOf([history]), 3, { ...settings, ...changed });
    expect(() => refused(views(9))).toThrow('item 9 is outside [0, 3)');
    expect(() => refused([{ item: 0, kind: 2 }])).toThrow('kind 2');
    expect(() => refused([], { neighbourCount: 0 })).toThrow('neighbourCount: want an integer ≥ 1, got 0');
    expect(() => refused([], { maxDistance: 1.5 })).toThrow('maxDistance');
    expect(() => refused([], { backwardWeight: NaN })).toThrow('backwardWeight: want a number ≥ 0, got NaN');
    expect(() => refused([], { historyKindWeights: [1, -1] })).toThrow('historyKindWeights: want numbers ≥ 0, got -1');
  });
});

describe('withScoring', () => {
  it('reads a table fitted once as if it had been fitted with the other weights', () => {
    const histories = randomHistories(3, { count: 40, length: 10, items: 20 });
    fc.assert(
      fc.property(
        fc.record({
          recencyExponent: between(0, 2),
          historyLimit: fc.integer({ min: 1, max: 12 }),
          popularityWeight: between(0, 1),
          historyKindWeights: fc.tuple(weightUpTo(8), weightUpTo(8)),
        }),
        (scoring) => {
          const unit = fitted(histories, 20, { ...settings, popularityWeight: 1 });
          const reread = withScoring(unit, { ...settings, ...scoring });
          const again = fitted(histories, 20, { ...settings, ...scoring });
          expect({ ...reread, popularity: undefined }).toEqual({ ...again, popularity: undefined });
          reread.popularity.forEach((weight, item) => {
            expect(weight).toBeCloseTo(again.popularity[item]!, 6);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});
