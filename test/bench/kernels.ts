/**
 * `npm run bench kernels`: implicit ALS and item neighbours on generated data, on 1 and 2 threads, each beside the
 * Python library `implicit` 0.7.3 where RAPPORT_PEER_PYTHON names a Python that has it. Both are measured in turn;
 * ours is a median and the peer its best, so that ratios lean towards the peer. The name of a size as a further
 * argument measures that size alone; large, 1M × 100k × 50M, is measured only when named, and without the peer.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { fitImplicitAls, type ImplicitAls, type ImplicitAlsSettings } from '../../shared/learning/implicit-als.ts';
import { fitItemNeighbours } from '../../shared/learning/item-neighbours.ts';
import type { Kernels } from '../../shared/math/kernels.ts';
import { invertPositiveDefinite } from '../../shared/math/positive-definite.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import type { SparseRows } from '../../shared/math/sparse-rows.ts';
import { openPeer, type Peer } from './peer.ts';

interface Size {
  readonly people: number;
  readonly items: number;
  /** Before repeats fall together. */
  readonly interactions: number;
  readonly rounds: number;
}

const SIZES: Readonly<Record<string, Size>> = {
  small: { people: 22_000, items: 12_000, interactions: 200_000, rounds: 5 },
  mid: { people: 100_000, items: 20_000, interactions: 5_000_000, rounds: 3 },
  large: { people: 1_000_000, items: 100_000, interactions: 50_000_000, rounds: 1 },
};

const NEIGHBOURS = 50;
const COSINE = { rowExponent: 0.5, columnExponent: 0.5, historyExponent: 0, neighbourCount: NEIGHBOURS };
const CONFIDENCE = 40;
/** The loss and the weights of `implicit`, whose 3 steps without preconditioner come less low than our 2. */
const ALS: ImplicitAlsSettings = {
  dimensions: 64,
  iterations: 5,
  stepCount: 2,
  observedWeight: CONFIDENCE - 1,
  unobservedWeight: 1,
  zeroPairs: 'unobserved',
  regularization: 0.01,
  frequencyExponent: 0,
  initialScale: 0.04,
  seed: 1,
};

// ── Data ────────────────────────────────────────────────────────────────────────────────────────────

const TASTES = 50;

/** People of log-normal activity, half of it in one taste, on items of power-law popularity in no order. */
function generated({ people, items, interactions }: Size): SparseRows {
  const random = seededRandom(1);
  const names = shuffled(items, random);
  const popular = (count: number) => Math.floor(count * random() ** 3);
  const meanLength = interactions / people;
  const offsets = new Int32Array(people + 1);
  const columns = new Int32Array(interactions * 2);
  for (let person = 0; person < people; person++) {
    const taste = Math.floor(random() * TASTES);
    const length = Math.max(1, Math.round(meanLength * Math.exp(drawNormal(random) - 0.5)));
    const met = new Set<number>();
    for (let draw = 0; draw < length; draw++) {
      const rank = random() < 0.5 ? popular(items) : TASTES * popular(Math.floor(items / TASTES)) + taste;
      met.add(names[rank]!);
    }
    const row = Int32Array.from(met).sort();
    columns.set(row, offsets[person]);
    offsets[person + 1] = offsets[person]! + row.length;
  }
  return { columnCount: items, offsets, columns: columns.slice(0, offsets[people]) };
}

