import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { IncompatibleModelError } from '../../shared/domain/errors.ts';
import { scoreBlend } from '../../shared/learning/recommender.ts';
import { recencyOf, type SequenceNeighbours } from '../../shared/learning/sequence-neighbours.ts';
import { withSessionScoring } from '../../shared/learning/session-neighbours.ts';
import { encodeModel, node, value } from '../../shared/math/onnx-encoder.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { BLEND_NAMES } from '../../shared/model/blend.ts';
import { COARSE_FROM } from '../../shared/model/graph/vectors.ts';
import { BLOCKED_BIAS, EXPLAINED_EVENTS, recommenderGraph } from '../../shared/model/recommender-graph.ts';
import type { ScoreResult } from '../../shared/ports/scorer.ts';
import { aRecommender, aRecommenderByVectors, CELL_COUNT, neighboursAlone } from '../support/builders/recommender.ts';
import { asked, describeScorer } from './scorer.contract.ts';

const itemCount = 60;
const recommender = await aRecommender(itemCount);
const scorer = await loadOnnxScorer(recommenderGraph(recommender));
/** 32 bits here, 64 there. */
const ROUNDING = 1e-5;

describeScorer('onnxruntime', recommender, async () => scorer);

describe('the ONNX graph', () => {
  it('scores within 1e-5, and ranks, as the recommender it was made from, whatever is asked', async () => {
    const anItem = fc.nat(itemCount - 1);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anItem, fc.nat(1)), { maxLength: recommender.historyLimit }),
        fc.array(anItem, { maxLength: 10 }),
        fc.array(anItem, { maxLength: 10 }),
        fc.constantFrom(...BLEND_NAMES),
        fc.uniqueArray(fc.nat(CELL_COUNT - 1)),
        async (events, blocked, sold, blend, context) => {
          const items = events.map(([item]) => item);
          const kinds = events.map(([, kind]) => kind);
          const bias = new Float32Array(itemCount);
          for (const item of sold) bias[item] = BLOCKED_BIAS;
          const isOut = (item: number) => blocked.includes(item) || sold.includes(item);
          const answer = await scorer.score(
            asked(recommender, { items, kinds, context, blocked, bias, blend, k: itemCount }),
          );
          expectTheSame(answer, scoreBlend(recommender, blend, { items, kinds, context }), isOut, itemCount);
        },
      ),
    );
  });

  it.each([
    ['linear'],
    ['sessions'],
    ['current', 'earlier'],
    ['earlier', 'linear'],
    ['current', 'sessions', 'context'],
    ['linear', 'content', 'factors'],
    ['content', 'popularity', 'sequence'],
  ])('says what the sources alone say, each in its own row: %s, %s, %s', async (...names) => {
    const shorter = ({ recency, ...table }: SequenceNeighbours) => ({ ...table, recency: recency.slice(0, 3) });
    const sources = names.flatMap((name) => recommender.sources.filter((source) => source.name === name));
    const some = {
      ...recommender,
      sources: sources.map((source) =>
        source.name === 'content' && 'table' in source
          ? { ...source, table: shorter(source.table as SequenceNeighbours) } // another reach than the others'
          : source,
      ),
    };
    const ofSome = await loadOnnxScorer(recommenderGraph(some));
    for (const items of [[], [7], [7, 3, 7, 0, 12, 3, 30]]) {
      const kinds = items.map((item) => item % 2);
      const answer = await ofSome.score(asked(some, { items, kinds, context: [1], k: itemCount }));
      expectTheSame(answer, scoreBlend(some, 'personal', { items, kinds, context: [1] }), () => false, itemCount);
    }
  });

  it('says what sessions say where no item, kind or distance counts more than another', async () => {
    const sessions = recommender.sources.find((source) => source.kind === 'sessions')!;
    const change = { idfExponent: 0, distanceScale: Infinity, backwardWeight: 1, targetKindWeights: [1, 1] };
    const index = withSessionScoring(sessions.index, { ...sessions.index.settings, ...change });
    const plain = { ...recommender, sources: [{ ...sessions, index }] };
    const ofPlain = await loadOnnxScorer(recommenderGraph(plain));
    for (const items of [[], [7], [7, 3, 7, 0, 12, 3, 30], [2, 2], [9, 11, 4]]) {
      const kinds = items.map((item) => item % 2);
      const answer = await ofPlain.score(asked(plain, { items, kinds, k: itemCount }));
      expectTheSame(answer, scoreBlend(plain, 'personal', { items, kinds }), () => false, itemCount);
    }
  });

  it('ranks as in full what coarse copies of vectors look over first', async () => {
    const many = aRecommenderByVectors(COARSE_FROM);
    const ofMany = await loadOnnxScorer(recommenderGraph(many));
    const random = seededRandom(3);
    for (let person = 0; person < 12; person++) {
      const items = Array.from({ length: person % 12 }, () => Math.floor(random() * COARSE_FROM));
      const kinds = items.map(() => 0);
      const answer = await ofMany.score(asked(many, { items, kinds, blocked: items, k: 100 }));
      expectTheSame(answer, scoreBlend(many, 'personal', { items, kinds }), (item) => items.includes(item), 100);
    }
  });

  it('adds up what a long history says, the oldest events too, though they say a millionth of the newest', async () => {
    const [n, width, length] = [5000, 100, 200];
    const random = seededRandom(7);
    const table = {
      itemCount: n,
      width,
      neighbours: Int32Array.from({ length: n * width }, () => Math.floor(random() * n)),
      weights: Float32Array.from({ length: n * width }, (_, at) => (1 + (at % width)) ** -2 * random()),
      popularity: new Float32Array(n),
      recency: recencyOf({ historyLimit: length, recencyExponent: 3 }),
      historyKindWeights: Float32Array.of(1),
    };
    const long = neighboursAlone(table);
    const ofLong = await loadOnnxScorer(recommenderGraph(long));
    let largest = 0;
    for (let person = 0; person < 20; person++) {
      const items = Array.from({ length }, () => Math.floor(random() * n));
      const kinds = items.map(() => 0);
      const { ids, scores } = await ofLong.score(asked(long, { items, kinds, k: 20 }));
      const twin = scoreBlend(long, 'personal', { items, kinds }).scores;
      ids.forEach((item, rank) => {
        largest = Math.max(largest, Math.abs(scores[rank]! - twin[item]!) / Math.max(1, twin[item]!));
      });
    }
    expect(largest).toBeLessThan(1e-6);
  });

  it('gives equal scores by lower index, as everything here does', async () => {
    const shares = Float32Array.of(1, 2, 1, 2, 1, 2, 2);
    const even = {
      itemCount: shares.length,
      historyLimit: 20,
      sources: [{ kind: 'prior', name: 'popularity', shares } as const],
      blends: { personal: { popularity: { weight: 1, floor: 0.1 } } },
    };
    const tied = await loadOnnxScorer(recommenderGraph(even));
    const { ids } = await tied.score(asked(even, { k: shares.length }));
    expect([...ids]).toEqual([1, 3, 5, 6, 0, 2, 4]);
  });

  it('ranks by the context alone where that is all there is', async () => {
    const lifts = Float32Array.of(0, 1, 0, 0, 0, 3);
    const alone = {
      itemCount: 3,
      historyLimit: 20,
      sources: [{ kind: 'context', name: 'context', lifts, fadeEvents: 1 } as const],
      blends: { personal: { context: { weight: 2, floor: 1 } } },
    };
    const model = await loadOnnxScorer(recommenderGraph(alone));
    const { ids, scores, contributions } = await model.score(asked(alone, { items: [0], context: [0, 1], k: 3 }));
    expect([...ids]).toEqual([2, 1, 0]);
    expect([...scores]).toEqual([3, 1, 0]); // each lift · weight 2, halved after one event
    expect(contributions).toEqual(scores);
  });

  it('says which recent events speak for an item by what they have in common', async () => {
    const groupOf = Int32Array.of(0, 1, 0, 2, 1); // of values: 0 and 1; 1; 2
    const model = {
      itemCount: 5,
      historyLimit: EXPLAINED_EVENTS,
      doubt: 1,
      width: 2,
      groupOf,
      groups: Int32Array.of(0, 1, 1, 3, 2, 3),
      shares: Float32Array.of(0.5, 0.25, 0.25, 1),
      liking: Float32Array.of(1, 1, 1, 0),
      last: Float32Array.of(0, 0, 0, 0),
    };
    const alone = {
      itemCount: 5,
      historyLimit: 20,
      sources: [{ kind: 'affinity', name: 'affinity', model } as const],
      blends: { personal: { affinity: { weight: 2, floor: 1 } } },
    };
    const scorer = await loadOnnxScorer(recommenderGraph(alone));
    const { ids, scores, evidence } = await scorer.score(asked(alone, { items: [0, 1], blocked: [0, 1], k: 5 }));
    expect([...ids]).toEqual([2, 4, 3]);
    // One of two events has value 0, both have value 1, none value 2; nothing of one's own makes 1/3 of a share.
    const lift = (own: number, share: number) => Math.log((own + share) / (3 * share));
    const [unmet, of0, of1] = [Math.log(1 / 3), lift(1, 0.5), lift(2, 0.25)];
    const rounded = (numbers: Iterable<number>) => Array.from(numbers, (each) => each.toFixed(4));
    expect(rounded(scores)).toEqual(rounded([2 * (of0 + of1), 2 * of1, 2 * unmet]));
    const half = (of1 - unmet) / 2; // two events share it
    expect(rounded(evidence)).toEqual(rounded([of0 - unmet + half, half, 0, half, half, 0].map((part) => 2 * part)));
  });

  it('has the same bytes for the same histories, each time', async () => {
    expect(recommenderGraph(await aRecommender(itemCount))).toEqual(recommenderGraph(recommender));
  });
});

