import { constant, encodeModel, integers, type Message, node, value } from '../math/onnx-encoder.ts';
import { seededRandom } from '../math/random.ts';
import type { CompileTensorProgram } from '../math/tensor-program.ts';
import type { Histories } from './sequence-neighbours.ts';

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

/** What items have in common, as indexes of features: row i is columns[offsets[i]] … */
export interface ItemFeatures {
  readonly featureCount: number;
  /** (itemCount + 1) */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

/** How many decays a history is pooled by. */
export const POOLS = 3;

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
    const weights = poolWeights(k, length);
    for (let j = 0; j < d; j++) {
      const gate = weights.reduce((sum, weight, c) => sum + weight * gates[c * d + j]!, 0);
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

/** Adam's moments for one table of numbers; rows that a step does not touch keep theirs. */
interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}
const momentsOf = (size: number): Moments => ({ first: new Float32Array(size), second: new Float32Array(size) });

const DECAY_FIRST = 0.9;
const DECAY_SECOND = 0.99;

/** One step of Adam on values[from … to). */
function adam(
  values: Float32Array,
  gradient: Float32Array,
  { first, second }: Moments,
  from: number,
  to: number,
  rate: number,
  gradientFrom = from,
): void {
  for (let i = from, g = gradientFrom; i < to; i++, g++) {
    const slope = gradient[g]!;
    const m = DECAY_FIRST * first[i]! + (1 - DECAY_FIRST) * slope;
    const v = DECAY_SECOND * second[i]! + (1 - DECAY_SECOND) * slope * slope;
    first[i] = m;
    second[i] = v;
    values[i]! -= (rate * m) / (Math.sqrt(v) + 1e-8);
  }
}

/** The dense part of a training step, forwards and backwards, as one graph. B people, K negatives, d numbers. */
function stepGraph(d: number): Uint8Array {
  const floats = (name: string, ...dims: (number | string)[]): Message => value(name, 'float', dims);
  return encodeModel({
    name: 'embedding-step',
    constants: [
      integers('zero', 0),
      integers('one', 1),
      integers('end', 2 ** 31),
      constant('unit', [1], Float32Array.of(1)),
      constant('none', [1], Float32Array.of(0)),
    ],
    inputs: [
      floats('pooled', 'B', d),
      floats('dropped', 'B', d),
      floats('negatives', 'K', d),
      floats('negativeBiases', 'K'),
      floats('targets', 'B', d),
      floats('targetBiases', 'B', 1),
      value('hits', 'int64', ['H', 2]),
      floats('hitPenalties', 'H'),
      floats('widen', d, 2 * d),
      floats('narrow', 2 * d, d),
    ],
    outputs: [
      floats('likelihood', 'B', 1),
      floats('person', 'B', d),
      floats('negativesSlope', 'K', d),
      floats('negativeBiasesSlope', 'K'),
      floats('targetSlope', 'B', 1),
      floats('pooledSlope', 'B', d),
      floats('widenSlope', d, 2 * d),
      floats('narrowSlope', 2 * d, d),
    ],
    nodes: [
      node('MatMul', ['pooled', 'widen'], ['hidden']),
      node('Relu', ['hidden'], ['active']),
      node('MatMul', ['active', 'narrow'], ['residual']),
      node('Add', ['pooled', 'residual'], ['whole']),
      node('Mul', ['whole', 'dropped'], ['person']),
      node('Gemm', ['person', 'negatives', 'negativeBiases'], ['negativeScores'], { transB: 1 }),
      node('ScatterND', ['negativeScores', 'hits', 'hitPenalties'], ['otherScores']),
      node('Mul', ['person', 'targets'], ['products']),
      node('ReduceSum', ['products', 'one'], ['dots']),
      node('Add', ['dots', 'targetBiases'], ['targetScores']),
      node('Concat', ['targetScores', 'otherScores'], ['scores'], { axis: 1 }),
      node('Softmax', ['scores'], ['shares'], { axis: 1 }),
      node('Slice', ['shares', 'zero', 'one', 'one'], ['likelihood']),
      node('Slice', ['shares', 'one', 'end', 'one'], ['others']),
      node('Sub', ['likelihood', 'unit'], ['targetSlope']),
      node('Gemm', ['others', 'person'], ['negativesSlope'], { transA: 1 }),
      node('ReduceSum', ['others', 'zero'], ['negativeBiasesSlope'], { keepdims: 0 }),
      node('MatMul', ['others', 'negatives'], ['fromOthers']),
      node('Mul', ['targetSlope', 'targets'], ['fromTarget']),
      node('Add', ['fromOthers', 'fromTarget'], ['personSlope']),
      node('Mul', ['personSlope', 'dropped'], ['wholeSlope']),
      node('Gemm', ['wholeSlope', 'narrow'], ['activeSlope'], { transB: 1 }),
      node('Greater', ['hidden', 'none'], ['isActive']),
      node('Where', ['isActive', 'activeSlope', 'none'], ['hiddenSlope']),
      node('Gemm', ['active', 'wholeSlope'], ['narrowSlope'], { transA: 1 }),
      node('Gemm', ['pooled', 'hiddenSlope'], ['widenSlope'], { transA: 1 }),
      node('Gemm', ['hiddenSlope', 'widen'], ['throughLayer'], { transB: 1 }),
      node('Add', ['wholeSlope', 'throughLayer'], ['pooledSlope']),
    ],
  });
}

/** Called after each epoch with the model so far; true ends the training. */
export type AfterEpoch = (epoch: number, model: () => ItemEmbeddings, loss: number) => Promise<boolean>;

/** Logits of all items for a batch of histories, each newest first: (histories, itemCount), row by row. */
export type BatchLogits = (histories: readonly ArrayLike<number>[]) => Promise<Float32Array>;

/** The same numbers as `personVector` and a product with all vectors, by the dense linear algebra of training. */
export const batchLogits = (model: ItemEmbeddings, compile: CompileTensorProgram): Promise<BatchLogits> =>
  batchProducts(model, (items) => personVector(model, items), compile);

/** Products of people's vectors with those of all items, plus the items' biases, for a batch of histories. */
export async function batchProducts(
  {
    itemCount: n,
    dimensions: d,
    vectors,
    biases,
  }: Pick<ItemEmbeddings, 'itemCount' | 'dimensions' | 'vectors' | 'biases'>,
  personOf: (items: ArrayLike<number>) => ArrayLike<number>,
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
    histories.forEach((items, row) => {
      people.set(personOf(items), row * d);
    });
    const { logits } = await program.run({
      people: { data: people, dims: [histories.length, d] },
      vectors: { data: vectors, dims: [n, d] },
      biases: { data: biases, dims: [n] },
    });
    return logits as Float32Array;
  };
}

