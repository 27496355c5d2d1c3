import { describe, expect, it } from 'vitest';
import type { SequenceNeighbours } from '../../shared/learning/sequence-neighbours.ts';
import { topK } from '../../shared/math/top-k.ts';
import { BLOCKED_PENALTY } from '../../shared/model/sequence-neighbour-graph.ts';
import type { ScoreRequest, Scorer } from '../../shared/ports/scorer.ts';

/** A request as a test writes it: plain lists, and what is left out is empty. */
export interface Asked {
  readonly items?: readonly number[];
  readonly kinds?: readonly number[];
  readonly blocked?: readonly number[];
  readonly penalty?: Float32Array;
  readonly k: number;
}

export const asked = (
  model: SequenceNeighbours,
  { items = [], kinds, blocked = [], penalty, k }: Asked,
): ScoreRequest => ({
  items: Int32Array.from(items),
  kinds: Uint8Array.from(kinds ?? items.map(() => 0)),
  blocked: Int32Array.from(blocked),
  penalty: penalty ?? new Float32Array(model.itemCount),
  k,
});

/** What every scorer does. @param open - a scorer of exactly this model, which has at least 5 items and 2 kinds. */
export function describeScorer(name: string, model: SequenceNeighbours, open: () => Promise<Scorer>): void {
  const { itemCount } = model;
  const ask = async (request: Asked) => (await open()).score(asked(model, request));

  describe(`${name} as a scorer`, () => {
    it('answers an empty history by popularity, with nothing to explain', async () => {
      const answer = await ask({ k: itemCount });
      expect([...answer.ids]).toEqual([...topK(model.popularity, itemCount)]);
      expect([...answer.scores]).toEqual([...answer.ids].map((id) => model.popularity[id]));
      expect(answer.contributions).toHaveLength(0);
    });

    it('gives none when asked for none', async () => {
      expect((await ask({ items: [0], blocked: [1], k: 0 })).ids).toHaveLength(0);
    });

    it('never gives a blocked item, however often it is named, and a shorter answer instead', async () => {
      const { ids, scores, contributions } = await ask({ items: [0, 2], blocked: [1, 3, 1], k: itemCount });
      expect(ids).toHaveLength(itemCount - 2);
      expect(scores).toHaveLength(itemCount - 2);
      expect(contributions).toHaveLength(2 * (itemCount - 2));
      expect([...ids]).not.toContain(1);
      expect([...ids]).not.toContain(3);
    });

    it('never gives an item under the penalty, and leaves the others as they were', async () => {
      const penalty = new Float32Array(itemCount);
      penalty[2] = BLOCKED_PENALTY;
      const free = await ask({ items: [0], k: itemCount });
      const { ids } = await ask({ items: [0], penalty, k: itemCount });
      expect([...ids]).toEqual([...free.ids].filter((id) => id !== 2));
    });

    it('has no answer when everything is kept out', async () => {
      const answer = await ask({ items: [0], blocked: Array.from({ length: itemCount }, (_, i) => i), k: 3 });
      expect(answer.ids).toHaveLength(0);
      expect(answer.contributions).toHaveLength(0);
    });

    it('explains each score: the contributions of the events and the popularity add up to it', async () => {
      const { ids, scores, contributions } = await ask({
        items: [0, 4, 2],
        kinds: [0, 1, 0],
        blocked: [1],
        k: itemCount,
      });
      const width = itemCount - 1;
      expect(contributions).toHaveLength(3 * width);
      expect(Math.max(...contributions)).toBeGreaterThan(0);
      ids.forEach((id, column) => {
        const sum = [0, 1, 2].reduce(
          (total, row) => total + contributions[row * width + column]!,
          model.popularity[id]!,
        );
        expect(sum).toBeCloseTo(scores[column]!, 5);
      });
    });

    it('lets the newest event speak loudest', async () => {
      const { contributions } = await ask({ items: [0, 0], k: 1 });
      expect(contributions[0]!).toBeGreaterThan(contributions[1]!);
    });
  });
}
