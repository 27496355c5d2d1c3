import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ConflictError, NotFoundError, UnavailableError } from '../../domain/errors.ts';

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
  /** Keys of everything under a prefix, also of what is only remembered: older versions, marks of deletion. */
  listEver(prefix: string): Promise<readonly EverStored[]>;
  /** Removes them for good. */
  removeForGood(objects: readonly EverStored[]): Promise<void>;
}

/** One version of an object; a bucket without versions has one of each, called "null". */
export interface EverStored {
  readonly key: string;
  readonly versionId: string;
  /** Whether it is what a read of the key gives; a mark of deletion never is. */
  readonly isCurrent: boolean;
}

/** S3's limit for one call. */
const DELETE_LIMIT = 1000;

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

    async listEver(prefix) {
      const found: EverStored[] = [];
      let after: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined;
      do {
        const answer = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...after }));
        for (const { Key = '', VersionId = 'null', IsLatest = false } of answer.Versions ?? [])
          found.push({ key: Key, versionId: VersionId, isCurrent: IsLatest });
        for (const { Key = '', VersionId = 'null' } of answer.DeleteMarkers ?? [])
          found.push({ key: Key, versionId: VersionId, isCurrent: false });
        after = answer.IsTruncated
          ? { KeyMarker: answer.NextKeyMarker, VersionIdMarker: answer.NextVersionIdMarker }
          : undefined;
      } while (after !== undefined);
      return found;
    },

    async removeForGood(objects) {
      for (let start = 0; start < objects.length; start += DELETE_LIMIT) {
        const Objects = objects
          .slice(start, start + DELETE_LIMIT)
          .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
        const answer = await client.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        const failed = answer.Errors?.length ?? 0;
        if (failed > 0) throw new UnavailableError(`${failed} objects not deleted: ${answer.Errors?.[0]?.Code}`, 2);
      }
    },
  };
}
