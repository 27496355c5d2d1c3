import { describe, expect, it } from 'vitest';
import { type Recommender, scoreBlend } from '../../shared/learning/recommender.ts';
import { topK } from '../../shared/math/top-k.ts';
import type { BlendName } from '../../shared/model/blend.ts';
import type { ModelQuestion } from '../../shared/model/question.ts';
import { BLOCKED_BIAS, EXPLAINED_EVENTS } from '../../shared/model/recommender-graph.ts';
import type { Scorer } from '../../shared/ports/scorer.ts';

/** A request as a test writes it: plain lists, and what is left out is empty. */
export interface Asked {
  readonly items?: readonly number[];
  readonly kinds?: readonly number[];
  readonly context?: readonly number[];
  readonly blocked?: readonly number[];
  readonly bias?: Float32Array;
  readonly blend?: BlendName;
  readonly k: number;
}

export const asked = (
  { itemCount }: Recommender,
  { items = [], kinds, context = [], blocked = [], bias, blend = 'personal', k }: Asked,
): ModelQuestion => ({
  items: Int32Array.from(items),
  kinds: Uint8Array.from(kinds ?? items.map(() => 0)),
  blocked: Int32Array.from(blocked),
  bias: bias ?? new Float32Array(itemCount),
  blend,
  context: Int32Array.from(context),
  k,
});

/** What every scorer does. @param open - a scorer of exactly this recommender, which has ≥ 5 items and 2 kinds. */
export function describeScorer(name: string, recommender: Recommender, open: () => Promise<Scorer>): void {
  const { itemCount, sources } = recommender;
  const ask = async (request: Asked) => (await open()).score(asked(recommender, request));

  describe(`${name} as a scorer`, () => {
    it('answers an empty history as the blend without it does, with nothing to explain it by', async () => {
      const answer = await ask({ k: itemCount });
      const { scores } = scoreBlend(recommender, 'personal', { items: [], kinds: [] });
      expect([...answer.ids]).toEqual([...topK(scores, itemCount)]);
      expect(answer.evidence).toHaveLength(0);
    });

    it('gives none when asked for none', async () => {
      expect((await ask({ items: [0], blocked: [1], k: 0 })).ids).toHaveLength(0);
    });

    it('never gives a blocked item, however often it is named, and a shorter answer instead', async () => {
      const { ids, scores, contributions, evidence } = await ask({
        items: [0, 2],
        blocked: [1, 3, 1],
        k: itemCount,
      });
      expect(ids).toHaveLength(itemCount - 2);
      expect(scores).toHaveLength(itemCount - 2);
      expect(contributions).toHaveLength(sources.length * (itemCount - 2));
      expect(evidence).toHaveLength(2 * (itemCount - 2));
      expect([...ids]).not.toContain(1);
      expect([...ids]).not.toContain(3);
    });

    it('never gives an item whose bias keeps it out, and leaves the others as they were', async () => {
      const bias = new Float32Array(itemCount);
      bias[2] = BLOCKED_BIAS;
      const free = await ask({ items: [0], k: itemCount });
      const { ids } = await ask({ items: [0], bias, k: itemCount });
      expect([...ids]).toEqual([...free.ids].filter((id) => id !== 2));
    });

    it('has no answer when everything is kept out', async () => {
      const answer = await ask({ items: [0], blocked: Array.from({ length: itemCount }, (_, i) => i), k: 3 });
      expect(answer.ids).toHaveLength(0);
      expect(answer.contributions).toHaveLength(0);
    });

    it('explains each score: what the sources add and the bias sum up to it', async () => {
      const bias = Float32Array.from({ length: itemCount }, (_, i) => (i % 3) / 2);
      const { ids, scores, contributions } = await ask({
        items: [0, 4, 2],
        kinds: [0, 1, 0],
        blocked: [1],
        bias,
        k: itemCount,
      });
      ids.forEach((id, column) => {
        const sum = sources.reduce((total, _, row) => total + contributions[row * ids.length + column]!, bias[id]!);
        expect(sum).toBeCloseTo(scores[column]!, 4);
      });
    });

    it('says which recent events speak for an item, the newest loudest, and of no more events than it explains', async () => {
      const { evidence, ids } = await ask({ items: [0, 0], blend: 'bought-together', k: 1 });
      expect(evidence).toHaveLength(2);
      expect(evidence[0]!).toBeGreaterThan(evidence[1]!);
      const many = await ask({ items: new Array<number>(30).fill(0), k: 2 });
      expect(many.evidence).toHaveLength(EXPLAINED_EVENTS * 2);
      expect(ids).toHaveLength(1);
    });

    it('counts what the context says, less with each event of the history', async () => {
      const row = sources.findIndex(({ kind }) => kind === 'context');
      const said = async (items: readonly number[], context: readonly number[]): Promise<number> => {
        const { ids, contributions } = await ask({ items, context, k: itemCount });
        return contributions[row * ids.length + ids.indexOf(4)]!;
      };
      expect(await said([], [])).toBe(0);
      const [one, other] = [await said([], [0]), await said([], [1])];
      expect(await said([], [0, 1])).toBeCloseTo(one + other, 5);
      const known = [Math.abs(one), Math.abs(await said([1], [0])), Math.abs(await said([1, 2, 1, 3], [0]))];
      expect(known).toEqual(known.toSorted((a, b) => b - a));
      expect(new Set(known).size).toBe(3);
    });

    it('answers each blend by its own sources', async () => {
      const { contributions, ids } = await ask({ items: [0], blend: 'trending', k: 3 });
      sources.forEach((source, row) => {
        const added = [...contributions.subarray(row * ids.length, (row + 1) * ids.length)];
        expect(added.some((amount) => amount !== 0)).toBe(source.name === 'popularity');
      });
    });
  });
}
