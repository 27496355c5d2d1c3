import { InferenceSession, Tensor } from 'onnxruntime-node';
import { IncompatibleModelError } from '../../domain/errors.ts';
import { BLOCKED_SCORE, GRAPH_INPUTS, GRAPH_OUTPUTS } from '../../model/sequence-neighbour-graph.ts';
import type { LoadScorer, ScoreRequest, ScoreResult } from '../../ports/scorer.ts';

/** A Lambda environment answers one request at a time, on about one core: more threads only wait for each other. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
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
  return { score: async (request) => answers(await session.run(feeds(request)), request.items.length) };
};

const int64 = (values: Iterable<number>): Tensor => {
  const data = BigInt64Array.from(values, BigInt);
  return new Tensor('int64', data, [data.length]);
};

const feeds = ({ items, kinds, blocked, penalty, k }: ScoreRequest) => ({
  items: int64(items),
  kinds: int64(kinds),
  blocked: int64(blocked),
  penalty: new Tensor('float32', penalty, [penalty.length]),
  k: int64([k]),
});

/** Cuts what was kept out: such items have the lowest scores, so they stand last. */
function answers(outputs: InferenceSession.OnnxValueMapType, eventCount: number): ScoreResult {
  const allIds = outputs['ids']?.data as BigInt64Array;
  const allScores = outputs['scores']?.data as Float32Array;
  const allContributions = outputs['contributions']?.data as Float32Array;
  const firstOut = allScores.findIndex((score) => score <= BLOCKED_SCORE);
  const count = firstOut === -1 ? allScores.length : firstOut;
  const contributions = new Float32Array(eventCount * count);
  for (let row = 0; row < eventCount; row++) {
    const from = row * allScores.length;
    contributions.set(allContributions.subarray(from, from + count), row * count);
  }
  return { ids: Int32Array.from(allIds.subarray(0, count), Number), scores: allScores.slice(0, count), contributions };
}
