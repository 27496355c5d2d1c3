// What S3 does by itself every day in AWS, and the laptop when it starts.
import {
  type DeleteMarkerEntry,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Bucket, OLD_VERSION_DAYS } from '../topology.ts';

const DAY_MS = 86_400_000;
/** S3's limit for one call. */
const DELETE_LIMIT = 1000;

/** Removes the objects that are older than a rule of the plan lets them grow. */
export async function removeExpired(
  s3: S3Client,
  bucket: string,
  { prefix, days }: Bucket['expiry'][number],
  nowMs: number,
): Promise<void> {
  const limit = nowMs - days * DAY_MS;
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    const expired = Contents.filter(({ LastModified }) => (LastModified?.getTime() ?? limit) < limit);
    if (expired.length === 0) return;
    await remove(
      s3,
      bucket,
      expired.map(({ Key }) => ({ Key })),
    );
  }
}

/** Removes the versions that were replaced more than the plan's days ago; what is current stays, however old. */
export async function removeOldVersions(s3: S3Client, bucket: string, nowMs: number): Promise<void> {
  const replacedAtMs = new Map<string | undefined, number>();
  const all = await everythingIn(s3, bucket);
  const old = all.sort(latestThenNewest).filter(({ Key, LastModified }) => {
    const replaced = replacedAtMs.get(Key) ?? nowMs;
    replacedAtMs.set(Key, writtenAtMs({ LastModified }));
    return replaced < nowMs - OLD_VERSION_DAYS * DAY_MS;
  });
  for (let start = 0; start < old.length; start += DELETE_LIMIT) {
    const Objects = old.slice(start, start + DELETE_LIMIT).map(({ Key, VersionId }) => ({ Key, VersionId }));
    await remove(s3, bucket, Objects);
  }
}

async function everythingIn(s3: S3Client, bucket: string): Promise<(ObjectVersion | DeleteMarkerEntry)[]> {
  const all: (ObjectVersion | DeleteMarkerEntry)[] = [];
  for (let after: Partial<ListObjectVersionsCommandInput> | undefined = {}; after !== undefined; ) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, ...after }),
    );
    all.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
    after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return all;
}

type Written = Pick<ObjectVersion, 'IsLatest' | 'LastModified'>;

const latestThenNewest = (a: Written, b: Written): number =>
  Number(b.IsLatest) - Number(a.IsLatest) || writtenAtMs(b) - writtenAtMs(a);

const writtenAtMs = ({ LastModified }: Written): number => LastModified?.getTime() ?? Number.POSITIVE_INFINITY;

const remove = (s3: S3Client, bucket: string, Objects: ObjectIdentifier[]) =>
  s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
