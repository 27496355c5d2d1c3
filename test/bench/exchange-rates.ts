/**
 * `node test/bench/exchange-rates.ts`: every pair of currencies on every day of the European Central Bank's history
 * (data set fx-ecb), one minor unit and a drawn amount, there and back, against long division on decimal digits.
 */
import { cpus } from 'node:os';
import { readEcbRates } from '../../shared/adapters/ecb/read-rates.ts';
import { converted, rateOn } from '../../shared/domain/exchange-rates.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { type ConversionCounts, checkDay } from '../support/day-conversions.ts';
import { hasSharedData, sharedText } from '../support/shared-data.ts';

const MOST_MINOR = 10_000_000;

if (hasSharedData('fx-ecb')) {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
  const text = sharedText('fx-ecb', 'eurofxref-hist.csv');
  const readMs = performance.now();
  const days = readEcbRates(text);
  console.log(`  read       ${days.length} days in ${(performance.now() - readMs).toFixed(0)} ms`);

  const random = seededRandom(1);
  const counts: ConversionCounts = { pairs: 0, conversions: 0, wrong: [] };
  const checkMs = performance.now();
  for (const day of days) checkDay(day, () => 1 + Math.floor(random() * MOST_MINOR), counts);
  const seconds = (performance.now() - checkMs) / 1000;
  console.log(`  checked    ${counts.pairs} pairs, ${counts.conversions} conversions in ${seconds.toFixed(1)} s`);
  console.log(`  wrong      ${counts.wrong.length}${counts.wrong.map((one) => `\n    ${one}`).join('')}`);

  const [newest] = days;
  const rate = rateOn(days, { from: 'USD', to: 'JPY', day: newest!.day })!;
  const startMs = performance.now();
  let sum = 0;
  for (let amount = 0; amount < 1_000_000; amount++) sum += converted(amount, rate);
  console.log(`  one        ${((performance.now() - startMs) * 1e-3).toFixed(2)} µs a conversion (sum ${sum})`);
  if (counts.wrong.length > 0) process.exitCode = 1;
}
