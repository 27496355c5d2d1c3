// How often 95 % intervals of off-policy estimators hold the true value: npx node test/bench/off-policy.ts [logs] [rows]
import { coverageOver } from '../support/off-policy-coverage.ts';

const [logs, rows] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 2000)];
console.log(`${logs} simulated logs of ${rows} rows; 95 % intervals where there was enough evidence\n`);
for (const [name, { told, covered, width }] of Object.entries(coverageOver(logs, rows))) {
  const share = ((100 * covered) / told).toFixed(1);
  console.log(`${name.padEnd(22)} cover ${share} % of ${told} told, mean width ${(width / told).toFixed(4)}`);
}
