import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AffinitySettings, fitAffinity, scoreAffinity } from '../../shared/learning/affinity.ts';
import type { ItemValues } from '../../shared/learning/item-values.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { historiesOf } from '../support/histories.ts';
import { naiveAffinity } from '../support/reference/affinity.ts';

const settings: AffinitySettings = {
  historyLimit: 20,
  doubt: 5,
  lookLimit: 4000,
  negatives: 100,
  groupLimit: 1000,
  seed: 1,
};

/** Items with one value of each facet: facet f has the values codes[f] … */
function valuesOf(codes: readonly (readonly number[])[]): ItemValues {
  const facetCount = codes.length;
  const sizes = codes.map((ofItems) => Math.max(...ofItems) + 1);
  const starts = sizes.map((_, f) => sizes.slice(0, f).reduce((sum, size) => sum + size, 0));
  const itemCount = codes[0]!.length;
  return {
    valueCount: sizes.reduce((sum, size) => sum + size, 0),
    facets: Uint8Array.from(sizes.flatMap((size, f) => Array<number>(size).fill(f))),
    facetCount,
    offsets: Int32Array.from({ length: itemCount + 1 }, (_, i) => i * facetCount),
    columns: Int32Array.from({ length: itemCount * facetCount }, (_, at) => {
      const f = at % facetCount;
      return starts[f]! + codes[f]![Math.floor(at / facetCount)]!;
    }),
  };
}

/** 300 items by 6 categories and 5 colours; people who love one category, while colours mean nothing to anybody. */
function lovers(people: number, random: () => number, itemCount = 300) {
  const category = Array.from({ length: itemCount }, (_, i) => i % 6);
  const colour = Array.from({ length: itemCount }, () => Math.floor(random() * 5));
  const histories = Array.from({ length: people }, () => {
    const loved = Math.floor(random() * 6);
    return Array.from({ length: 12 }, () => {
      const item = Math.floor(random() * itemCount);
      return random() < 0.7 ? item - (item % 6) + loved : item;
    });
  });
  return { values: valuesOf([category, colour]), histories: historiesOf(histories.map((h) => h.map(met))) };
}
const met = (item: number) => ({ item, kind: 0 });

describe('affinity to facets', () => {
  it('scores as its readable twin', () => {
    const { values, histories } = lovers(200, seededRandom(1));
    const model = fitAffinity(histories, values, 300, settings)!;
    fc.assert(
      fc.property(fc.array(fc.nat(299), { maxLength: 30 }), (items) => {
        const scores = scoreAffinity(model, items);
        naiveAffinity(model, values, items).forEach((score, item) => {
          expect(scores[item]).toBeCloseTo(score, 5);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('finds out which facet people go by', () => {
    const { values, histories } = lovers(600, seededRandom(2));
    const { liking } = fitAffinity(histories, values, 300, settings)!;
    const [ofCategory, ofColour] = [liking[0]!, liking[6]!];
    expect(ofCategory).toBeGreaterThan(0.5);
    expect(Math.abs(ofColour)).toBeLessThan(0.15);
  });

  it('says nothing of somebody without a history, and more with each event', () => {
    const { values, histories } = lovers(300, seededRandom(3));
    const model = fitAffinity(histories, values, 300, settings)!;
    expect(Math.max(...scoreAffinity(model, []).map(Math.abs))).toBeLessThan(1e-6);
    const lead = (events: number) => {
      const scores = scoreAffinity(
        model,
        Array.from({ length: events }, (_, k) => 6 * k),
      );
      return scores[60]! - scores[61]!; // another item of the category that was met, and one of the next
    };
    expect(lead(1)).toBeGreaterThan(0);
    expect(lead(5)).toBeGreaterThan(lead(1));
  });

  it('leaves out the facet that tells least where items differ in too many ways', () => {
    const { values, histories } = lovers(300, seededRandom(4));
    const model = fitAffinity(histories, values, 300, { ...settings, groupLimit: 20 })!;
    expect(model.groups.length / model.width).toBe(6);
    const scores = scoreAffinity(model, [0, 6, 12]);
    expect(scores[60]).toBeGreaterThan(scores[61]!);
    expect(scores[60]).toBe(scores[66]);
  });

  it('leaves out as many facets as it takes', () => {
    const random = seededRandom(6);
    const codes = (size: number) => Array.from({ length: 300 }, () => Math.floor(random() * size));
    const values = valuesOf([Array.from({ length: 300 }, (_, i) => i % 6), codes(7), codes(9), codes(11)]);
    const { histories } = lovers(300, seededRandom(6));
    const brief = { ...settings, lookLimit: 400, negatives: 20 }; // who goes by what says nothing here
    const model = fitAffinity(histories, values, 300, { ...brief, groupLimit: 10 })!;
    expect(model.groups.length / model.width).toBe(6);
    expect(fitAffinity(histories, values, 300, { ...brief, groupLimit: 2 })).toBeUndefined();
  });

  it('is the same for the same seed, and nothing where there is nothing to learn from', () => {
    const { values, histories } = lovers(50, seededRandom(5));
    expect(fitAffinity(histories, values, 300, settings)).toEqual(fitAffinity(histories, values, 300, settings));
    expect(fitAffinity(historiesOf([[met(1)], [met(2)]]), values, 300, settings)).toBeUndefined();
    const none = { ...values, offsets: new Int32Array(301), columns: new Int32Array(0) };
    expect(fitAffinity(histories, none, 300, settings)).toBeUndefined();
  });
});
