/**
 * Many who would tell the same few people something at once, each by a clock of its own, around the days on which
 * clocks are set: how many claims broke a window or the quiet hours, looked at afterwards.
 *
 *   npx node test/bench/contact-caps.ts [--claims 100000] [--people 40] [--claimants 100]
 */
import { parseArgs } from 'node:util';
import { contactClaims } from '../support/contact-claims.ts';
import { openTestStores } from '../support/stores.ts';

const { values } = parseArgs({
  options: {
    claims: { type: 'string', default: '100000' },
    people: { type: 'string', default: '40' },
    claimants: { type: 'string', default: '100' },
  },
});
const stores = await openTestStores();
const { dynamoClient } = await import('../../shared/adapters/dynamodb/client.ts');
const client = dynamoClient();
const startedMs = performance.now();
const found = await contactClaims(client, stores.nameOf('people'), {
  claims: Number(values.claims),
  people: Number(values.people),
  claimants: Number(values.claimants),
  seed: 8,
});
console.log(JSON.stringify({ ...found, seconds: Math.round((performance.now() - startedMs) / 1000) }, undefined, 2));
client.destroy();
await stores.close();
if (found.windowsBroken + found.quietHoursBroken + found.claimedTwice > 0) process.exitCode = 1;
