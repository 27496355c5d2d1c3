import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';

/** The few verbs of a bucket that the stores need, with S3's errors in the house's words. */
export interface Objects {
  put(key: string, bytes: Uint8Array | string): Promise<void>;
  /**
   * Replaces an object only while it is the one that was read.
   * @param etag - of the object that was read; undefined when there was none.
   * @throws ConflictError when it is another by now.
   */
  replace(key: string, bytes: Uint8Array | string, etag: string | undefined): Promise<void>;
  /** @throws NotFoundError */
  get(key: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string }>;
  list(prefix: string): Promise<readonly string[]>;
}

export function bucketObjects(client: S3Client, bucket: string): Objects {
  return {
    async put(key, bytes) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },

    async replace(key, bytes, etag) {
      try {
        const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ...condition }));
      } catch (cause) {
        const status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;
        // 412: the condition does not hold; 409: another write won the race; 404: what was read is gone.
        if (status === 412 || status === 409 || status === 404) {
          throw new ConflictError(`"${key}" was changed by another writer`, { cause });
        }
        throw cause;
      }
    },

    async get(key) {
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { bytes: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(), etag: answer.ETag ?? '' };
      } catch (cause) {
        if (cause instanceof NoSuchKey) throw new NotFoundError(`no object "${key}"`);
        throw cause;
      }
    },

    async list(prefix) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const answer = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
        );
        keys.push(...(answer.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        token = answer.NextContinuationToken;
      } while (token !== undefined);
      return keys;
    },
  };
}
