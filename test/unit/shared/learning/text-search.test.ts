import { describe, expect, it } from 'vitest';
import { bm25 } from '../../../../shared/learning/bm25.ts';
import { fitTermWeights, termColumns, weighTerms } from '../../../../shared/learning/term-weights.ts';

const terms = (...hashes: number[]) => Uint32Array.from(hashes);

describe('bm25', () => {
  const documents = [terms(1, 2, 2), terms(2, 3), terms(4, 4, 4, 4, 5, 6, 7), terms()];

  it('is the formula, as a share of the most that there could be', () => {
    const rarity = Math.log(1 + (4 - 2 + 0.5) / (2 + 0.5));
    const other = Math.log(1 + (4 - 1 + 0.5) / (1 + 0.5));
    const [k1, b, mean] = [1.2, 0.75, 3];
    const tf = (count: number, length: number) => count / (count + k1 * (1 - b + (b * length) / mean));
    const scores = bm25(documents).score(terms(1, 2, 2));
    expect(scores[0]).toBeCloseTo((rarity * tf(2, 3) + other * tf(1, 3)) / (rarity + other), 12);
    expect(scores[1]).toBeCloseTo((rarity * tf(1, 2)) / (rarity + other), 12);
    expect([...scores.subarray(2)]).toEqual([0, 0]);
  });

  it('gives nothing to a query without terms, and to one that nobody has', () => {
    expect([...bm25(documents).score(terms())]).toEqual([0, 0, 0, 0]);
    expect([...bm25(documents).score(terms(99))]).toEqual([0, 0, 0, 0]);
    expect(bm25([]).score(terms(1))).toHaveLength(0);
  });
});

describe('term weights', () => {
  const texts = [
    [terms(7, 7, 9), terms(100)],
    [terms(7, 8), terms(100, 101)],
    [terms(7), terms()],
  ];
  const known = fitTermWeights(texts, [1, 2]);
  const columnOf = termColumns(known);

  it('keeps what is in enough texts of its block, the rarer the heavier', () => {
    expect([...known.hashes]).toEqual([7, 8, 9, 100]);
    expect(known.rarity[0]).toBeCloseTo(1, 6);
    expect(known.rarity[1]).toBeCloseTo(Math.log(2) + 1, 6);
    expect([7, 8, 9, 100].map(columnOf)).toEqual([0, 1, 2, 3]);
    expect(columnOf(101)).toBe(-1);
  });

  it('has squares of each block that sum to 1, and says what share of the terms is known', () => {
    const { columns, weights, known: share } = weighTerms([terms(7, 7, 9, 55), terms(100)], known, columnOf);
    expect([...columns]).toEqual([0, 2, 3]);
    expect(weights[0]! ** 2 + weights[1]! ** 2).toBeCloseTo(1, 6);
    expect(weights[0]! / weights[1]!).toBeCloseTo((1 + Math.log(2)) / (Math.log(2) + 1), 6);
    expect(weights[2]).toBeCloseTo(1, 6);
    expect(share).toBe(0.75);
    expect(weighTerms([terms(), terms()], known, columnOf)).toMatchObject({ known: 0 });
  });

  it('finds columns of ten thousand hashes, and none else', () => {
    const hashes = Uint32Array.from({ length: 10_000 }, (_, i) => Math.imul(i, 2654435761) >>> 0).sort();
    const find = termColumns({ hashes });
    hashes.forEach((hash, column) => {
      if (find(hash) !== column) throw new Error(`hash ${hash}: ${find(hash)}, not ${column}`);
    });
    expect(find(12345)).toBe(-1);
  });
});
