/**
 * `npm run bench boosting [rows]`: boosted trees on generated data, 900,000 rows × 30 columns, on 1 and 2 threads, beside
 * LightGBM 4.7.0 where RAPPORT_PEER_PYTHON names a Python that has it: the same settings, seconds measured in turn, and
 * the areas under the curve of both on rows that neither has seen.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import {
  BOOSTED_DEFAULTS,
  type BoostedTrees,
  fitBoostedTrees,
  treeScores,
} from '../../shared/learning/boosted-trees.ts';
import type { FeatureTable } from '../../shared/learning/feature-columns.ts';
import type { Kernels } from '../../shared/math/kernels.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import { areaUnderCurve } from '../support/auc.ts';
import { openPeer, type Peer } from './peer.ts';

const COLUMNS = 30;
const ROWS = 900_000;
/** Besides, of those that are learnt from. */
const HELD_OUT_SHARE = 1 / 9;
const ROUNDS = 3;
const SETTINGS = { ...BOOSTED_DEFAULTS, treeCount: 50 };

interface Generated {
  readonly known: FeatureTable;
  readonly heldOut: FeatureTable;
  readonly isPositive: Uint8Array;
  readonly heldOutIsPositive: Uint8Array;
}

/** Normal, skewed and counted columns, some with gaps; the class goes by steps, products and curves of half of them. */
function generated(rows: number): Generated {
  const random = seededRandom(1);
  const heldOut = Math.round(rows * HELD_OUT_SHARE);
  const count = rows + heldOut;
  const columns = Array.from({ length: COLUMNS }, (_, column) =>
    Float64Array.from({ length: count }, () => {
      if (column % 10 === 9 && random() < 0.2) return Number.NaN;
      const value = drawNormal(random);
      if (column % 3 === 0) return Math.fround(value);
      return Math.fround(column % 3 === 1 ? Math.exp(value) : Math.round(4 * Math.abs(value)));
    }),
  );
  const at = (column: number, row: number) => columns[column]![row]! || 0;
  const isPositive = Uint8Array.from({ length: count }, (_, row) => {
    const steps = (at(0, row) > 0.3 ? 1 : 0) + (at(5, row) > 3 ? 0.7 : 0) - (at(9, row) > 0 ? 0.8 : 0);
    const products = 0.5 * at(3, row) * at(6, row) + 0.1 * at(12, row) * at(2, row);
    const curves = Math.sin(2 * at(15, row)) - 0.3 * Math.log(at(4, row)) + 0.1 * (at(18, row) ** 2 - 1);
    return random() < logistic(steps + products + curves - 1) ? 1 : 0;
  });
  const part = (from: number, to: number): FeatureTable => ({
    rowCount: to - from,
    columns: columns.map((values) => ({ kind: 'number', values: values.slice(from, to) })),
  });
  return {
    known: part(0, rows),
    heldOut: part(rows, count),
    isPositive: isPositive.slice(0, rows),
    heldOutIsPositive: isPositive.slice(rows),
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

interface Fit {
  readonly model: BoostedTrees;
  readonly seconds: Seconds;
}

/** Of cutting columns into bins, and of growing trees. */
interface Seconds {
  readonly bins: number;
  readonly trees: number;
}

function fitClocked({ known, isPositive }: Generated, kernels: Kernels): Fit {
  const start = performance.now();
  let binned = start;
  const clocked: Kernels = {
    hold: kernels.hold,
    within: (work) =>
      kernels.within((workspace) =>
        work({
          ...workspace,
          treeRows: (data, slotCount) => {
            binned = performance.now();
            return workspace.treeRows(data, slotCount);
          },
        }),
      ),
  };
  const model = fitBoostedTrees(known, isPositive, SETTINGS, { kernels: clocked });
  return { model, seconds: { bins: (binned - start) / 1000, trees: (performance.now() - binned) / 1000 } };
}

function writeData(folder: string, { known, heldOut, isPositive, heldOutIsPositive }: Generated): void {
  const shape = {
    columns: COLUMNS,
    rows: known.rowCount,
    heldOut: heldOut.rowCount,
    trees: SETTINGS.treeCount,
    settings: {
      num_leaves: SETTINGS.maxLeaves,
      learning_rate: SETTINGS.learningRate,
      min_data_in_leaf: SETTINGS.minRows,
      min_sum_hessian_in_leaf: SETTINGS.minCurvature,
      max_bin: SETTINGS.maxBins,
    },
  };
  const values = new Float32Array(COLUMNS * (known.rowCount + heldOut.rowCount));
  for (let column = 0, at = 0; column < COLUMNS; column++) {
    for (const { columns, rowCount } of [known, heldOut]) {
      const from = columns[column]!;
      if (from.kind === 'number') values.set(from.values, at);
      at += rowCount;
    }
  }
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape));
  writeFileSync(join(folder, 'values.f32'), values);
  writeFileSync(join(folder, 'labels.u8'), Uint8Array.from([...isPositive, ...heldOutIsPositive]));
}