/** The answer is what the readable twin says, best first: the `k` best of those that are not out. */
function expectTheSame(
  answer: ScoreResult,
  { scores, contributions }: ReturnType<typeof scoreBlend>,
  isOut: (item: number) => boolean,
  k: number,
): void {
  const ranked = [...topK(scores, scores.length)].filter((item) => !isOut(item)).slice(0, k);
  expect(answer.ids).toHaveLength(ranked.length);
  const rounding = (score: number) => ROUNDING * Math.max(1, Math.abs(score));
  ranked.forEach((item, rank) => {
    const found = answer.ids[rank]!;
    // Another item may stand here only if its score is the same but for rounding.
    expect(Math.abs(scores[found]! - scores[item]!)).toBeLessThanOrEqual(rounding(scores[item]!));
    expect(Math.abs(answer.scores[rank]! - scores[found]!)).toBeLessThanOrEqual(rounding(scores[found]!));
    contributions.forEach((ofSource, row) => {
      const contributed = answer.contributions[row * ranked.length + rank]!;
      expect(Math.abs(contributed - ofSource[found]!)).toBeLessThanOrEqual(rounding(ofSource[found]!));
    });
  });
}

describe('loadOnnxScorer', () => {
  const bytes = recommenderGraph(recommender);

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['half a file', bytes.subarray(0, bytes.length >> 1)],
    ['bytes of something else', new TextEncoder().encode('{"version": 1}')],
  ])('refuses %s', async (_, damaged) => {
    await expect(loadOnnxScorer(damaged)).rejects.toThrow(IncompatibleModelError);
  });

  it('refuses another model, naming its inputs and what is wanted', async () => {
    const another = encodeModel({
      name: 'identity',
      constants: [],
      inputs: [value('x', 'float', [1])],
      outputs: [value('y', 'float', [1])],
      nodes: [node('Identity', ['x'], ['y'])],
    });
    const loading = loadOnnxScorer(another);
    await expect(loading).rejects.toThrow(IncompatibleModelError);
    await expect(loading).rejects.toThrow('the graph has x where items,kinds,context,blocked,bias,blend,k is wanted');
  });
});
