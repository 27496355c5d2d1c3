/** Ticks in a process of its own, to be killed: begins when it is told how far its clock is ahead, and says when nothing is due. */
import { once } from 'node:events';
import { tick } from '../../functions/engage/tick/tick.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { journeyWorld } from './journey-world.ts';

const [sink = ''] = process.argv.slice(2);
let aheadMs = 0;
const run = tick(journeyWorld(dynamoClient(), sink, () => Date.now() + aheadMs));
process.stdout.write('ready\n');
const [told] = (await once(process.stdin, 'data')) as [Buffer];
aheadMs = Number(told.toString('utf8'));
process.stdout.write(`${JSON.stringify(await run())}\n`);
process.exit(0);
