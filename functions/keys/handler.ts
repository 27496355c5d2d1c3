import { dynamoAccessKeys } from '../../shared/adapters/dynamodb/access-keys.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { randomKey } from '../../shared/adapters/system/random-key.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { parseCommand } from './contract.ts';
import { runCommand } from './keys.ts';

const config = loadConfig('CONTROL_TABLE');
const client = dynamoClient();
const run = runCommand({
  register: dynamoAccessKeys(client, config.CONTROL_TABLE),
  secrets: dynamoSecrets(client, config.CONTROL_TABLE, systemClock),
  clock: systemClock,
  randomKey,
});

export const handler = async (event: unknown): Promise<unknown> => run(parseCommand(event));
