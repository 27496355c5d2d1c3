// A simulated shop of 60 days, its offers decided day by day from its own log: npx node test/bench/sixty-days.ts [seeds] [visits a day] [days] [first seed]
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { type LoopSettings, runLoop, runOracle } from '../support/offer-loop.ts';
import { discountForEveryone, epsilonGreedy, pricedUplift } from '../support/offer-policies.ts';

const [seeds, visitsADay, days, first] = [5, 4000, 60, 1].map((otherwise, at) =>
  Number(process.argv[2 + at] ?? otherwise),
);
/** About a third of what would be spent where there is no limit. */
const settings: LoopSettings = { days: days!, visitsADay: visitsADay!, budgetMinor: 60 * visitsADay! * days! };
const POLICIES = {
  'priced uplift': pricedUplift,
  'ε-greedy': epsilonGreedy,
  'discount for everyone': discountForEveryone,
};

const startMs = performance.now();
const shares: Record<string, number[]> = Object.fromEntries(Object.keys(POLICIES).map((name) => [name, []]));
console.log(
  `${days} days of ${visitsADay} visits, ${settings.budgetMinor} minor units of discounts in all, ${seeds} shops`,
);
for (let seed = first!; seed < first! + seeds!; seed++) {
  const best = runOracle(settings, seed);
  for (const [name, policy] of Object.entries(POLICIES)) shares[name]!.push(runLoop(policy(), settings, seed) / best);
  const told = Object.entries(shares).map(([name, of]) => `${name} ${of.at(-1)!.toFixed(3)}`);
  console.log(`shop ${seed}: of the oracle’s incremental margin: ${told.join(', ')}`);
}
const bootstrap = (a: readonly number[], b: readonly number[]) =>
  pairedBootstrap(Float64Array.from(a), Float64Array.from(b), { random: seededRandom(1) });
const zeros = shares['priced uplift']!.map(() => 0);
for (const [name, of] of Object.entries(shares)) {
  const { mean, low, high } = bootstrap(of, zeros);
  const ahead = bootstrap(shares['priced uplift']!, of);
  const than =
    name === 'priced uplift'
      ? ''
      : `; priced uplift has ${ahead.mean.toFixed(3)} more (${ahead.low.toFixed(3)} to ${ahead.high.toFixed(3)})`;
  console.log(`${name.padEnd(22)} ${mean.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})${than}`);
}
console.log(`${((performance.now() - startMs) / 1000).toFixed(0)} s`);
