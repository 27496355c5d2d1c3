/**
 * `node test/bench/canaries.ts [requests] [seed]`: marked personal values through every route and its errors, and how
 * many of them came out where they must not.
 */
import { openTestLaptop } from '../support/laptop.ts';
import { holdsCanary, sendCanaries } from '../support/leak-canaries.ts';

const [requests = '10000', seed = '1'] = process.argv.slice(2);
const shop = await openTestLaptop();
const { statuses, leaks, broken } = await sendCanaries(shop, Number(requests), Number(seed));
const lines = shop.log().split('\n');
const logged = lines.filter(holdsCanary);
await shop.close();

console.log(`${requests} requests, seed ${seed}; answers by status: ${JSON.stringify(statuses)}`);
console.log(`${leaks.length} answers and ${logged.length} of ${lines.length} log lines hold a marked value`);
if (broken.length > 0) console.log(`answered 5xx: ${broken.join(', ')}`);
for (const leak of [...leaks, ...logged].slice(0, 20)) console.log(leak);
if (leaks.length + logged.length + broken.length > 0) process.exitCode = 1;
