// How often 95 % intervals of off-policy estimators hold the true value: npx node test/bench/off-policy.ts [logs] [rows]
import { coverageOver } from '../support/off-policy-coverage.ts';

const [logs, rows] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 2000)];
console.log(`${logs} simulated logs of ${rows} rows\n`);
for (const [name, { logs: all, told, covered, width }] of Object.entries(coverageOver(logs, rows))) {
  const share = ((100 * covered) / all).toFixed(1);
  console.log(
    `${name.padEnd(22)} 95 % intervals hold the truth in ${share} % of logs, mean width ${(width / all).toFixed(4)}; ${told} without a doubt`,
  );
}
