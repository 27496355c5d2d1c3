/** Ticks in a process of its own, to be killed: says when it begins and when nothing is due. Its clock is ahead by so much. */
import { tick } from '../../functions/engage/tick/tick.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { journeyWorld } from './journey-world.ts';

const [sink = '', aheadMs = '0'] = process.argv.slice(2);
const run = tick(journeyWorld(dynamoClient(), sink, () => Date.now() + Number(aheadMs)));
process.stdout.write('begins\n');
const { taken, failed } = await run();
process.stdout.write(`${JSON.stringify({ taken, failed })}\n`);
process.exit(0);
