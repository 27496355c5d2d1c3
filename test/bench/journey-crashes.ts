/**
 * Journeys whose process is killed by SIGKILL at random points, over the embedded stores: `node
 * test/bench/journey-crashes.ts --people 10000 --kills 100`. Prints how often each message is there and what its journey
 * says of it; exit code 1 where one was sent twice, or is missing without a reason.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { crashedJourneys } from '../support/crashed-journeys.ts';
import { openTestStores } from '../support/stores.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
const stores = await openTestStores();
const folder = mkdtempSync(join(tmpdir(), 'rapport-crashes-'));
const client = dynamoClient();
const startMs = performance.now();
const told = await crashedJourneys(client, join(folder, 'sent'), {
  people: Number(values.people),
  kills: Number(values.kills),
  seed: Number(values.seed),
  ready: 3,
  onKill: (kill, sent) => kill % 10 === 0 && console.log(`killed ${kill} times, ${sent} messages so far`),
});
console.log(JSON.stringify({ ...told, wrong: told.wrong.slice(0, 10) }, undefined, 1));
console.log(`${told.wrong.length} wrong; ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
client.destroy();
await stores.close();
rmSync(folder, { recursive: true, force: true });
process.exit(told.wrong.length === 0 ? 0 : 1);
