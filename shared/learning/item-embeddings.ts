import { encodeModel, node, value } from '../math/onnx-encoder.ts';
import type { CompileTensorProgram } from '../math/tensor-program.ts';

/**
 * A shallow sequential model: a history is pooled over fixed decays of its items' vectors, gated, passed through one
 * residual layer, and compared with all items' vectors. Vectors are shared by input and output ("tied"), and are an
 * item's own plus the mean of its features'. Trained by softmax cross-entropy against shared sampled negatives.
 *
 * After: Kang & McAuley (2018), "Self-Attentive Sequential Recommendation" (the task); Press & Wolf (2017), "Using the
 * Output Embedding to Improve Language Models" (tying); Jean et al. (2015), "On Using Very Large Target Vocabulary"
 * (sampled softmax, section 3); Kingma & Ba (2015), "Adam".
 */
export interface ItemEmbeddingSettings {
  /** Numbers a vector; a multiple of 4. */
  readonly dimensions: number;
  /** Events of a history that count, the newest. */
  readonly historyLimit: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** Events that a pass learns from, at most: drawn anew for each. */
  readonly positionLimit: number;
  readonly batchSize: number;
  /** Negatives a batch, drawn evenly from all items; as many as items or more: all items. */
  readonly negatives: number;
  readonly learningRate: number;
  /** Share of a history's events that a training step does not see. */
  readonly eventDropout: number;
  /** Share of a person's vector that a training step does not see. */
  readonly vectorDropout: number;
  readonly seed: number;
}

/** A fitted model. */
export interface ItemEmbeddings {
  readonly itemCount: number;
  readonly dimensions: number;
  readonly historyLimit: number;
  /** (itemCount, dimensions) */
  readonly vectors: Float32Array;
  /** (itemCount) */
  readonly biases: Float32Array;
  /** (POOLS, dimensions) */
  readonly gates: Float32Array;
  /** (dimensions, 2 dimensions) */
  readonly widen: Float32Array;
  /** (2 dimensions, dimensions) */
  readonly narrow: Float32Array;
}

/** The weight in each pool of the event k places back of a history of `length` events. */
export function poolWeights(k: number, length: number): readonly [number, number, number] {
  return [k === 0 ? 1 : 0, 1 / (k + 1) / (1 + Math.log(length)), length ** -0.7];
}

/** The vector of a person by their items, newest first. All sums in float64: the readable twin of the served graph. */
export function personVector(model: ItemEmbeddings, items: ArrayLike<number>): Float64Array {
  const { dimensions: d, vectors, gates, widen, narrow } = model;
  const length = Math.min(items.length, model.historyLimit);
  const pooled = new Float64Array(d);
  for (let k = 0; k < length; k++) {
    const [newest, early, even] = poolWeights(k, length);
    for (let j = 0; j < d; j++) {
      const gate = newest * gates[j]! + early * gates[d + j]! + even * gates[2 * d + j]!;
      pooled[j]! += gate * vectors[items[k]! * d + j]!;
    }
  }
  const person = pooled.slice();
  for (let h = 0; h < 2 * d; h++) {
    let hidden = 0;
    for (let j = 0; j < d; j++) hidden += pooled[j]! * widen[j * 2 * d + h]!;
    if (hidden > 0) for (let j = 0; j < d; j++) person[j]! += hidden * narrow[h * d + j]!;
  }
  return person;
}

/** What a person did, newest first: items, and as many kinds. */
export interface AskedHistory {
  readonly items: ArrayLike<number>;
  readonly kinds: ArrayLike<number>;
}

/** Logits of all items for a batch of histories, each newest first: (histories, itemCount), row by row. */
export type BatchLogits = (histories: readonly AskedHistory[]) => Promise<Float32Array>;

/** The same numbers as `personVector` and a product with all vectors, by the dense linear algebra of training. */
export const batchLogits = (model: ItemEmbeddings, compile: CompileTensorProgram): Promise<BatchLogits> =>
  batchProducts(model, ({ items }) => personVector(model, items), compile);

/** Products of people's vectors with those of all items, plus the items' biases, for a batch of histories. */
export async function batchProducts(
  {
    itemCount: n,
    dimensions: d,
    vectors,
    biases,
  }: Pick<ItemEmbeddings, 'itemCount' | 'dimensions' | 'vectors' | 'biases'>,
  personOf: (history: AskedHistory) => ArrayLike<number>,
  compile: CompileTensorProgram,
): Promise<BatchLogits> {
  const program = await compile(
    encodeModel({
      name: 'products',
      constants: [],
      inputs: [value('people', 'float', ['B', d]), value('vectors', 'float', [n, d]), value('biases', 'float', [n])],
      outputs: [value('logits', 'float', ['B', n])],
      nodes: [node('Gemm', ['people', 'vectors', 'biases'], ['logits'], { transB: 1 })],
    }),
  );
  return async (histories) => {
    const people = new Float32Array(histories.length * d);
    histories.forEach((history, row) => {
      people.set(personOf(history), row * d);
    });
    const { logits } = await program.run({
      people: { data: people, dims: [histories.length, d] },
      vectors: { data: vectors, dims: [n, d] },
      biases: { data: biases, dims: [n] },
    });
    return logits as Float32Array;
  };
}
