import { describe, expect, it } from 'vitest';
import { normalisedMutualInformation } from '../../shared/evaluation/mutual-information.ts';
import { communitiesOf, modularityOf } from '../../shared/learning/communities.ts';
import { undirectedGraph } from '../../shared/learning/graph.ts';
import { pageRank } from '../../shared/learning/page-rank.ts';
import { seededRandom } from '../../shared/math/random.ts';

/** Zachary (1977), "An information flow model for conflict and fission in small groups": who met outside the club. */
const KARATE =
  '0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-10 0-11 0-12 0-13 0-17 0-19 0-21 0-31 1-2 1-3 1-7 1-13 1-17 1-19 1-21 1-30 2-3 2-7 2-8 2-9 2-13 2-27 2-28 2-32 3-7 3-12 3-13 4-6 4-10 5-6 5-10 5-16 6-16 8-30 8-32 8-33 9-33 13-33 14-32 14-33 15-32 15-33 18-32 18-33 19-33 20-32 20-33 22-32 22-33 23-25 23-27 23-29 23-32 23-33 24-25 24-27 24-31 25-31 26-29 26-33 27-33 28-31 28-33 29-32 29-33 30-32 30-33 31-32 31-33 32-33';

function graphOf(pairs: readonly (readonly number[])[], nodeCount: number, weights?: Float64Array) {
  const [from, to] = [0, 1].map((end) => Int32Array.from(pairs, (pair) => pair[end]!));
  return undirectedGraph(nodeCount, { from: from!, to: to!, ...(weights && { weights }) });
}
const karate = graphOf(
  KARATE.split(' ').map((pair) => pair.split('-').map(Number)),
  34,
);

/** Groups whose members know each other with one chance and others with another. */
function planted(seed: number, groups: number, size: number, within: number, between: number) {
  const random = seededRandom(seed);
  const truth = Int32Array.from({ length: groups * size }, (_, node) => node % groups);
  const pairs: number[][] = [];
  for (let a = 0; a < truth.length; a++)
    for (let b = a + 1; b < truth.length; b++)
      if (random() < (truth[a] === truth[b] ? within : between)) pairs.push([a, b]);
  return { truth, graph: graphOf(pairs, truth.length) };
}

/** Newman's definition over all pairs of nodes. */
function modularityByPairs(pairs: readonly (readonly number[])[], of: Int32Array): number {
  const degrees = of.map((_, node) => pairs.filter((pair) => pair.includes(node)).length);
  let sum = 0;
  for (let a = 0; a < of.length; a++) {
    for (let b = 0; b < of.length; b++) {
      if (of[a] !== of[b]) continue;
      const edge = pairs.some((pair) => a !== b && pair.includes(a) && pair.includes(b)) ? 1 : 0;
      sum += edge - (degrees[a]! * degrees[b]!) / (2 * pairs.length);
    }
  }
  return sum / (2 * pairs.length);
}

describe('communities', () => {
  it('are those of the highest modularity that is known of the karate club, .4198 in four', () => {
    const { modularity, count } = communitiesOf(karate);
    expect(modularity).toBeCloseTo(0.4197896, 6);
    expect(count).toBe(4);
  });

  it('are those that were planted', () => {
    for (const seed of [1, 2, 3]) {
      // The benchmark of Girvan & Newman (2002): 4 groups of 32, of 16 neighbours 10 within; and one of many groups.
      for (const { truth, graph } of [planted(seed, 4, 32, 10 / 31, 6 / 96), planted(seed, 12, 40, 0.3, 0.01)]) {
        expect(normalisedMutualInformation(communitiesOf(graph).of, truth)).toBeGreaterThanOrEqual(0.9);
      }
    }
  });

  it('heed weights, and are the same for the same graph', () => {
    const square = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ];
    expect([...communitiesOf(graphOf(square, 4, Float64Array.of(9, 1, 9, 1))).of]).toEqual([0, 0, 1, 1]);
    expect([...communitiesOf(graphOf(square, 4, Float64Array.of(1, 9, 1, 9))).of]).toEqual([0, 1, 1, 0]);
    expect(communitiesOf(karate)).toEqual(communitiesOf(karate));
  });

  it('leave who knows nobody alone', () => {
    const { of, count, modularity } = communitiesOf(graphOf([], 3));
    expect([[...of], count, modularity]).toEqual([[0, 1, 2], 3, null]);
  });

  it('have the modularity that the definition gives', () => {
    const pairs = KARATE.split(' ').map((pair) => pair.split('-').map(Number));
    const of = Int32Array.from({ length: 34 }, (_, node) => node % 3);
    expect(modularityOf(karate, of)).toBeCloseTo(modularityByPairs(pairs, of), 12);
  });
});

describe('influence', () => {
  it('is that of networkx 3.6.1', () => {
    const ranks = pageRank(karate);
    for (const [node, rank] of [
      [0, 0.09699729],
      [33, 0.10091918],
      [11, 0.00956475],
    ] as const)
      expect(ranks[node]).toBeCloseTo(rank, 7);
    expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 9);
  });

  it('is even where all are alike, also where nobody knows anybody', () => {
    for (const pairs of [
      [],
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
    ])
      for (const rank of pageRank(graphOf(pairs, 3))) expect(rank).toBeCloseTo(1 / 3, 9);
  });
});

describe('a graph', () => {
  it('sums what is named twice, leaves out who knows themselves, and refuses what it has no node for', () => {
    const { neighbours, weights } = graphOf(
      [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      2,
    );
    expect([[...neighbours], [...weights]]).toEqual([
      [1, 0],
      [2, 2],
    ]);
    expect(() => graphOf([[0, 2]], 2)).toThrow('edge 0 from 0 to 2 leaves [0, 2)');
    expect(() => graphOf([[0, 1]], 2, Float64Array.of(0))).toThrow('edge 0 weighs 0');
  });
});
