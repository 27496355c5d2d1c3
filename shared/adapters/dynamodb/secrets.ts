import { randomBytes } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Secret, SecretName, SecretReader, Secrets } from '../../ports/secrets.ts';
import type { Clock } from '../../ports/system.ts';
import { putIf } from './write-if.ts';

const PARTITION = 'SECRET';
const SECRET_BYTES = 32;
/** A rotation is known everywhere after a minute. */
const KNOWN_FOR_MS = 60_000;

/** Secrets of the control table: SECRET / <name>#<epoch, 6 digits>. The table is encrypted with a managed key. */
export function dynamoSecrets(client: DynamoDBDocumentClient, table: string, clock: Clock): Secrets {
  const held = heldSecrets(client, table, clock);

  /** The first to write an epoch wins; who comes second finds the winner's. */
  const make = async (name: SecretName, epoch: number): Promise<void> => {
    const secret = randomBytes(SECRET_BYTES).toString('base64');
    const row = { pk: PARTITION, sk: `${name}#${String(epoch).padStart(6, '0')}`, epoch, secret };
    await putIf(client, { TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(pk)' });
  };

  const all: Secrets['all'] = async (name) => {
    const secrets = await held.all(name);
    if (secrets.length > 0) return secrets;
    await make(name, 1);
    return held.all(name);
  };

  return {
    all,
    current: async (name) => (await all(name))[0]!,
    async rotate(name) {
      await make(name, (await all(name))[0]!.epoch + 1);
      held.forget(name);
      return (await all(name))[0]!;
    },
  };
}

/** The same for who may not make one. */
export const dynamoSecretReader = (client: DynamoDBDocumentClient, table: string, clock: Clock): SecretReader => ({
  all: heldSecrets(client, table, clock).all,
});

/** What was found is held for a while; that nothing was, is not. */
function heldSecrets(client: DynamoDBDocumentClient, table: string, clock: Clock) {
  const known = new Map<SecretName, { readonly secrets: readonly Secret[]; readonly untilMs: number }>();

  const read = async (name: SecretName): Promise<readonly Secret[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :name)',
        ExpressionAttributeValues: { ':pk': PARTITION, ':name': `${name}#` },
        ScanIndexForward: false,
        ConsistentRead: true,
      }),
    );
    return Items.map((row) => ({
      epoch: Number(row['epoch']),
      bytes: Buffer.from(String(row['secret']), 'base64'),
    }));
  };

  return {
    async all(name: SecretName): Promise<readonly Secret[]> {
      const before = known.get(name);
      if (before !== undefined && before.untilMs > clock.nowMs()) return before.secrets;
      const secrets = await read(name);
      if (secrets.length > 0) known.set(name, { secrets, untilMs: clock.nowMs() + KNOWN_FOR_MS });
      return secrets;
    },
    forget: (name: SecretName) => known.delete(name),
  };
}
