import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { ModelNames, ModelRemoval } from '../../ports/erasure.ts';
import type { ModelStore } from '../../ports/model-store.ts';
import { bucketObjects, type EverStored } from './objects.ts';

/**
 * models/<name>/<version>/<file>, and models/<name>/current.json, which names the served version.
 * @param root - another folder in the place of `models`, as of what decision points go by.
 */
export function s3Models(client: S3Client, bucket: string, root = 'models'): ModelStore & ModelRemoval & ModelNames {
  const objects = bucketObjects(client, bucket);
  const folderOf = (name: string): string => `${root}/${name}/`;
  const currentOf = (name: string): string => `${folderOf(name)}current.json`;
  const versionOf = ({ key }: EverStored): string => key.split('/', 4)[2] ?? '';
  /**
   * Everything that the bucket remembers, but for the current objects of a version and the pointer. What they once
   * replaced goes too: of a version that was made anew nothing says that its files were the same before, and the
   * pointer's past names versions that are gone.
   */
  const allBut = async (name: string, version: string) =>
    (await objects.listEver(folderOf(name))).filter(
      (object) => !(object.isCurrent && (object.key === currentOf(name) || versionOf(object) === version)),
    );

  return {
    async put(name, version, files) {
      for (const [file, bytes] of files) await objects.put(`${folderOf(name)}${version}/${file}`, bytes);
    },

    read: async (name, version, file) => (await objects.get(`${folderOf(name)}${version}/${file}`)).bytes,

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

    async names() {
      const keys = await objects.list(`${root}/`);
      return [...new Set(keys.map((key) => key.split('/', 2)[1] ?? ''))].sort();
    },

    async versions(name) {
      const files = (await objects.listEver(folderOf(name))).filter(({ key }) => key !== currentOf(name));
      return [...new Set(files.map(versionOf))].sort();
    },

    async removeAllBut(name, version) {
      const others = await allBut(name, version);
      await objects.removeForGood(others);
      return others.length;
    },

    countAllBut: async (name, version) => (await allBut(name, version)).length,
  };
}
