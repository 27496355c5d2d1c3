import { rm } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { openFrontDoor } from '../../infra/laptop/front-door.ts';
import { openLaptop } from '../../infra/laptop/laptop.ts';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { dynamoFriendChoices } from '../../shared/adapters/dynamodb/friend-choices.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { RECOMMENDER_NAME } from '../../shared/model/recommender-manifest.ts';
import type { simulateShop } from '../../shared/simulation/shop.ts';
import { CANARY_MARK, type Canary } from './canaries.ts';
import { formsOf, keyedHashesOf, type Leftover, leftoversIn } from './leftovers.ts';
import { newDirectory } from './stores.ts';
import { warmThreads } from './warm-threads.ts';

export type Shop = ReturnType<typeof simulateShop>;

const names = storeEnvironment(['catalog', 'control', 'models', 'people']);
const CATALOG = names['CATALOG_TABLE'] ?? '';
const CONTROL = names['CONTROL_TABLE'] ?? '';
const PEOPLE = names['PEOPLE_TABLE'] ?? '';
const MODELS = names['MODEL_BUCKET'] ?? '';

/** A laptop whose files and stores a test may look into. */
export async function openForgetfulLaptop() {
  const directory = await newDirectory();
  const laptop = await openLaptop({ directory, port: 0, bundled: false, ...warmThreads });
  const region = 'eu-west-1';
  const credentials = { accessKeyId: 'laptop', secretAccessKey: 'laptop' };
  const { AWS_ENDPOINT_URL_DYNAMODB = '', AWS_ENDPOINT_URL_S3 = '' } = laptop.storeEnvironment;
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({ region, credentials, endpoint: AWS_ENDPOINT_URL_DYNAMODB }),
  );
  const s3 = new S3Client({ region, credentials, endpoint: AWS_ENDPOINT_URL_S3 });
  return {
    directory,
    laptop,
    dynamo,
    models: s3Models(s3, MODELS),
    door: openFrontDoor(laptop.url),
    async close() {
      dynamo.destroy();
      s3.destroy();
      await laptop.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type ForgetfulLaptop = Awaited<ReturnType<typeof openForgetfulLaptop>>;

export async function sendEvents({ door }: ForgetfulLaptop, { events }: Shop): Promise<void> {
  await door.sendEvents('/v1/import', events, () => undefined);
}

/** The rows of one catalog in another: with the moments of their changes, which are in a version's bytes too. */
export async function shareCatalog(from: ForgetfulLaptop, to: ForgetfulLaptop): Promise<void> {
  const { Items = [] } = await from.dynamo.send(new ScanCommand({ TableName: CATALOG }));
  for (const Item of Items) await to.dynamo.send(new PutCommand({ TableName: CATALOG, Item }));
}

/** Everything that canaries do: events, broken events, and decisions that are made for them. */
export async function releaseCanaries({ door }: ForgetfulLaptop, canaries: readonly Canary[]): Promise<void> {
  const receipt = await door.sendEvents(
    '/v1/import',
    canaries.flatMap(({ events, broken }) => [...events, broken]),
    () => undefined,
  );
  if (receipt.quarantined !== canaries.length) throw new Error(`quarantined: ${receipt.defects.join('; ')}`);
}

/**
 * Has somebody and canaries know each other, some the one way and some the other; what the canaries chose is listed for
 * them, as a night does.
 */
export async function relateTo(
  { door, dynamo }: ForgetfulLaptop,
  friend: string,
  canaries: readonly Canary[],
): Promise<void> {
  for (const userId of [friend, ...canaries.map(({ userId }) => userId)]) {
    const path = `/v1/profiles/${encodeURIComponent(userId)}/consent`;
    await door.call('PUT', path, { purposes: { personalisation: true, profiling: true } });
  }
  for (const [i, { userId }] of canaries.entries()) {
    const [from, to] = i % 2 === 0 ? [{ userId }, { userId: friend }] : [{ userId: friend }, { userId }];
    await door.call('PUT', '/v1/relations', { from, to, kind: 'friend' });
  }
  const list = canaries.map(({ userId }) => ({ itemId: `made by ${userId}`, share: 1 / canaries.length }));
  await dynamoFriendChoices(dynamo, PEOPLE).put(new Map([[`U#${friend}`, list]]), Date.now() + 86_400_000);
}

/** What is listed for somebody of what friends chose. */
export async function listedFor({ dynamo }: ForgetfulLaptop, friend: string): Promise<unknown> {
  const Key = { pk: `U#${friend}`, sk: 'FRIENDS' };
  const { Item } = await dynamo.send(new GetCommand({ TableName: PEOPLE, Key, ConsistentRead: true }));
  return Item?.['choices'];
}

export async function decideFor({ door }: ForgetfulLaptop, canaries: readonly Canary[]): Promise<void> {
  for (const { userId } of canaries) await door.call('POST', '/v1/recommendations', { placement: 'home', userId });
}

/** The pseudonyms of one deployment, made by another one too: what is derived is in the same order. */
export async function sharePseudonyms(from: ForgetfulLaptop, to: ForgetfulLaptop): Promise<Uint8Array> {
  const { bytes } = await dynamoSecrets(from.dynamo, CONTROL, systemClock).current('pseudonym');
  const Key = { pk: 'SECRET', sk: 'pseudonym#000001' };
  const { Item } = await from.dynamo.send(new GetCommand({ TableName: CONTROL, Key }));
  await to.dynamo.send(new PutCommand({ TableName: CONTROL, Item: Item ?? {} }));
  return bytes;
}

/** What of the canaries lies in any file of the laptop's folder, in whatever form. */
export function leftoversOf(
  { directory }: ForgetfulLaptop,
  pseudonymKey: Uint8Array,
  canaries: readonly Canary[],
): Promise<readonly Leftover[]> {
  const ids = canaries.flatMap(({ userId, anonymousIds }) => [
    userId,
    `U#${userId}`,
    ...anonymousIds.flatMap((id) => [id, `A#${id}`]),
  ]);
  return leftoversIn(directory, [...formsOf(CANARY_MARK), ...ids.flatMap((id) => keyedHashesOf(pseudonymKey, id))]);
}

const MODEL_FILES = ['model.onnx', 'trial.onnx', 'items.json', 'event-counts.json', 'catalog.json'];

/** The served version and the bytes of its files. */
export async function servedModel({ models }: ForgetfulLaptop) {
  const version = (await models.served(RECOMMENDER_NAME))?.version ?? '';
  const files = await Promise.all(MODEL_FILES.map((file) => models.read(RECOMMENDER_NAME, version, file)));
  return { version, files: new Map(MODEL_FILES.map((file, i) => [file, files[i]!])) };
}
