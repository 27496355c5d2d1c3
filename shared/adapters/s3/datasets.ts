import { gunzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { InvalidInputError } from '../../domain/errors.ts';
import type { DatasetStore, DatasetWriter } from '../../ports/model-store.ts';
import { bucketObjects } from './objects.ts';

/** datasets/<name>/<file> */
export function s3Datasets(client: S3Client, bucket: string): DatasetStore & DatasetWriter {
  const objects = bucketObjects(client, bucket);
  return {
    async list(dataset) {
      const prefix = `datasets/${dataset}/`;
      return (await objects.list(prefix)).map((key) => key.slice(prefix.length));
    },

    async write(dataset, files) {
      for (const [file, text] of files) await objects.put(`datasets/${dataset}/${file}`, text);
    },

    async readText(dataset, file) {
      const { bytes } = await objects.get(`datasets/${dataset}/${file}`);
      return (file.endsWith('.gz') ? unzipped(bytes, file) : Buffer.from(bytes)).toString('utf8');
    },
  };
}

function unzipped(bytes: Uint8Array, file: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new InvalidInputError(`${file}: it is not gzip, or it is cut short (${(cause as Error).message})`);
  }
}
