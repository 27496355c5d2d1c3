import { adam, rateAt } from '../math/adam.ts';
import { seededRandom } from '../math/random.ts';
import type { CompileTensorProgram, TensorProgram } from '../math/tensor-program.ts';
import { type EmbeddingState, newState } from './embedding-state.ts';
import { stepGraph } from './embedding-step.ts';
import {
  type ItemEmbeddingSettings,
  type ItemEmbeddings,
  type ItemFeatures,
  POOLS,
  poolWeights,
} from './item-embeddings.ts';
import type { Histories } from './sequence-neighbours.ts';
import { copyRow, TrainedVectors } from './trained-vectors.ts';

/** What there is to learn from. */
interface EmbeddingData {
  readonly histories: Histories;
  readonly itemCount: number;
  /** What items have in common; absent where nothing is known of them. */
  readonly features?: ItemFeatures | undefined;
}

export interface TrainedEmbeddings {
  readonly model: ItemEmbeddings;
  readonly state: EmbeddingState;
}

export interface TrainingOptions {
  /** Called after each pass with what was learnt so far; true ends the training. */
  readonly afterPass?: (pass: number, learnt: () => TrainedEmbeddings, loss: number) => Promise<boolean>;
  /** Where to go on from; absent: from chance. */
  readonly from?: EmbeddingState;
}

/**
 * Learns from every event but the first of each history, in seeded order, by batches: each against the same sampled
 * negatives. The same histories, settings and seed give the same bytes.
 */
export async function fitItemEmbeddings(
  data: EmbeddingData,
  settings: ItemEmbeddingSettings,
  compile: CompileTensorProgram,
  { afterPass, from }: TrainingOptions = {},
): Promise<TrainedEmbeddings> {
  const random = seededRandom(from ? settings.seed + from.step : settings.seed);
  const state = from ? structuredClone(from) : newState(data.itemCount, data.features, settings, random);
  const program = await compile(stepGraph(settings.dimensions));
  const training = new Training(data, settings, { state, program, random });
  for (let pass = 1; pass <= settings.epochs; pass++) {
    const loss = await training.pass();
    if (await afterPass?.(pass, () => training.learnt(), loss)) break;
  }
  return training.learnt();
}

/**
 * A smaller rest of a pass is filled up with events of the batch before: the products of fewer people are summed in
 * another order by two threads than by one.
 */
const LEAST_BATCH = 64;

/** Slopes of one batch, as the step's graph gives them. */
type Slopes = Readonly<
  Record<
    | 'likelihood'
    | 'person'
    | 'negativesSlope'
    | 'negativeBiasesSlope'
    | 'targetSlope'
    | 'pooledSlope'
    | 'widenSlope'
    | 'narrowSlope',
    Float32Array
  >
>;

/** What a training changes, what takes its dense steps, and its chance. */
interface Means {
  readonly state: EmbeddingState;
  readonly program: TensorProgram;
  readonly random: () => number;
}

/** The sparse part of training around the dense step: which rows a batch reads, and what its slopes change. */
class Training {
  readonly #items: Int32Array;
  /** By event: where its history begins. */
  readonly #starts: Int32Array;
  /** Events to learn from, in an order drawn anew for each pass. */
  readonly #order: Int32Array;
  readonly #itemCount: number;
  readonly #settings: ItemEmbeddingSettings;
  readonly #values: EmbeddingState['values'];
  readonly #moments: EmbeddingState['moments'];
  #step: number;
  readonly #program: TensorProgram;
  readonly #random: () => number;

  readonly #trained: TrainedVectors;
  readonly #gateSlopes: Float32Array;

  /** A permutation of all items; its first `negativeCount` are a batch's negatives. */
  readonly #drawn: Int32Array;
  readonly #negativeCount: number;
  /** By item: its place among the negatives, or −1. */
  readonly #negativeAt: Int32Array;
  readonly #negatives: Float32Array;
  readonly #negativeBiases: Float32Array;

