import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { ModelRemoval } from '../../ports/erasure.ts';
import type { ModelStore } from '../../ports/model-store.ts';
import { bucketObjects } from './objects.ts';

/** models/<name>/<version>/<file>, and models/<name>/current.json, which names the served version. */
export function s3Models(client: S3Client, bucket: string): ModelStore & ModelRemoval {
  const objects = bucketObjects(client, bucket);
  const currentOf = (name: string): string => `models/${name}/current.json`;
  /** Everything of every version; what names the served one is none. */
  const ofVersions = async (name: string) =>
    (await objects.listEver(`models/${name}/`)).flatMap((object) => {
      const version = object.key.split('/', 4)[2] ?? '';
      return object.key === currentOf(name) ? [] : [{ ...object, version }];
    });

  return {
    async put(name, version, files) {
      for (const [file, bytes] of files) await objects.put(`models/${name}/${version}/${file}`, bytes);
    },

    read: async (name, version, file) => (await objects.get(`models/${name}/${version}/${file}`)).bytes,

    async served(name) {
      try {
        const { bytes, etag } = await objects.get(currentOf(name));
        const { version } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { version: string };
        return { version, etag };
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },

    publish: (name, version, expected) => objects.replace(currentOf(name), JSON.stringify({ version }), expected?.etag),

    versions: async (name) => [...new Set((await ofVersions(name)).map(({ version }) => version))].sort(),

    async removeAllBut(name, version) {
      const others = (await ofVersions(name)).filter((object) => object.version !== version);
      await objects.removeForGood(others);
      return others.length;
    },
  };
}
