/** `node test/bench/assistant-attacks.ts [COUNT]`: adversarial questions to the assistant, in process, and how long each takes. */
import { cpus } from 'node:os';
import { attackedShop, attacksOf, flawOf } from '../support/assistant-attacks.ts';

const count = Number(process.argv[2] ?? 10_000);
const shop = await attackedShop(1);
const flaws = new Map<string, number>();
const tookMs: number[] = [];
await shop.ports.knowledge();
for (const attack of attacksOf(count, 1)) {
  const startMs = performance.now();
  const flaw = await flawOf(shop, attack);
  tookMs.push(performance.now() - startMs);
  if (flaw === undefined) continue;
  flaws.set(flaw, (flaws.get(flaw) ?? 0) + 1);
  if (flaws.size <= 10) console.log(`${flaw}: ${JSON.stringify(attack.message)}`);
}
tookMs.sort((a, b) => a - b);
const at = (share: number): string => (tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0).toFixed(2);
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
console.log(
  `${count} attacks: ${[...flaws.values()].reduce((sum, n) => sum + n, 0)} leaked, invented or failed unclearly`,
);
console.log(`an answer takes ${at(0.5)} ms, p99 ${at(0.99)} ms`);
process.exitCode = flaws.size === 0 ? 0 : 1;