  /** Events of the batch's histories that the step sees: row r has #entryEnds[r] … #entryEnds[r + 1]. */
  readonly #entries: Int32Array;
  readonly #entryWeights: Float32Array;
  readonly #entryEnds: Int32Array;
  /** (historyLimit + 1, historyLimit, POOLS) */
  readonly #weightTable: Float32Array;
  readonly #pools: Float32Array;
  readonly #pooled: Float32Array;
  readonly #dropped: Float32Array;
  readonly #targets: Float32Array;
  readonly #targetBiases: Float32Array;

  constructor(data: EmbeddingData, settings: ItemEmbeddingSettings, { state, program, random }: Means) {
    const { itemCount, features } = data;
    const { offsets, items } = data.histories;
    const { dimensions: d, batchSize: b, historyLimit } = settings;
    this.#items = items;
    this.#starts = new Int32Array(items.length);
    this.#order = new Int32Array(items.length);
    let count = 0;
    for (let u = 0; u + 1 < offsets.length; u++) {
      this.#starts.fill(offsets[u]!, offsets[u]!, offsets[u + 1]!);
      for (let at = offsets[u]! + 1; at < offsets[u + 1]!; at++) this.#order[count++] = at;
    }
    this.#order = this.#order.slice(0, count);
    this.#itemCount = itemCount;
    this.#settings = settings;
    this.#values = state.values;
    this.#moments = state.moments;
    this.#step = state.step;
    this.#program = program;
    this.#random = random;
    this.#trained = new TrainedVectors(itemCount, d, features, state);
    this.#gateSlopes = new Float32Array(state.values.gates.length);
    this.#drawn = Int32Array.from({ length: itemCount }, (_, i) => i);
    this.#negativeCount = Math.min(itemCount, settings.negatives);
    this.#negativeAt = new Int32Array(itemCount).fill(-1);
    this.#negatives = new Float32Array(this.#negativeCount * d);
    this.#negativeBiases = new Float32Array(this.#negativeCount);
    this.#entries = new Int32Array(b * historyLimit);
    this.#entryWeights = new Float32Array(b * historyLimit * POOLS);
    this.#entryEnds = new Int32Array(b + 1);
    this.#weightTable = new Float32Array((historyLimit + 1) * historyLimit * POOLS);
    for (let length = 1; length <= historyLimit; length++)
      for (let k = 0; k < length; k++)
        this.#weightTable.set(poolWeights(k, length), (length * historyLimit + k) * POOLS);
    this.#pools = new Float32Array(POOLS * b * d);
    this.#pooled = new Float32Array(b * d);
    this.#dropped = new Float32Array(b * d);
    this.#targets = new Float32Array(b * d);
    this.#targetBiases = new Float32Array(b);
  }

