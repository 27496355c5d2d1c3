import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { IncompatibleModelError } from '../../shared/domain/errors.ts';
import { fitSequenceNeighbours, scoreHistory } from '../../shared/learning/sequence-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { encodeModel, node, value } from '../../shared/model/onnx-encoder.ts';
import { BLOCKED_PENALTY, sequenceNeighbourGraph } from '../../shared/model/sequence-neighbour-graph.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { historiesOf } from '../support/histories.ts';
import { asked, describeScorer } from './scorer.contract.ts';

const itemCount = 60;
const settings = neighbourSettings(2, {
  neighbourCount: 20,
  maxDistance: 10,
  historyLimit: 30,
  popularityWeight: 0.01,
  targetKindWeights: [0.5, 1],
  historyKindWeights: [0.7, 1],
});
const random = seededRandom(21);
const histories = historiesOf(
  Array.from({ length: 80 }, () =>
    Array.from({ length: 12 }, () => ({ item: Math.floor(random() ** 2 * itemCount), kind: Math.floor(random() * 2) })),
  ),
);
const model = fitSequenceNeighbours(histories, itemCount, settings);

describeScorer('onnxruntime', model, () => loadOnnxScorer(sequenceNeighbourGraph(model)));

describe('the ONNX graph', () => {
  it('scores and ranks, bit for bit, as the model it was made from', async () => {
    const scorer = await loadOnnxScorer(sequenceNeighbourGraph(model));
    const anItem = fc.nat(itemCount - 1);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anItem, fc.nat(1)), { maxLength: settings.historyLimit }),
        fc.array(anItem, { maxLength: 10 }),
        fc.array(anItem, { maxLength: 10 }),
        async (events, blocked, sold) => {
          const items = events.map(([item]) => item);
          const kinds = events.map(([, kind]) => kind);
          const penalty = new Float32Array(itemCount);
          for (const item of sold) penalty[item] = BLOCKED_PENALTY;
          const answer = await scorer.score(asked(model, { items, kinds, blocked, penalty, k: itemCount }));

          const expected = scoreHistory(model, items, kinds);
          const isOut = (item: number) => blocked.includes(item) || sold.includes(item);
          const ranked = [...topK(expected, itemCount)].filter((item) => !isOut(item));
          expect([...answer.ids]).toEqual(ranked);
          expect([...answer.scores]).toEqual(ranked.map((item) => expected[item]));
        },
      ),
    );
  });

  it('gives equal scores by lower index, as everything here does', async () => {
    // Without weights that tell them apart, most of these items tie.
    const even = { ...settings, distanceExponent: 0, backwardWeight: 1, rowExponent: 0, columnExponent: 0 };
    const aHistory = fc.array(fc.record({ item: fc.nat(11), kind: fc.constant(1) }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(aHistory, { maxLength: 6 }), aHistory, fc.nat(12), async (past, events, k) => {
        const tied = fitSequenceNeighbours(historiesOf(past), 12, even);
        const [items, kinds] = [events.map(({ item }) => item), events.map(({ kind }) => kind)];
        const scorer = await loadOnnxScorer(sequenceNeighbourGraph(tied));
        const { ids } = await scorer.score(asked(tied, { items, kinds, k }));
        expect([...ids]).toEqual([...topK(scoreHistory(tied, items, kinds), k)]);
      }),
      { numRuns: 40 },
    );
  });

  it('has the same bytes for the same model', () => {
    expect(sequenceNeighbourGraph(model)).toEqual(sequenceNeighbourGraph(model));
  });
});

describe('loadOnnxScorer', () => {
  const bytes = sequenceNeighbourGraph(model);

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
    await expect(loading).rejects.toThrow('the graph has x where items,kinds,blocked,penalty,k is wanted');
  });
});
