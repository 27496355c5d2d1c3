/**
 * `npm run bench:growth -- --report FILE.html [--size 1]`: how the cost of a night grows with people, items and
 * interactions: the night's own steps on generated shops, one count changed at a time by 4, all else as it was.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { STYLE } from '../../infra/laptop/report-page/style.ts';
import { barPlot } from '../../shared/evaluation/plots/plots.ts';

const { values } = parseArgs({
  options: {
    report: { type: 'string', default: 'growth.html' },
    /** All counts times this. */
    size: { type: 'string', default: '1' },
  },
});
const COUNTS = ['people', 'items', 'interactions'] as const;
type Shop = Readonly<Record<(typeof COUNTS)[number], number>>;
const size = Number(values.size);
const MIDDLE: Shop = { people: 50_000 * size, items: 10_000 * size, interactions: 1_000_000 * size };
const FACTORS = [0.25, 1, 4];

interface Cost {
  readonly shop: Shop;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const run = promisify(execFile);
const known = new Map<string, Cost>();

/** The training step on a shop of that size, with the default settings: a search takes as long as it is given. */
async function costOf(shop: Shop): Promise<Cost> {
  const key = COUNTS.map((name) => shop[name]).join();
  const before = known.get(key);
  if (before !== undefined) return before;
  const counts = COUNTS.flatMap((name) => [`--${name}`, String(shop[name])]);
  const night = join(import.meta.dirname, 'night.ts');
  const { stdout } = await run(process.execPath, [night, '--json', '--pinned', ...counts], { maxBuffer: 2 ** 26 });
  const { steps } = JSON.parse(stdout) as { steps: readonly { step: string; cpuSeconds: number; peakMb: number }[] };
  const { cpuSeconds, peakMb } = steps.find(({ step }) => step === 'train')!;
  const cost = { shop, cpuSeconds, peakMb };
  known.set(key, cost);
  const told = COUNTS.map((name) => shop[name].toLocaleString('en-US').padStart(12)).join('');
  console.log(`${told}${cpuSeconds.toFixed(1).padStart(12)} s${peakMb.toFixed(0).padStart(10)} MB`);
  return cost;
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`);
console.log('      people       items interactions   train, CPU      peak');
const sections: string[] = [];
for (const changed of COUNTS) {
  const costs: Cost[] = [];
  for (const factor of FACTORS) costs.push(await costOf({ ...MIDDLE, [changed]: MIDDLE[changed] * factor }));
  const plot = (about: string, measure: (cost: Cost) => number, format: (value: number) => string) =>
    `<h3>${about}</h3>${barPlot(
      costs.map((cost) => ({ label: cost.shop[changed].toLocaleString('en-US'), value: measure(cost), tone: 'model' })),
      about,
      { format, width: 860 },
    )}`;
  const still = COUNTS.filter((name) => name !== changed)
    .map((name) => `${MIDDLE[name].toLocaleString('en-US')} ${name}`)
    .join(', ');
  sections.push(`<section><h2>More ${changed}</h2><p>With ${still}.</p>
${plot(
  'seconds of processor time to train',
  ({ cpuSeconds }) => cpuSeconds,
  (value) => value.toFixed(1),
)}
${plot(
  'MB of memory at most',
  ({ peakMb }) => peakMb,
  (value) => value.toFixed(0),
)}</section>`);
}
writeFileSync(
  values.report,
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>How a night's cost grows</title><style>${STYLE}</style></head>
<body><header><h1>How a night's cost grows</h1><p>Training, with the default settings, on generated shops: one count changed at a time.</p></header>
${sections.join('\n')}</body></html>\n`,
);
console.log(`\n${values.report}`);
