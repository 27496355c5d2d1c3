/**
 * Ticks in a process of its own, to be killed: each line that it is given says how far its clock is ahead, and is
 * answered when nothing is due any more.
 */
import { createInterface } from 'node:readline';
import { tick } from '../../functions/engage/tick/tick.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { journeyWorld } from './journey-world.ts';

const [sink = ''] = process.argv.slice(2);
let aheadMs = 0;
const run = tick(journeyWorld(dynamoClient(), sink, () => Date.now() + aheadMs));
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  aheadMs = Number(line);
  process.stdout.write(`${JSON.stringify(await run())}\n`);
}
process.exit(0);
