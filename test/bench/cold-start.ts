/**
 * What the first decision of a new environment costs, apart from the store and the network: code is loaded, the files
 * of the version are checked and read, the graph is made ready, the catalog is put on the shelf. Prints medians of five
 * new processes in ms, beside what it takes to hash the same files once.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const RUNS = 5;
const VERSION = '0123456789abcdef';

/** Of one new process; times in ms. */
interface ColdStart {
  readonly hash: number;
  readonly code: number;
  readonly first: number;
  readonly second: number;
  readonly memoryMb: number;
}

async function coldStart(folder: string): Promise<ColdStart> {
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)));
  const { events, ...rest } = JSON.parse(new TextDecoder().decode(files.get('request.json'))) as {
    readonly events: readonly never[];
  };
  const body = JSON.stringify(rest);
  files.delete('request.json');

  let atMs = performance.now();
  const lap = (): number => {
    const startedAtMs = atMs;
    atMs = performance.now();
    return atMs - startedAtMs;
  };
  const { sha256Hash } = await import('../../shared/adapters/system/hash.ts');
  lap();
  for (const bytes of files.values()) sha256Hash.sha256(bytes);
  const hash = lap();

  const [{ parseDecisionRequest }, { decide }, { servedRecommender }, { loadOnnxScorer }, { memoryModels }, ids] =
    await Promise.all([
      import('../../functions/decide/contract.ts'),
      import('../../functions/decide/decide.ts'),
      import('../../functions/decide/served-recommender.ts'),
      import('../../shared/adapters/onnx/scorer.ts'),
      import('../../shared/adapters/memory/models.ts'),
      import('../../shared/adapters/system/ids.ts'),
    ]);
  const code = lap();

  const models = memoryModels();
  await models.put('recommender', VERSION, files);
  await models.publish('recommender', VERSION, undefined);
  const clock = { nowMs: () => Date.now() };
  const log = { info: () => undefined, warn: (event: string) => console.error(event) };
  lap();
  const decideFor = decide(
    {
      timeline: { recent: async () => ({ events }), list: async () => ({ events: [] }) },
      regime: 'opt-out',
      served: servedRecommender(
        { models, loadScorer: loadOnnxScorer, changes: { async *since() {} }, hash: sha256Hash, clock, log },
        60_000,
      ),
      clock,
      ids: ids.uuidIds,
    },
    { explorationShare: 0.05 },
  );
  const decision = async () => JSON.stringify(await decideFor(parseDecisionRequest(JSON.parse(body))));
  if (!(await decision()).includes('"strategy":"personal"')) throw new Error('the model did not answer');
  const first = lap();
  await decision();
  return { hash, code, first, second: lap(), memoryMb: process.memoryUsage().rss / 2 ** 20 };
}

async function benchColdStart(): Promise<void> {
  const { publishedShop, somePeople, SITUATION } = await import('./published-shop.ts');
  const run = promisify(execFile);
  console.log(`Cold start: medians of ${RUNS} new processes, in ms\n`);
  console.log('      items   files MB   hash once    code   first decision   second   first / hash   memory MB');
  for (const itemCount of [10_000, 100_000]) {
    const folder = join(tmpdir(), `rapport-cold-start-${process.pid}`);
    await mkdir(folder);
    try {
      const { files } = publishedShop(itemCount);
      for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
      const request = { placement: 'home', userId: 'u', context: SITUATION, events: somePeople(itemCount)[0] };
      await writeFile(join(folder, 'request.json'), JSON.stringify(request));
      const starts: ColdStart[] = [];
      while (starts.length < RUNS) {
        const { stdout } = await run(process.execPath, [import.meta.filename, folder]);
        starts.push(JSON.parse(stdout) as ColdStart);
      }
      const median = (of: (start: ColdStart) => number): number =>
        starts.map(of).sort((a, b) => a - b)[RUNS >> 1] ?? Number.NaN;
      const fileMb = [...files.values()].reduce((sum, { length }) => sum + length, 0) / 2 ** 20;
      const ratio = median(({ first, hash }) => first / hash);
      const cells = [
        [itemCount.toLocaleString('en-US'), 11],
        [fileMb.toFixed(0), 11],
        [median(({ hash }) => hash).toFixed(0), 12],
        [median(({ code }) => code).toFixed(0), 8],
        [median(({ first }) => first).toFixed(0), 17],
        [median(({ second }) => second).toFixed(1), 9],
        [ratio.toFixed(1), 15],
        [median(({ memoryMb }) => memoryMb).toFixed(0), 12],
      ] as const;
      console.log(cells.map(([cell, width]) => cell.padStart(width)).join(''));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  console.log();
}

const [folder] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename && folder !== undefined) {
  console.log(JSON.stringify(await coldStart(folder)));
} else {
  await benchColdStart();
}
