import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../ports/system.ts';
import type { KeptTranslations, Translation } from '../../ports/translations.ts';
import { getAll } from './batch-get.ts';
import { isKept, keptUntil } from './expiry.ts';

const PARTITION = 'TRANSLATION';
/** What is laid beside an item is read from there: this is for texts that come back. */
const DAYS = 90;

/** TRANSLATION / <key> of the control table: what a machine made, and what it left. */
export const dynamoKeptTranslations = (
  client: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
): KeptTranslations => ({
  async find(keys) {
    const rows = await getAll(
      client,
      table,
      keys.map((sk) => ({ pk: PARTITION, sk })),
    );
    const nowMs = clock.nowMs();
    return new Map(rows.filter((row) => isKept(row, nowMs)).map((row) => [String(row['sk']), translationOf(row)]));
  },

  async keep(sk, { text, untranslated }) {
    const body = JSON.stringify({ text, untranslated } satisfies Translation);
    const Item = { pk: PARTITION, sk, body, expiresAt: keptUntil(clock.nowMs(), DAYS) };
    await client.send(new PutCommand({ TableName: table, Item }));
  },
});

const translationOf = ({ body }: Readonly<Record<string, unknown>>): Translation =>
  JSON.parse(String(body)) as Translation;
