/**
 * Experiments without a difference, looked at every day: how often any look finds one; the same with a difference, beside
 * a t-test at the end and two methods that need no plan; and how many people a skew of the sample takes to ring.
 *
 *   npx node test/bench/aa-tests.ts [--runs 2000]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { criticalValues } from '../../shared/evaluation/experiments/critical-values.ts';
import { adjustedMeans, ratioOf } from '../../shared/evaluation/experiments/estimates.ts';
import { NO_PEOPLE, withPerson } from '../../shared/evaluation/experiments/moments.ts';
import { sampleRatioEvidence } from '../../shared/evaluation/experiments/sample-ratio.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import { drawnDays } from '../support/aa-people.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '2000' } } });
const RUNS = Number(values.runs);
const DAYS = 28;
const PEOPLE_A_DAY = 200;
const LIFT = 0.15;
const ALPHA = 0.05;
const days = Array.from({ length: DAYS }, (_, i) => i + 1);

const spending = criticalValues(days.map((day) => ({ information: day, spent: ALPHA * (day / DAYS) ** 2 })));
/** Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), with ρ for the narrowest interval at the end. */
const people = (day: number) => day * PEOPLE_A_DAY;
const rho2 = (-2 * Math.log(ALPHA) + Math.log(1 - 2 * Math.log(ALPHA))) / people(DAYS);
const confidenceSequence = days.map((day) => {
  const scale = people(day) * rho2;
  return Math.sqrt(((2 * (scale + 1)) / scale) * Math.log(Math.sqrt(scale + 1) / ALPHA));
});
/** Johari, Koomen, Pekelis & Walsh (2022), with τ of a tenth of the standard deviation. */
const mixture = days.map((day) => {
  const [variance, tau2] = [4 / people(day), 0.01];
  return Math.sqrt((-2 * Math.log(ALPHA) + Math.log((variance + tau2) / variance)) * ((variance + tau2) / tau2));
});
const METHODS = { 'alpha spending': spending, 'confidence sequence': confidenceSequence, mSPRT: mixture };

interface Tried {
  /** By method, runs in which any look found a difference; and the day on which it did, summed. */
  readonly ever: Record<string, { hits: number; days: number }>;
  /** By day, runs in which the interval of alpha spending leaves out 0 on that day. */
  readonly onDay: number[];
  /** Runs in which |z| > 1.96 on the last day: a test at the end, with and without CUPED. */
  readonly atEnd: { plain: number; adjusted: number };
}

function tried(lift: number): Tried {
  const ever = Object.fromEntries(Object.keys(METHODS).map((name) => [name, { hits: 0, days: 0 }]));
  const onDay = days.map(() => 0);
  const atEnd = { plain: 0, adjusted: 0 };
  for (let run = 0; run < RUNS; run++) {
    const done = new Set<string>();
    let day = 0;
    for (const { arms } of drawnDays(run * 7 + 1, { days: DAYS, peopleADay: PEOPLE_A_DAY, lift })) {
      const z = distance(adjustedMeans(arms));
      if (z > spending[day]!) onDay[day]!++;
      for (const [name, bounds] of Object.entries(METHODS)) {
        if (done.has(name) || z <= bounds[day]!) continue;
        done.add(name);
        ever[name]!.hits++;
        ever[name]!.days += day + 1;
      }
      if (++day === DAYS) {
        if (z > 1.96) atEnd.adjusted++;
        if (distance(adjustedMeans(arms.map((arm) => ({ ...arm, x: 0, xx: 0, xy: 0 })))) > 1.96) atEnd.plain++;
      }
    }
  }
  return { ever, onDay, atEnd };
}

const distance = ([one, other]: ReturnType<typeof adjustedMeans>): number =>
  Math.abs(other!.mean - one!.mean) / Math.sqrt(other!.variance + one!.variance);

const percent = (count: number, of = RUNS) => `${((100 * count) / of).toFixed(1)} %`;

console.log(
  `Node ${process.version}, ${cpus()[0]?.model}; ${RUNS} runs of ${DAYS} days with ${PEOPLE_A_DAY} people each\n`,
);
for (const lift of [0, LIFT]) {
  const { ever, onDay, atEnd } = tried(lift);
  console.log(lift === 0 ? '# No difference: false positives' : `\n# ${100 * lift} % more: found`);
  console.log(
    'method                 at any of 28 looks   first on day   at day 7, 14, 28   ± at day 28, in standard errors',
  );
  for (const [name, { hits, days: summed }] of Object.entries(ever)) {
    const fixed = name === 'alpha spending' ? [7, 14, 28].map((day) => percent(onDay[day - 1]!)).join(', ') : '';
    const width = METHODS[name as keyof typeof METHODS].at(-1)!.toFixed(2);
    const first = hits === 0 ? '–' : (summed / hits).toFixed(1);
    console.log(`${name.padEnd(22)} ${percent(hits).padEnd(20)} ${first.padEnd(14)} ${fixed.padEnd(18)} ${width}`);
  }
  console.log(`one test on day 28: ${percent(atEnd.adjusted)} with CUPED, ${percent(atEnd.plain)} without (1.96)`);
}

// ── Clicks over decisions, where people decide how many decisions there are ─────────────────────────

let [delta, naive] = [0, 0];
const each = Math.min(RUNS, 1000);
for (let run = 0; run < each; run++) {
  const random = seededRandom(run + 77);
  const arms = [NO_PEOPLE, NO_PEOPLE];
  for (let i = 0; i < 2000; i++) {
    const decisions = 1 + Math.floor(-6 * Math.log(1 - random()));
    const rate = 1 / (1 + Math.exp(2 - drawNormal(random)));
    let clicks = 0;
    for (let d = 0; d < decisions; d++) if (random() < rate) clicks++;
    arms[i % 2] = withPerson(arms[i % 2]!, clicks, decisions);
  }
  const [one, other] = arms.map(ratioOf);
  const apart = Math.abs(one!.mean - other!.mean);
  if (apart > 1.96 * Math.sqrt(one!.variance + other!.variance)) delta++;
  const simple = arms.reduce((sum, { y, x }) => sum + ((y / x) * (1 - y / x)) / x, 0);
  if (apart > 1.96 * Math.sqrt(simple)) naive++;
}
console.log(
  `\n# Clicks over decisions, no difference, one test: ${percent(delta, each)} by people (delta method), ${percent(naive, each)} as if decisions were people`,
);

// ── Sample ratio ────────────────────────────────────────────────────────────────────────────────────

const SAMPLES = 500;
console.log('\n# Sample ratio, looked at every 1,000 people');
for (const share of [0.5, 0.51, 0.505]) {
  const rang: number[] = [];
  for (let run = 0; run < SAMPLES; run++) {
    const random = seededRandom(run * 13 + 5);
    const counts = [0, 0];
    for (let n = 1; n <= 400_000; n++) {
      counts[random() < share ? 0 : 1]!++;
      if (n % 1000 === 0 && sampleRatioEvidence(counts, [1, 1]) > Math.log(100)) {
        rang.push(n);
        break;
      }
    }
  }
  rang.sort((a, b) => a - b);
  const at = (part: number) => rang[Math.floor(part * rang.length)]?.toLocaleString('en') ?? '–';
  console.log(
    `${(100 * share).toFixed(1)} : ${(100 - 100 * share).toFixed(1)} instead of 50 : 50 rings in ${percent(rang.length, SAMPLES)} within 400,000 people; half of them by ${at(0.5)}, nine of ten by ${at(0.9)}`,
  );
}
