import { adam, type Moments, rateAt } from '../math/adam.ts';
import type { EmbeddingRows } from '../math/embedding-rows.ts';
import type { Kernels, Workspace } from '../math/kernels.ts';
import { seededRandom } from '../math/random.ts';
import type { CompileTensorProgram, TensorProgram } from '../math/tensor-program.ts';
import { cellWeights, EmbeddingBatches, type EmbeddingData, negativeCountOf } from './embedding-batches.ts';
import { copiedState, type EmbeddingState, newState } from './embedding-state.ts';
import { stepGraph } from './embedding-step.ts';
import type { ItemEmbeddingSettings, ItemEmbeddings } from './item-embeddings.ts';

/** What computes a training: dense steps are tensor programs, and all that goes over rows of tables is kernels. */
interface EmbeddingArithmetic {
  readonly compile: CompileTensorProgram;
  readonly kernels: Kernels;
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
  { compile, kernels }: EmbeddingArithmetic,
  { afterPass, from }: TrainingOptions = {},
): Promise<TrainedEmbeddings> {
  const random = seededRandom(from ? settings.seed + from.step : settings.seed);
  const state = from ?? newState(data.itemCount, data.features, settings, random);
  const program = await compile(stepGraph(settings.dimensions));
  return kernels.hold(async (workspace) => {
    const training = new Training(data, settings, { state, program, random, workspace });
    for (let pass = 1; pass <= settings.epochs; pass++) {
      const loss = await training.pass();
      if (await afterPass?.(pass, () => training.learnt(), loss)) break;
    }
    return training.learnt();
  });
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

/** What a training goes on from, what takes its dense steps and its others, and its chance. */
interface Means {
  readonly state: EmbeddingState;
  readonly program: TensorProgram;
  readonly workspace: Workspace;
  readonly random: () => number;
}

/** What all vectors are passed through. */
type Layers<T> = Readonly<Record<'gates' | 'widen' | 'narrow', T>>;

const layersOf = <T>({ gates, widen, narrow }: Layers<T>): Layers<T> => ({ gates, widen, narrow });

/** Steps on batches: what they touch of the tables, the dense step between, and what its slopes change. */
class Training {
  readonly #itemCount: number;
  readonly #settings: ItemEmbeddingSettings;
  readonly #program: TensorProgram;
  readonly #random: () => number;
  /** Events to learn from, in an order drawn anew for each pass. */
  readonly #order: Int32Array;
  readonly #batches: EmbeddingBatches;
  readonly #rows: EmbeddingRows;
  readonly #layers: Layers<Float32Array>;
  readonly #layerMoments: Layers<Moments>;
  #step: number;
  readonly #negativeCount: number;
  readonly #negativeBiases: Float32Array;
  readonly #targetBiases: Float32Array;
  readonly #dropped: Float32Array;

  constructor(data: EmbeddingData, settings: ItemEmbeddingSettings, { state, program, workspace, random }: Means) {
    const { dimensions, batchSize, historyLimit } = settings;
    const entryLimit = batchSize * historyLimit;
    this.#itemCount = data.itemCount;
    this.#settings = settings;
    this.#program = program;
    this.#random = random;
    this.#order = eventsToLearnFrom(data);
    this.#negativeCount = negativeCountOf(data, settings);
    this.#rows = workspace.embeddingRows({
      ...{ values: state.values, moments: state.moments, features: data.features, dimensions },
      ...{ rowLimit: batchSize, entryLimit, cellWeights: cellWeights(settings) },
      placeLimit: Math.min(data.itemCount, this.#negativeCount + batchSize + entryLimit),
    });
    this.#batches = new EmbeddingBatches(data, settings, this.#rows.batch, random);
    this.#layers = structuredClone(layersOf(state.values));
    this.#layerMoments = structuredClone(layersOf(state.moments));
    this.#step = state.step;
    this.#negativeBiases = new Float32Array(this.#negativeCount);
    this.#targetBiases = new Float32Array(batchSize);
    this.#dropped = new Float32Array(batchSize * dimensions);
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
    const { values, moments } = this.#rows;
    const state = copiedState({
      values: { ...values, ...this.#layers },
      moments: { ...this.#layerMoments, ...moments },
      step: this.#step,
    });
    const { biases, gates, widen, narrow } = state.values;
    const vectors = this.#allVectors();
    return {
      model: { itemCount: this.#itemCount, dimensions, historyLimit, vectors, biases, gates, widen, narrow },
      state,
    };
  }

  /** (itemCount, d), by as many at a time as a batch may touch. */
  #allVectors(): Float32Array {
    const { dimensions: d } = this.#settings;
    const { touched, vectors } = this.#rows.batch;
    const all = new Float32Array(this.#itemCount * d);
    for (let from = 0; from < this.#itemCount; from += touched.length) {
      const count = Math.min(touched.length, this.#itemCount - from);
      for (let place = 0; place < count; place++) touched[place] = from + place;
      this.#rows.start(count);
      all.set(vectors.subarray(0, count * d), from * d);
    }
    return all;
  }

  /** One step on the events of a batch; gives the sum of their losses. */
  async #learn(events: Int32Array): Promise<number> {
    this.#step++;
    const hits = this.#batches.read(events);
    this.#rows.start(this.#batches.placeCount);
    this.#rows.pool(events.length, this.#layers.gates);
    this.#readBiases(events.length);
    this.#drop(events.length);
    const slopes = await this.#run(events.length, hits);
    this.#spread(events.length, slopes);
    this.#change(slopes);
    let loss = 0;
    for (const likelihood of slopes.likelihood) loss -= Math.log(Math.max(1e-30, likelihood));
    return loss;
  }

  /** Those of the negatives stand for all items. */
  #readBiases(rowCount: number): void {
    const { biases } = this.#rows.values;
    const { touched, targetPlaces } = this.#rows.batch;
    const correction = Math.log(this.#itemCount / this.#negativeCount);
    for (let i = 0; i < this.#negativeCount; i++) this.#negativeBiases[i] = biases[touched[i]!]! + correction;
    for (let row = 0; row < rowCount; row++) this.#targetBiases[row] = biases[touched[targetPlaces[row]!]!]!;
  }

  /** What the step does not see of people's vectors. */
  #drop(rowCount: number): void {
    const { dimensions, vectorDropout } = this.#settings;
    const kept = 1 / (1 - vectorDropout);
    for (let at = 0; at < rowCount * dimensions; at++) this.#dropped[at] = this.#random() < vectorDropout ? 0 : kept;
  }

  /** The dense step. It gets copies: the runtime takes no shared memory. */
  async #run(b: number, hits: readonly number[]): Promise<Slopes> {
    const d = this.#settings.dimensions;
    const k = this.#negativeCount;
    const { vectors, targets, pooled } = this.#rows.batch;
    const hitCount = hits.length / 2;
    const slopes = await this.#program.run({
      pooled: { data: pooled.slice(0, b * d), dims: [b, d] },
      dropped: { data: this.#dropped.subarray(0, b * d), dims: [b, d] },
      negatives: { data: vectors.slice(0, k * d), dims: [k, d] },
      negativeBiases: { data: this.#negativeBiases, dims: [k] },
      targets: { data: targets.slice(0, b * d), dims: [b, d] },
      targetBiases: { data: this.#targetBiases.subarray(0, b), dims: [b, 1] },
      hits: { data: BigInt64Array.from(hits, BigInt), dims: [hitCount, 2] },
      hitPenalties: { data: new Float32Array(hitCount).fill(-1e9), dims: [hitCount] },
      widen: { data: this.#layers.widen, dims: [d, 2 * d] },
      narrow: { data: this.#layers.narrow, dims: [2 * d, d] },
    });
    return slopes as Slopes;
  }

  /** Slopes of the negatives, and backwards through the pools into gates and vectors. */
  #spread(rowCount: number, found: Slopes): void {
    const { slopes, biasSlopes, people, targetSlopes, targetPlaces, pooledSlopes } = this.#rows.batch;
    slopes.set(found.negativesSlope);
    biasSlopes.fill(0).set(found.negativeBiasesSlope);
    people.set(found.person);
    targetSlopes.set(found.targetSlope);
    pooledSlopes.set(found.pooledSlope);
    for (let row = 0; row < rowCount; row++) biasSlopes[targetPlaces[row]!]! += targetSlopes[row]!;
    this.#rows.spread(rowCount, this.#layers.gates);
  }

  #change({ widenSlope, narrowSlope }: Slopes): void {
    const rate = rateAt(this.#step, this.#settings.learningRate);
    const [layers, moments] = [this.#layers, this.#layerMoments];
    this.#rows.change(this.#batches.placeCount, this.#batches.featureCount, rate);
    adam(layers.gates, this.#rows.batch.gateSlopes, moments.gates, rate);
    adam(layers.widen, widenSlope, moments.widen, rate);
    adam(layers.narrow, narrowSlope, moments.narrow, rate);
  }
}

function eventsToLearnFrom({ histories: { offsets, items } }: EmbeddingData): Int32Array {
  const events = new Int32Array(items.length);
  let count = 0;
  for (let u = 0; u + 1 < offsets.length; u++)
    for (let at = offsets[u]! + 1; at < offsets[u + 1]!; at++) events[count++] = at;
  return events.slice(0, count);
}

function shuffle(values: Int32Array, random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swap = values[i]!;
    values[i] = values[j]!;
    values[j] = swap;
  }
}