function shuffled(n: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

// ── The peer ────────────────────────────────────────────────────────────────────────────────────────

interface ImplicitPeer extends Peer {
  floats(name: string): Float32Array;
  integers(name: string): Int32Array;
}

async function openImplicit(python: string, matrix: SparseRows): Promise<ImplicitPeer> {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'));
  const shape = { people: matrix.offsets.length - 1, items: matrix.columnCount, confidence: CONFIDENCE };
  writeFileSync(join(folder, 'shape.json'), JSON.stringify({ ...shape, regularization: ALS.regularization }));
  writeFileSync(join(folder, 'offsets.i32'), matrix.offsets);
  writeFileSync(join(folder, 'columns.i32'), matrix.columns);
  const peer = await openPeer(python, 'implicit-peer.py', folder);
  const bytes = (name: string) => Uint8Array.from(readFileSync(join(folder, name))).buffer;
  return {
    ...peer,
    floats: (name) => new Float32Array(bytes(name)),
    integers: (name) => new Int32Array(bytes(name)),
    close: () => {
      peer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// ── Measures ────────────────────────────────────────────────────────────────────────────────────────

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** The kernels, noting when each least-squares pass has ended: two passes are an iteration. */
function clocked(kernels: Kernels, ends: number[]): Kernels {
  return {
    hold: kernels.hold,
    within: (work) =>
      kernels.within((workspace) =>
        work({
          ...workspace,
          leastSquares: (problem) => {
            workspace.leastSquares(problem);
            ends.push(performance.now());
          },
        }),
      ),
  };
}

interface Fit {
  readonly model: ImplicitAls;
  /** Seconds of the fastest iteration but the first, as the peer's are. */
  readonly seconds: number;
}

function fitClocked(matrix: SparseRows, kernels: Kernels): Fit {
  const ends: number[] = [];
  const model = fitImplicitAls(matrix, ALS, clocked(kernels, ends));
  const iterations = ends.filter((_, pass) => pass % 2 === 1);
  return { model, seconds: Math.min(...iterations.slice(1).map((end, i) => (end - iterations[i]!) / 1000)) };
}

/** The loss of 1,000 people at their best factors, which is all that a fit of items can be asked for. */
function lossOf(matrix: SparseRows, factors: Float32Array, like: ImplicitAls): number {
  const d = like.dimensions;
  const gram = new Float64Array(d * d);
  for (let item = 0; item < like.itemCount; item++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) gram[i * d + j]! += factors[item * d + i]! * factors[item * d + j]!;
    }
  }
  const people = matrix.offsets.length - 1;
  let loss = 0;
  for (let person = 0; person < people; person += Math.ceil(people / 1000)) {
    const met = matrix.columns.subarray(matrix.offsets[person]!, matrix.offsets[person + 1]!);
    const x = bestFactor(met, factors, gram);
    for (let i = 0; i < d; i++) {
      loss += ALS.regularization * x[i]! ** 2;
      for (let j = 0; j < d; j++) loss += x[i]! * gram[i * d + j]! * x[j]!;
    }
    for (const item of met) {
      let s = 0;
      for (let i = 0; i < d; i++) s += x[i]! * factors[item * d + i]!;
      loss += CONFIDENCE * (1 - s) ** 2 - s ** 2;
    }
  }
  return loss;
}

/** The minimum of a person's part of the loss: (FᵀF + (confidence − 1) Σ f fᵀ + λ I)⁻¹ confidence Σ f. */
function bestFactor(met: Int32Array, factors: Float32Array, gram: Float64Array): Float64Array {
  const d = ALS.dimensions;
  const system = gram.slice();
  const wanted = new Float64Array(d);
  for (let i = 0; i < d; i++) system[i * d + i]! += ALS.regularization;
  for (const item of met) {
    for (let i = 0; i < d; i++) {
      const number = factors[item * d + i]!;
      wanted[i]! += CONFIDENCE * number;
      for (let j = 0; j < d; j++) system[i * d + j]! += (CONFIDENCE - 1) * number * factors[item * d + j]!;
    }
  }
  const inverse = invertPositiveDefinite(system, d);
  return wanted.map((_, i) => wanted.reduce((sum, number, j) => sum + inverse[i * d + j]! * number, 0));
}

/** The share of places where two lists of an item agree, but for the order of scores that are equal within 1e-6. */
function agreement(ours: Lists, theirs: Lists): number {
  let same = 0;
  for (let at = 0; at < ours.weights.length; at++) {
    const isSame = ours.neighbours[at] === theirs.neighbours[at] || ours.weights[at] === 0;
    if (isSame || Math.abs(ours.weights[at]! - theirs.weights[at]!) <= 1e-6) same++;
  }
  return same / ours.weights.length;
}

interface Lists {
  readonly neighbours: Int32Array;
  readonly weights: Float32Array;
}

const clock = <T>(run: () => T): { readonly seconds: number; readonly result: T } => {
  const start = performance.now();
  const result = run();
  return { seconds: (performance.now() - start) / 1000, result };
};

const show = (seconds: number): string => seconds.toFixed(3).padStart(9);
const row = (name: string, ours: readonly number[], theirs: readonly number[], says: string): void => {
  const best = Math.min(...theirs);
  const beside = theirs.length === 0 ? '' : `${show(best)}${(best / median(ours)).toFixed(2).padStart(9)} ×`;
  console.log(`${name.padEnd(36)}${show(median(ours))}${beside}   ${says}`);
};

async function measure(name: string, size: Size, python: string | undefined): Promise<void> {
  const matrix = generated(size);
  const count = (n: number) => n.toLocaleString('en-US');
  console.log(`\n${name}: ${count(size.people)} people × ${count(size.items)} items × ${count(matrix.columns.length)}`);
  console.log(
    `${''.padEnd(36)}${'ours, s'.padStart(9)}${python ? `${'peer, s'.padStart(9)}${'ratio'.padStart(11)}` : ''}`,
  );
  const peer = python === undefined ? undefined : await openImplicit(python, matrix);
  for (const threads of [1, 2]) {
    const kernels = openKernels(threads);
    const [fits, peerFits, lists, peerLists]: [Fit[], number[], ReturnType<typeof clock<Lists>>[], number[]] = [
      [],
      [],
      [],
      [],
    ];
    for (let round = 0; round < size.rounds; round++) {
      fits.push(fitClocked(matrix, kernels));
      if (peer) peerFits.push(await peer.seconds(`als ${threads} ${ALS.dimensions} ${ALS.iterations}`));
      lists.push(clock(() => fitItemNeighbours(matrix, COSINE, kernels)));
      if (peer) peerLists.push(await peer.seconds(`neighbours ${threads} ${NEIGHBOURS}`));
    }
    await kernels.close();
    const [{ model }] = fits as [Fit];
    const loss = lossOf(matrix, model.factors, model);
    const peerLoss = peer && lossOf(matrix, peer.floats('factors.f32'), model);
    const losses = `loss ${loss.toFixed(0)}${peerLoss === undefined ? '' : `, peer ${peerLoss.toFixed(0)}`}`;
    row(
      `ALS, d = 64, an iteration, ${threads} threads`,
      fits.map(({ seconds }) => seconds),
      peerFits,
      losses,
    );
    const theirs = peer && { neighbours: peer.integers('neighbours.i32'), weights: peer.floats('weights.f32') };
    const same =
      theirs === undefined ? '' : `lists agree at ${(100 * agreement(lists[0]!.result, theirs)).toFixed(3)} %`;
    row(
      `${NEIGHBOURS} neighbours, a fit, ${threads} threads`,
      lists.map(({ seconds }) => seconds),
      peerLists,
      same,
    );
  }
  peer?.close();
}

export async function benchKernels(only?: string): Promise<void> {
  const python = process.env['RAPPORT_PEER_PYTHON'];
  console.log(
    `Kernels: Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  if (python === undefined) console.log('RAPPORT_PEER_PYTHON names no Python with implicit 0.7.3: ours stand alone.');
  for (const [name, size] of Object.entries(SIZES)) {
    if (only === undefined ? name !== 'large' : only === name) await measure(name, size, python);
  }
}