async function peerSeconds(peer: Peer, threads: number): Promise<Seconds> {
  return { bins: await peer.seconds(`bin ${threads}`), trees: await peer.seconds(`train ${threads}`) };
}

function row(name: string, ours: readonly number[], theirs: readonly number[]): void {
  const show = (seconds: number) => seconds.toFixed(3).padStart(9);
  const ratios = theirs.map((seconds, round) => ours[round]! / seconds);
  const beside = theirs.length === 0 ? '' : `${show(median(theirs))}${median(ratios).toFixed(2).padStart(9)} ×`;
  console.log(`${name.padEnd(36)}${show(median(ours))}${beside}`);
}

async function measure(data: Generated, threads: number, peer: Peer | undefined): Promise<BoostedTrees> {
  const kernels = openKernels(threads);
  const [ours, theirs]: [Fit[], Seconds[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(fitClocked(data, kernels));
    if (peer) theirs.push(await peerSeconds(peer, threads));
  }
  await kernels.close();
  const parts: Readonly<Record<string, (seconds: Seconds) => number>> = {
    bins: ({ bins }) => bins,
    [`${SETTINGS.treeCount} trees`]: ({ trees }) => trees,
    both: ({ bins, trees }) => bins + trees,
  };
  for (const [name, part] of Object.entries(parts)) {
    row(
      `${name}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
      ours.map(({ seconds }) => part(seconds)),
      theirs.map(part),
    );
  }
  return ours[0]!.model;
}

export async function benchBoosting(rows = ROWS): Promise<void> {
  const python = process.env['RAPPORT_PEER_PYTHON'];
  console.log(
    `Boosting: Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  if (python === undefined) console.log('RAPPORT_PEER_PYTHON names no Python with lightgbm 4.7.0: ours stand alone.');
  const data = generated(rows);
  const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'));
  writeData(folder, data);
  const peer = python === undefined ? undefined : await openPeer(python, 'lightgbm-peer.py', folder);
  console.log(`\n${rows.toLocaleString('en-US')} rows × ${COLUMNS} columns, medians of ${ROUNDS} rounds in turn`);
  console.log(
    `${''.padEnd(36)}${'ours, s'.padStart(9)}${peer ? `${'peer, s'.padStart(9)}${'ours / peer'.padStart(11)}` : ''}`,
  );
  const models = [];
  for (const threads of [1, 2]) models.push(await measure(data, threads, peer));
  const isPositive = Array.from(data.heldOutIsPositive, (label) => label === 1);
  const areas = [areaUnderCurve(treeScores(models[0]!, data.heldOut), isPositive)];
  if (peer) {
    await peer.seconds('foresee');
    const bytes = Uint8Array.from(readFileSync(join(folder, 'scores.f64'))).buffer;
    areas.push(areaUnderCurve(new Float64Array(bytes), isPositive));
  }
  console.log(
    `\nAUC on ${isPositive.length.toLocaleString('en-US')} rows held out: ${areas.map((a) => a.toFixed(5)).join(', peer ')}`,
  );
  peer?.close();
  rmSync(folder, { recursive: true, force: true });
}
