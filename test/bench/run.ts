/**
 * `npm run bench`: what the hot paths cost, each beside a reference in the same run. Prints medians and ratios.
 * `npm run bench kernels [size]`: the kernels alone. `npm run bench boosting`: boosted trees alone.
 * Seconds say little on a shared machine; a ratio of two things that were measured in turn says much.
 */
import { cpus } from 'node:os';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { parseEvent } from '../../shared/domain/parse-event.ts';
import { addHistory, fitSequenceNeighbours } from '../../shared/learning/sequence-neighbours.ts';
import { topK } from '../../shared/math/top-k.ts';
import { recommenderGraph } from '../../shared/model/recommender-graph.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { neighbourSettings } from '../support/builders/neighbour-settings.ts';
import { factorsAlone, neighboursAlone } from '../support/builders/recommender.ts';
import { benchBoosting } from './boosting.ts';
import { histories } from './histories.ts';
import { benchKernels } from './kernels.ts';

if (process.argv[2] === 'boosting') {
  await benchBoosting(process.argv[3] === undefined ? undefined : Number(process.argv[3]));
  process.exit();
}
if (process.argv[2] === 'kernels') {
  await benchKernels(process.argv[3]);
  process.exit();
}

const ROUNDS = 9;

const settings = neighbourSettings(1);

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Milliseconds a call of each, measured in turn: A B A B … */
async function interleaved(
  runs: Readonly<Record<string, () => unknown>>,
  calls: number,
): Promise<Record<string, number>> {
  const times = new Map(Object.keys(runs).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const start = performance.now();
      for (let call = 0; call < calls; call++) await run();
      // The first round only warms up.
      if (round > 0) times.get(name)?.push((performance.now() - start) / calls);
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; medians of ${ROUNDS} interleaved rounds\n`,
);

const arithmetic = arithmeticOf(2);
console.log('Scoring: one person with 20 recent items, top 20 of all items, in ms');
console.log('      items   model MB   graph   twin in TypeScript   graph / twin');
for (const itemCount of [1_000, 10_000, 100_000]) {
  const model = fitSequenceNeighbours(histories(itemCount * 2, itemCount, 8), itemCount, settings, arithmetic.kernels);
  const bytes = recommenderGraph(neighboursAlone(model));
  const scorer = await loadOnnxScorer(bytes);
  const items = Int32Array.from({ length: 20 }, (_, i) => Math.floor((itemCount * (i + 1)) / 40));
  const kinds = new Uint8Array(20);
  const bias = new Float32Array(itemCount);
  const scratch = new Float32Array(itemCount);
  const { graph, twin } = await interleaved(
    {
      graph: () =>
        scorer.score({ items, kinds, blocked: items, bias, blend: 'personal', context: new Int32Array(0), k: 20 }),
      twin: () => {
        scratch.set(model.popularity);
        addHistory(model, items, kinds, scratch);
        return topK(scratch, 20);
      },
    },
    50,
  );
  console.log(
    `${String(itemCount).padStart(11)}${(bytes.length / 2 ** 20).toFixed(1).padStart(11)}${graph!.toFixed(3).padStart(8)}${twin!.toFixed(3).padStart(21)}${(graph! / twin!).toFixed(2).padStart(15)}`,
  );
}

console.log('\nScoring by 64 factors alone, top 20 of all items, beside reading the factors once from memory, in ms');
console.log('      items   factors MB   graph   read   graph / read');
for (const itemCount of [10_000, 100_000, 1_000_000]) {
  const recommender = factorsAlone(itemCount, 64);
  const factors = Buffer.from(recommender.factors.buffer);
  const copy = Buffer.from(factors);
  const scorer = await loadOnnxScorer(recommenderGraph(recommender));
  const items = Int32Array.from({ length: 20 }, (_, i) => Math.floor((itemCount * (i + 1)) / 40));
  const kinds = new Uint8Array(20);
  const bias = new Float32Array(itemCount);
  const { graph, readTwice } = await interleaved(
    {
      graph: () =>
        scorer.score({ items, kinds, blocked: items, bias, blend: 'personal', context: new Int32Array(0), k: 20 }),
      readTwice: () => factors.equals(copy), // the C library's comparison of two blocks: it reads each to its end
    },
    itemCount > 100_000 ? 5 : 50,
  );
  const read = readTwice! / 2;
  console.log(
    `${String(itemCount).padStart(11)}${(factors.length / 2 ** 20).toFixed(1).padStart(13)}${graph!.toFixed(3).padStart(8)}${read.toFixed(3).padStart(7)}${(graph! / read).toFixed(2).padStart(15)}`,
  );
}

console.log('\nFitting, in ms');
console.log('     events    items    fit   events a second');
for (const [personCount, itemCount] of [
  [10_000, 5_000],
  [100_000, 20_000],
] as const) {
  const data = histories(personCount, itemCount, 8);
  const { fit } = await interleaved(
    { fit: () => fitSequenceNeighbours(data, itemCount, settings, arithmetic.kernels) },
    1,
  );
  const eventsPerSecond = Math.round(data.items.length / (fit! / 1000));
  console.log(
    `${String(data.items.length).padStart(11)}${String(itemCount).padStart(9)}${fit!.toFixed(0).padStart(7)}${eventsPerSecond.toLocaleString('en-US').padStart(18)}`,
  );
}

console.log('\nCapture: one event of Segment’s shape, in ms');
const text = JSON.stringify({
  type: 'track',
  event: 'Product Viewed',
  userId: 'u1',
  messageId: 'node-next-1795554453518-5cb1d15c',
  timestamp: '2026-11-24T21:07:33.518Z',
  properties: { product_id: 'p1', price: 9.99, currency: 'USD', name: 'A thing', category: 'Things' },
  context: { library: { name: '@segment/analytics-node', version: '3.1.0' }, page: { url: 'https://shop.example/p1' } },
});
const { parse, json } = await interleaved(
  {
    json: () => JSON.parse(text),
    parse: () => parseEvent(JSON.parse(text), { receivedAtMs: 1_795_000_000_000, fallbackMessageId: () => 'x' }),
  },
  20_000,
);
console.log(
  `  JSON.parse ${json!.toFixed(5)} · JSON.parse and parseEvent ${parse!.toFixed(5)} · ratio ${(parse! / json!).toFixed(2)}`,
);

console.log();
await benchKernels('small');
await import('./session-neighbours.ts');
await import('./cold-start.ts');
await import('./decide.ts');