export async function fitItemEmbeddings(
  histories: Histories,
  features: ItemFeatures | undefined,
  itemCount: number,
  settings: ItemEmbeddingSettings,
  compile: CompileTensorProgram,
  afterEpoch?: AfterEpoch,
): Promise<ItemEmbeddings> {
  const { dimensions: d, historyLimit, epochs, batchSize, learningRate, eventDropout, vectorDropout, seed } = settings;
  const n = itemCount;
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const own = Float32Array.from({ length: n * d }, () => 0.1 * normal());
  const shared = Float32Array.from({ length: (features?.featureCount ?? 0) * d }, () => 0.05 * normal());
  const biases = new Float32Array(n);
  const gates = Float32Array.from({ length: POOLS * d }, (_, i) => (i < 2 * d ? 0.8 : 0.5));
  const widen = Float32Array.from({ length: 2 * d * d }, () => 0.1 * normal());
  const narrow = new Float32Array(2 * d * d);
  const moments = {
    own: momentsOf(own.length),
    shared: momentsOf(shared.length),
    biases: momentsOf(n),
    gates: momentsOf(gates.length),
    widen: momentsOf(widen.length),
    narrow: momentsOf(narrow.length),
  };

  // Training positions: every event but the first of each history.
  const { offsets, items } = histories;
  const starts = new Int32Array(items.length);
  let positionCount = 0;
  const positions = new Int32Array(items.length);
  for (let u = 0; u + 1 < offsets.length; u++) {
    for (let at = offsets[u]!; at < offsets[u + 1]!; at++) {
      starts[at] = offsets[u]!;
      if (at > offsets[u]!) positions[positionCount++] = at;
    }
  }
  const order = positions.subarray(0, positionCount);

  // Vectors of the items that a step touches: own + features / √count.
  const vectors = new Float32Array(n * d);
  const featureScale = new Float32Array(n);
  if (features)
    for (let i = 0; i < n; i++)
      featureScale[i] = 1 / Math.sqrt(Math.max(1, features.offsets[i + 1]! - features.offsets[i]!));
  const refresh = (item: number): void => {
    const base = item * d;
    for (let j = 0; j < d; j++) vectors[base + j] = own[base + j]!;
    if (!features) return;
    const scale = featureScale[item]!;
    for (let f = features.offsets[item]!; f < features.offsets[item + 1]!; f++) {
      const row = features.columns[f]! * d;
      for (let j = 0; j < d; j++) vectors[base + j]! += scale * shared[row + j]!;
    }
  };
  const model = (): ItemEmbeddings => {
    for (let i = 0; i < n; i++) refresh(i);
    return {
      itemCount: n,
      dimensions: d,
      historyLimit,
      vectors: vectors.slice(),
      biases: biases.slice(),
      gates: gates.slice(),
      widen: widen.slice(),
      narrow: narrow.slice(),
    };
  };

  const program = await compile(stepGraph(d));
  const K = Math.min(n, settings.negatives);
  const correction = Math.log(n / K);
  const B = batchSize;
  const negativeAt = new Int32Array(n).fill(-1);
  const drawn = Int32Array.from({ length: n }, (_, i) => i);
  const touchedAt = new Int32Array(n).fill(-1);
  const touched = new Int32Array(n);
  const gradient = new Float32Array(n * d);
  const biasGradient = new Float32Array(n);
  const sharedGradient = new Float32Array(shared.length);
  const pools = new Float32Array(POOLS * B * d);
  const pooled = new Float32Array(B * d);
  const dropped = new Float32Array(B * d);
  const negatives = new Float32Array(K * d);
  const negativeBiases = new Float32Array(K);
  const targets = new Float32Array(B * d);
  const targetBiases = new Float32Array(B);
  const gateGradient = new Float32Array(POOLS * d);
  const entryItem: number[] = [];
  const maxEntries = B * historyLimit;
  const entries = new Int32Array(maxEntries);
  const entryWeights = new Float32Array(maxEntries * POOLS);
  const entryEnds = new Int32Array(B + 1);
  void entryItem;
  let step = 0;

  const weightTable = new Float32Array((historyLimit + 1) * historyLimit * POOLS);
  for (let length = 1; length <= historyLimit; length++)
    for (let k = 0; k < length; k++) weightTable.set(poolWeights(k, length), (length * historyLimit + k) * POOLS);

  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let i = positionCount - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const swap = order[i]!;
      order[i] = order[j]!;
      order[j] = swap;
    }
    let loss = 0;
    const passLength = Math.min(positionCount, settings.positionLimit);
    for (let from = 0; from < passLength; from += B) {
      const b = Math.min(B, passLength - from);
      step++;
      let touchedCount = 0;
      const touch = (item: number): void => {
        if (touchedAt[item] === step) return;
        touchedAt[item] = step;
        touched[touchedCount++] = item;
        refresh(item);
      };
      // Negatives: the first K of a partial shuffle.
      for (let i = 0; i < K; i++) {
        const j = i + Math.floor(random() * (n - i));
        const swap = drawn[i]!;
        drawn[i] = drawn[j]!;
        drawn[j] = swap;
        const item = drawn[i]!;
        touch(item);
        negativeAt[item] = i;
        negatives.set(vectors.subarray(item * d, item * d + d), i * d);
        negativeBiases[i] = biases[item]! + correction;
      }
      // The batch: pooled histories and targets.
      let entryCount = 0;
      const hits: number[] = [];
      for (let r = 0; r < b; r++) {
        const at = order[from + r]!;
        const target = items[at]!;
        touch(target);
        targets.set(vectors.subarray(target * d, target * d + d), r * d);
        targetBiases[r] = biases[target]!;
        if (negativeAt[target]! >= 0) hits.push(r, negativeAt[target]!);
        const length = Math.min(historyLimit, at - starts[at]!);
        for (let k = 0; k < length; k++) {
          if (eventDropout > 0 && random() < eventDropout) continue;
          const item = items[at - 1 - k]!;
          touch(item);
          entries[entryCount] = item;
          const w = (length * historyLimit + k) * POOLS;
          for (let c = 0; c < POOLS; c++)
            entryWeights[entryCount * POOLS + c] = weightTable[w + c]! / (1 - eventDropout);
          entryCount++;
        }
        entryEnds[r + 1] = entryCount;
      }
      pools.fill(0);
      for (let r = 0; r < b; r++) {
        const p0 = r * d;
        const p1 = (B + r) * d;
        const p2 = (2 * B + r) * d;
        for (let e = entryEnds[r]!; e < entryEnds[r + 1]!; e++) {
          const base = entries[e]! * d;
          const w0 = entryWeights[e * POOLS]!;
          const w1 = entryWeights[e * POOLS + 1]!;
          const w2 = entryWeights[e * POOLS + 2]!;
          if (w0 !== 0) for (let j = 0; j < d; j++) pools[p0 + j]! += w0 * vectors[base + j]!;
          for (let j = 0; j < d; j++) {
            const x = vectors[base + j]!;
            pools[p1 + j]! += w1 * x;
            pools[p2 + j]! += w2 * x;
          }
        }
        for (let j = 0; j < d; j++) {
          pooled[p0 + j] =
            gates[j]! * pools[p0 + j]! + gates[d + j]! * pools[p1 + j]! + gates[2 * d + j]! * pools[p2 + j]!;
          dropped[p0 + j] = random() < vectorDropout ? 0 : 1 / (1 - vectorDropout);
        }
      }
      const hitCount = hits.length / 2;
      const out = await program.run({
        pooled: { data: pooled.subarray(0, b * d), dims: [b, d] },
        dropped: { data: dropped.subarray(0, b * d), dims: [b, d] },
        negatives: { data: negatives, dims: [K, d] },
        negativeBiases: { data: negativeBiases, dims: [K] },
        targets: { data: targets.subarray(0, b * d), dims: [b, d] },
        targetBiases: { data: targetBiases.subarray(0, b), dims: [b, 1] },
        hits: { data: BigInt64Array.from(hits, BigInt), dims: [hitCount, 2] },
        hitPenalties: { data: new Float32Array(hitCount).fill(-1e9), dims: [hitCount] },
        widen: { data: widen, dims: [d, 2 * d] },
        narrow: { data: narrow, dims: [2 * d, d] },
      });
      const {
        likelihood,
        person,
        negativesSlope,
        negativeBiasesSlope,
        targetSlope,
        pooledSlope,
        widenSlope,
        narrowSlope,
      } = out as Record<string, Float32Array> & { [k: string]: Float32Array };
      // Backwards into vectors, biases and gates.
      for (let t = 0; t < touchedCount; t++) {
        const item = touched[t]!;
        gradient.fill(0, item * d, item * d + d);
        biasGradient[item] = 0;
      }
      for (let i = 0; i < K; i++) {
        const item = drawn[i]!;
        negativeAt[item] = -1;
        gradient.set(negativesSlope!.subarray(i * d, i * d + d), item * d);
        biasGradient[item] = negativeBiasesSlope![i]!;
      }
      gateGradient.fill(0);
      for (let r = 0; r < b; r++) {
        loss -= Math.log(Math.max(1e-30, likelihood![r]!));
        const target = items[order[from + r]!]!;
        const slope = targetSlope![r]!;
        const row = r * d;
        const base = target * d;
        for (let j = 0; j < d; j++) gradient[base + j]! += slope * person![row + j]!;
        biasGradient[target]! += slope;
        const r1 = (B + r) * d;
        const r2 = (2 * B + r) * d;
        for (let j = 0; j < d; j++) {
          const s = pooledSlope![row + j]!;
          gateGradient[j]! += s * pools[row + j]!;
          gateGradient[d + j]! += s * pools[r1 + j]!;
          gateGradient[2 * d + j]! += s * pools[r2 + j]!;
        }
        for (let e = entryEnds[r]!; e < entryEnds[r + 1]!; e++) {
          const at = entries[e]! * d;
          const w0 = entryWeights[e * POOLS]!;
          const w1 = entryWeights[e * POOLS + 1]!;
          const w2 = entryWeights[e * POOLS + 2]!;
          for (let j = 0; j < d; j++)
            gradient[at + j]! +=
              pooledSlope![row + j]! * (w0 * gates[j]! + w1 * gates[d + j]! + w2 * gates[2 * d + j]!);
        }
      }
      const rate = (learningRate * Math.sqrt(1 - DECAY_SECOND ** step)) / (1 - DECAY_FIRST ** step);
      if (features) {
        sharedGradient.fill(0);
        for (let t = 0; t < touchedCount; t++) {
          const item = touched[t]!;
          const base = item * d;
          const scale = featureScale[item]!;
          for (let f = features.offsets[item]!; f < features.offsets[item + 1]!; f++) {
            const row = features.columns[f]! * d;
            for (let j = 0; j < d; j++) sharedGradient[row + j]! += scale * gradient[base + j]!;
          }
        }
        adam(shared, sharedGradient, moments.shared, 0, shared.length, rate);
      }
      for (let t = 0; t < touchedCount; t++) {
        const item = touched[t]!;
        adam(own, gradient, moments.own, item * d, item * d + d, rate);
        adam(biases, biasGradient, moments.biases, item, item + 1, rate);
      }
      adam(gates, gateGradient, moments.gates, 0, gates.length, rate);
      adam(widen, widenSlope!, moments.widen, 0, widen.length, rate);
      adam(narrow, narrowSlope!, moments.narrow, 0, narrow.length, rate);
    }
    if (await afterEpoch?.(epoch, model, loss / passLength)) break;
  }
  return model();
}
