import { InferenceSession, Tensor } from 'onnxruntime-node';
import { IncompatibleModelError } from '../../domain/errors.ts';
import { BLEND_NAMES } from '../../model/blend.ts';
import type { ModelQuestion } from '../../model/question.ts';
import { BLOCKED_SCORE, GRAPH_INPUTS, GRAPH_OUTPUTS } from '../../model/recommender-graph.ts';
import type { LoadScorer, ScoreResult } from '../../ports/scorer.ts';

/**
 * A Lambda environment answers one request at a time, on about one core: more threads only wait for each other. Memory
 * patterns are kept by the shapes of the inputs, and every history has its own.
 */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  enableMemPattern: false,
  logSeverityLevel: 3,
};

export const loadOnnxScorer: LoadScorer = async (bytes) => {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, SESSION_OPTIONS);
  } catch (cause) {
    throw new IncompatibleModelError('the bytes are not an ONNX model that this runtime can load', { cause });
  }
  for (const [wanted, found] of [
    [GRAPH_INPUTS, session.inputNames],
    [GRAPH_OUTPUTS, session.outputNames],
  ] as const) {
    if (wanted.join() !== found.join()) {
      throw new IncompatibleModelError(`the graph has ${found.join()} where ${wanted.join()} is wanted`);
    }
  }
  return { score: async (request) => answers(await session.run(feeds(request))) };
};

/** Of whole numbers from 0 to 2³¹ − 1, by their lower halves: a `BigInt` each would take longer than the graph's input. */
function int64(values: ArrayLike<number>): Tensor {
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) halves[2 * i] = values[i]!;
  return new Tensor('int64', new BigInt64Array(halves.buffer), [values.length]);
}

function numbersOf(int64s: BigInt64Array, count: number): Int32Array {
  const halves = new Int32Array(int64s.buffer, int64s.byteOffset, 2 * count);
  return Int32Array.from({ length: count }, (_, i) => halves[2 * i]!);
}

const feeds = ({ items, kinds, context, blocked, bias, blend, k }: ModelQuestion) => ({
  items: int64(items),
  kinds: int64(kinds),
  context: int64(context),
  blocked: int64(blocked),
  bias: new Tensor('float32', bias, [bias.length]),
  blend: int64([BLEND_NAMES.indexOf(blend)]),
  k: int64([k]),
});

/** Cuts what was kept out: such items have the lowest scores, so they stand last. */
function answers(outputs: InferenceSession.OnnxValueMapType): ScoreResult {
  const allIds = outputs['ids']?.data as BigInt64Array;
  const allScores = outputs['scores']?.data as Float32Array;
  const firstOut = allScores.findIndex((score) => score <= BLOCKED_SCORE);
  const count = firstOut === -1 ? allScores.length : firstOut;
  const cut = (name: string): Float32Array => {
    const all = outputs[name]?.data as Float32Array;
    if (count === allScores.length) return all;
    const rows = all.length / Math.max(1, allScores.length);
    const kept = new Float32Array(rows * count);
    for (let row = 0; row < rows; row++) {
      kept.set(all.subarray(row * allScores.length, row * allScores.length + count), row * count);
    }
    return kept;
  };
  return {
    ids: numbersOf(allIds, count),
    scores: allScores.slice(0, count),
    contributions: cut('contributions'),
    evidence: cut('evidence'),
  };
}
