import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSharesReader } from '../../../../shared/learning/best-shares.ts';
import { topK } from '../../../../shared/math/top-k.ts';

const evidence = (least: number) => fc.array(fc.integer({ min: least, max: 3 }), { minLength: 1, maxLength: 40 });
const known = (best: Int32Array, scores: Float32Array): number[] => [...best].filter((item) => scores[item] !== 0);

describe('the best shares of a source', () => {
  it('are those of the whole order, zeros left out, whatever was read before', () => {
    const read = bestSharesReader();
    fc.assert(
      fc.property(evidence(0), fc.nat(50), (values, wanted) => {
        const scores = Float32Array.from(values);
        const count = Math.min(wanted, scores.length);
        const { total, best } = read('together', scores, count);
        expect([...best]).toEqual(known(topK(scores, count), scores));
        expect(total).toBe(scores.reduce((sum, score) => sum + score, 0));
      }),
    );
  });

  it('are the same of an array that comes again, however many are asked for', () => {
    fc.assert(
      fc.property(evidence(-1), fc.array(fc.nat(40), { minLength: 2, maxLength: 6 }), (values, counts) => {
        const read = bestSharesReader();
        const scores = Float32Array.from(values);
        for (const wanted of counts) {
          const count = Math.min(wanted, scores.length);
          const { total, best } = read('popularity', scores, count);
          expect(known(best, scores)).toEqual(known(topK(scores, count), scores));
          expect(total).toBe(scores.reduce((sum, score) => sum + score, 0));
        }
      }),
    );
  });
});
