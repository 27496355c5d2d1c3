import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { randomKey } from '../../shared/adapters/system/random-key.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { parseCommand } from './contract.ts';
import { runCommand } from './keys.ts';

const config = loadConfig('CONTROL_TABLE');
const run = runCommand({ register: dynamoAccessKeys(dynamoClient(), config.CONTROL_TABLE), randomKey });

export const handler = async (event: unknown): Promise<unknown> => run(parseCommand(event));
