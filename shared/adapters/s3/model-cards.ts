import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { ModelCard } from '../../domain/model-card.ts';
import type { ModelCards } from '../../ports/model-cards.ts';
import { bucketObjects } from './objects.ts';

const FOLDER = 'reports/cards/';
const NEWEST = `${FOLDER}newest/`;
const CARD = 'card.json';

/** reports/cards/of/<name>/<version>/<file>, and reports/cards/newest/<name>.json, the newest card of the name. */
export function s3ModelCards(client: S3Client, bucket: string): ModelCards {
  const objects = bucketObjects(client, bucket);
  const keyOf = (name: string, version: string, file: string): string => `${FOLDER}of/${name}/${version}/${file}`;
  const text = async (key: string): Promise<string> => Buffer.from((await objects.get(key)).bytes).toString('utf8');
  const readFile = (name: string, version: string, file: string): Promise<string> =>
    text(keyOf(name, version, file)).catch((cause: unknown) => {
      if (cause instanceof NotFoundError) throw new NotFoundError(`no ${file} of version ${version} of "${name}"`);
      throw cause;
    });
  return {
    async write(card, files) {
      const json = JSON.stringify(card);
      const all = [...files, [CARD, json] as const];
      await Promise.all(all.map(([file, body]) => objects.put(keyOf(card.name, card.version, file), body)));
      await objects.put(`${NEWEST}${card.name}.json`, json);
    },
    async newest() {
      const keys = (await objects.list(NEWEST)).toSorted();
      return Promise.all(keys.map(async (key) => JSON.parse(await text(key)) as ModelCard));
    },
    read: async (name, version) => JSON.parse(await readFile(name, version, CARD)) as ModelCard,
    readFile,
  };
}