  /** One pass over the events; gives the mean loss. */
  async pass(): Promise<number> {
    const { batchSize, positionLimit } = this.#settings;
    shuffle(this.#order, this.#random);
    const length = Math.min(this.#order.length, positionLimit);
    let loss = 0;
    for (let from = 0; from < length; from += batchSize) {
      const to = Math.min(length, from + batchSize);
      loss += await this.#learn(this.#order.subarray(Math.max(0, Math.min(from, to - LEAST_BATCH)), to));
    }
    return loss / length;
  }

  learnt(): TrainedEmbeddings {
    const { dimensions, historyLimit } = this.#settings;
    for (let item = 0; item < this.#itemCount; item++) this.#trained.refresh(item);
    const state = structuredClone({ values: this.#values, moments: this.#moments, step: this.#step });
    const { biases, gates, widen, narrow } = state.values;
    const vectors = this.#trained.vectors.slice();
    return {
      model: { itemCount: this.#itemCount, dimensions, historyLimit, vectors, biases, gates, widen, narrow },
      state,
    };
  }

  /** One step on the events of a batch; gives the sum of their losses. */
  async #learn(events: Int32Array): Promise<number> {
    this.#step++;
    this.#trained.startStep();
    this.#drawNegatives();
    const hits = this.#readBatch(events);
    this.#pool(events.length);
    const slopes = await this.#run(events.length, hits);
    this.#trained.clearSlopes();
    this.#gateSlopes.fill(0);
    this.#slopesOfNegatives(slopes);
    this.#slopesOfBatch(events, slopes);
    this.#change(slopes);
    let loss = 0;
    for (const likelihood of slopes.likelihood) loss -= Math.log(Math.max(1e-30, likelihood));
    return loss;
  }

  /** The first of a partial shuffle of all items. */
  #drawNegatives(): void {
    const d = this.#settings.dimensions;
    const drawn = this.#drawn;
    const { vectors } = this.#trained;
    const correction = Math.log(this.#itemCount / this.#negativeCount);
    for (let i = 0; i < this.#negativeCount; i++) {
      const j = i + Math.floor(this.#random() * (this.#itemCount - i));
      const item = drawn[j]!;
      drawn[j] = drawn[i]!;
      drawn[i] = item;
      this.#trained.touch(item);
      this.#negativeAt[item] = i;
      copyRow(vectors, item, this.#negatives, i, d);
      this.#negativeBiases[i] = this.#values.biases[item]! + correction;
    }
  }

  /** Targets and what the step sees of their histories. Gives (row, negative) of the targets among the negatives. */
  #readBatch(events: Int32Array): readonly number[] {
    const { dimensions: d, historyLimit, eventDropout } = this.#settings;
    const { vectors } = this.#trained;
    const hits: number[] = [];
    let entryCount = 0;
    for (let row = 0; row < events.length; row++) {
      const at = events[row]!;
      const target = this.#items[at]!;
      this.#trained.touch(target);
      copyRow(vectors, target, this.#targets, row, d);
      this.#targetBiases[row] = this.#values.biases[target]!;
      if (this.#negativeAt[target]! >= 0) hits.push(row, this.#negativeAt[target]!);
      const length = Math.min(historyLimit, at - this.#starts[at]!);
      for (let k = 0; k < length; k++) {
        if (eventDropout > 0 && this.#random() < eventDropout) continue;
        const item = this.#items[at - 1 - k]!;
        this.#trained.touch(item);
        this.#entries[entryCount] = item;
        const weights = (length * historyLimit + k) * POOLS;
        for (let c = 0; c < POOLS; c++)
          this.#entryWeights[entryCount * POOLS + c] = this.#weightTable[weights + c]! / (1 - eventDropout);
        entryCount++;
      }
      this.#entryEnds[row + 1] = entryCount;
    }
    return hits;
  }

  /** The histories' vectors by pool, their gated sum, and what the step does not see of it. */
  #pool(rowCount: number): void {
    const { dimensions: d, batchSize: b, vectorDropout } = this.#settings;
    const { gates } = this.#values;
    const [vectors, weights, pools] = [this.#trained.vectors, this.#entryWeights, this.#pools];
    pools.fill(0);
    for (let row = 0; row < rowCount; row++) {
      const [p0, p1, p2] = [row * d, (b + row) * d, (2 * b + row) * d];
      for (let e = this.#entryEnds[row]!; e < this.#entryEnds[row + 1]!; e++) {
        const base = this.#entries[e]! * d;
        const w0 = weights[e * POOLS]!;
        const w1 = weights[e * POOLS + 1]!;
        const w2 = weights[e * POOLS + 2]!;
        if (w0 !== 0) for (let j = 0; j < d; j++) pools[p0 + j]! += w0 * vectors[base + j]!;
        for (let j = 0; j < d; j++) {
          const number = vectors[base + j]!;
          pools[p1 + j]! += w1 * number;
          pools[p2 + j]! += w2 * number;
        }
      }
      for (let j = 0; j < d; j++) {
        this.#pooled[p0 + j] =
          gates[j]! * pools[p0 + j]! + gates[d + j]! * pools[p1 + j]! + gates[2 * d + j]! * pools[p2 + j]!;
        this.#dropped[p0 + j] = this.#random() < vectorDropout ? 0 : 1 / (1 - vectorDropout);
      }
    }
  }

  async #run(b: number, hits: readonly number[]): Promise<Slopes> {
    const d = this.#settings.dimensions;
    const k = this.#negativeCount;
    const hitCount = hits.length / 2;
    const slopes = await this.#program.run({
      pooled: { data: this.#pooled.subarray(0, b * d), dims: [b, d] },
      dropped: { data: this.#dropped.subarray(0, b * d), dims: [b, d] },
      negatives: { data: this.#negatives, dims: [k, d] },
      negativeBiases: { data: this.#negativeBiases, dims: [k] },
      targets: { data: this.#targets.subarray(0, b * d), dims: [b, d] },
      targetBiases: { data: this.#targetBiases.subarray(0, b), dims: [b, 1] },
      hits: { data: BigInt64Array.from(hits, BigInt), dims: [hitCount, 2] },
      hitPenalties: { data: new Float32Array(hitCount).fill(-1e9), dims: [hitCount] },
      widen: { data: this.#values.widen, dims: [d, 2 * d] },
      narrow: { data: this.#values.narrow, dims: [2 * d, d] },
    });
    return slopes as Slopes;
  }

  #slopesOfNegatives({ negativesSlope, negativeBiasesSlope }: Slopes): void {
    const d = this.#settings.dimensions;
    const { own, biases } = this.#trained.slopes;
    for (let i = 0; i < this.#negativeCount; i++) {
      const item = this.#drawn[i]!;
      this.#negativeAt[item] = -1;
      copyRow(negativesSlope, i, own, item, d);
      biases[item] = negativeBiasesSlope[i]!;
    }
  }

  /** Backwards through the pools into gates and vectors. */
  #slopesOfBatch(events: Int32Array, { person, targetSlope, pooledSlope }: Slopes): void {
    const { dimensions: d, batchSize: b } = this.#settings;
    const { gates } = this.#values;
    const { own, biases } = this.#trained.slopes;
    const gateSlopes = this.#gateSlopes;
    const [weights, pools] = [this.#entryWeights, this.#pools];
    for (let row = 0; row < events.length; row++) {
      const target = this.#items[events[row]!]!;
      const slope = targetSlope[row]!;
      const [p0, p1, p2] = [row * d, (b + row) * d, (2 * b + row) * d];
      for (let j = 0; j < d; j++) own[target * d + j]! += slope * person[p0 + j]!;
      biases[target]! += slope;
      for (let j = 0; j < d; j++) {
        const s = pooledSlope[p0 + j]!;
        gateSlopes[j]! += s * pools[p0 + j]!;
        gateSlopes[d + j]! += s * pools[p1 + j]!;
        gateSlopes[2 * d + j]! += s * pools[p2 + j]!;
      }
      for (let e = this.#entryEnds[row]!; e < this.#entryEnds[row + 1]!; e++) {
        const base = this.#entries[e]! * d;
        const w0 = weights[e * POOLS]!;
        const w1 = weights[e * POOLS + 1]!;
        const w2 = weights[e * POOLS + 2]!;
        for (let j = 0; j < d; j++)
          own[base + j]! += pooledSlope[p0 + j]! * (w0 * gates[j]! + w1 * gates[d + j]! + w2 * gates[2 * d + j]!);
      }
    }
  }

  #change({ widenSlope, narrowSlope }: Slopes): void {
    const rate = rateAt(this.#step, this.#settings.learningRate);
    this.#trained.change(rate);
    adam(this.#values.gates, this.#gateSlopes, this.#moments.gates, rate);
    adam(this.#values.widen, widenSlope, this.#moments.widen, rate);
    adam(this.#values.narrow, narrowSlope, this.#moments.narrow, rate);
  }
}

function shuffle(values: Int32Array, random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swap = values[i]!;
    values[i] = values[j]!;
    values[j] = swap;
  }
}
