/**
 * `node test/bench/session-neighbours.ts`: the index and the queries of session neighbours, on generated sessions of
 * which some items are met far more often than others, and in which neighbours in number come together.
 * Milliseconds of all queries, and of those during which the machine did not give the CPU to somebody else.
 * Beside each query a reference: the 100,000-item scratch read once, in the same run.
 */
import { cpus } from 'node:os';
import { fitSessionNeighbours, scoreSession, sparseScores } from '../../shared/learning/session-neighbours.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { sessionSettings } from '../support/builders/session-settings.ts';

const ITEMS = 100_000;
const QUERIES = 20_000;
const WARM_UP = 2_000;

/** Sessions of 2 to 32 events, about 5 on average. */
function sessionsOf(sessionCount: number, random: () => number) {
  const offsets = new Int32Array(sessionCount + 1);
  for (let s = 0; s < sessionCount; s++)
    offsets[s + 1] = offsets[s]! + 2 + Math.min(30, Math.floor(-Math.log(1 - random()) * 3.5));
  const items = new Int32Array(offsets[sessionCount]!);
  const popular = () => Math.floor(ITEMS * random() ** 4);
  for (let s = 0; s < sessionCount; s++) {
    for (let at = offsets[s]!; at < offsets[s + 1]!; at++) {
      const near = at > offsets[s]! && random() < 0.6;
      items[at] = near ? Math.min(ITEMS - 1, Math.max(0, items[at - 1]! + Math.floor(random() * 40) - 20)) : popular();
    }
  }
  return { offsets, items, kinds: new Uint8Array(items.length) };
}

const megabytes = (arrays: readonly ArrayBufferView[]) =>
  arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) / 2 ** 20;
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; ${ITEMS} items, m 500, k 100, top 20`);
console.log(
  '  sessions   events  fit CPU s  index MB        p50 ms        p90 ms        p99 ms  CPU mean ms  read once ms',
);
for (const sessionCount of [200_000, 1_000_000, 2_000_000]) {
  const random = seededRandom(1);
  const sessions = sessionsOf(sessionCount, random);
  const times = Float64Array.from({ length: sessionCount }, () => random());
  const start = cpuMs();
  const index = fitSessionNeighbours(sessions, times, ITEMS, sessionSettings());
  const fitSeconds = (cpuMs() - start) / 1000;
  const size = megabytes(Object.values(index).filter((part) => ArrayBuffer.isView(part)));

  const into = sparseScores(ITEMS);
  const all: number[] = [];
  const undisturbed: number[] = [];
  let cpu = 0;
  let answers = 0;
  for (let q = -WARM_UP; q < QUERIES; q++) {
    const s = Math.floor(random() * sessionCount);
    const query = sessions.items.slice(sessions.offsets[s]!, sessions.offsets[s + 1]! - 1).reverse();
    if (q === 0) cpu = cpuMs();
    const switches = process.resourceUsage().involuntaryContextSwitches;
    const from = performance.now();
    scoreSession(index, query, into);
    answers += topK(into.scores, 20, into.items.subarray(0, into.count)).length;
    const ms = performance.now() - from;
    if (q < 0) continue;
    all.push(ms);
    if (process.resourceUsage().involuntaryContextSwitches === switches) undisturbed.push(ms);
  }
  cpu = (cpuMs() - cpu) / QUERIES;
  if (answers === 0) throw new Error('no query had an answer');
  all.sort((a, b) => a - b);
  undisturbed.sort((a, b) => a - b);
  const at = (sorted: readonly number[], q: number) => sorted[Math.floor(q * sorted.length)]!.toFixed(3);
  const quantile = (q: number) => `${at(all, q)}/${at(undisturbed, q)}`.padStart(14);

  const reads: number[] = [];
  for (let r = 0; r < 200; r++) {
    const from = performance.now();
    let sum = 0;
    for (let i = 0; i < ITEMS; i++) sum += into.scores[i]!;
    if (sum >= 0) reads.push(performance.now() - from);
  }
  console.log(
    `${sessionCount.toLocaleString('en-US').padStart(10)}${(sessions.items.length / 1e6).toFixed(1).padStart(8)}M${fitSeconds.toFixed(2).padStart(11)}${size.toFixed(0).padStart(10)}${quantile(0.5)}${quantile(0.9)}${quantile(0.99)}${cpu.toFixed(3).padStart(13)}${reads
      .sort((a, b) => a - b)[100]!
      .toFixed(3)
      .padStart(14)}`,
  );
}
