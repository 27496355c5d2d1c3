import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type ObjectVersion,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedS3 } from '../../infra/laptop/embedded-s3/server.ts';
import { blobCount, clientOf, spawnServer, text } from '../support/embedded-s3.ts';
import { useEmbeddedS3 } from '../support/use-embedded-s3.ts';
import { type ModelledBucket, modelledBucket } from '../support/versioned-bucket.ts';

const s3 = useEmbeddedS3();
beforeEach(() => keepVersions());

describe('a bucket that keeps versions', () => {
  it('names each version that is written, and keeps what it replaces', async () => {
    const first = await put('k', 'first');
    const second = await put('k', 'second');
    const third = await putByParts('k', 'third');

    const ids = [third, second, first].map(({ VersionId }) => VersionId!);
    expect(new Set(ids).size).toBe(3);
    expect(ids.join()).not.toContain('null');
    expect((await remembered()).versions.map(({ versionId }) => versionId)).toEqual(ids);
    expect(await get('k')).toMatchObject({ VersionId: ids[0] });
    expect(await head('k')).toMatchObject({ VersionId: ids[0], ContentLength: 5 });
  });

  it('hides what is deleted behind a marker, until that is removed', async () => {
    const { VersionId: written } = await put('k', 'x');
    const { DeleteMarker, VersionId: marker } = await remove('k');

    expect(DeleteMarker).toBe(true);
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker };
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey', $response: { headers } });
    await expect(head('k')).rejects.toMatchObject({ name: 'NotFound', $response: { headers } });
    expect(await currentKeys()).toEqual([]);

    expect(await remove('k', marker)).toMatchObject({ DeleteMarker: true, VersionId: marker });
    expect(await text(await get('k'))).toBe('x');
    const gone = await remove('k', written);
    expect(gone.VersionId).toBe(written);
    expect(gone.DeleteMarker).toBeUndefined();
    await expect(get('k')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $response: { headers: expect.not.objectContaining({ 'x-amz-delete-marker': expect.anything() }) },
    });
    expect(await remembered()).toEqual(NOTHING);
  });

  it('marks a key that never was as deleted, and takes a version that never was for removed', async () => {
    await remove('absent');
    expect(await remembered()).toMatchObject({ versions: [], markers: [{ key: 'absent', isLatest: true }] });
    const { VersionId } = await put('k', 'x');
    await remove('other', VersionId);
    await remove('k', 'null');
    expect(await text(await get('k'))).toBe('x');
    await expect(remove('k', 'nonsense')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('deletes many, some for good, and says what became of each', async () => {
    const { VersionId } = await put('k', 'x');
    const { Deleted, Errors } = await removeMany([
      { Key: 'hidden' },
      { Key: 'k', VersionId },
      { Key: 'never', VersionId: 'null' },
      { Key: 'k', VersionId: 'nonsense' },
    ]);
    const [hidden, ...others] = Deleted!;
    expect(hidden).toEqual({ Key: 'hidden', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) });
    expect(others).toEqual([
      { Key: 'k', VersionId },
      { Key: 'never', VersionId: 'null' },
    ]);
    expect(Errors).toMatchObject([{ Key: 'k', VersionId: 'nonsense', Code: 'InvalidArgument' }]);

    const marker = { Key: 'hidden', VersionId: hidden!.DeleteMarkerVersionId };
    const again = await removeMany([marker]);
    expect(again.Deleted).toEqual([{ ...marker, DeleteMarker: true, DeleteMarkerVersionId: marker.VersionId }]);
    expect(await remembered()).toEqual(NOTHING);
  });

  it('weighs conditions against the current object, and a marker as nothing', async () => {
    const old = await put('k', 'old');
    const current = await put('k', 'current');
    await expect(put('k', 'late', { IfMatch: old.ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('k', 'again', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await put('k', 'newer', { IfMatch: current.ETag });
    const { VersionId: marker } = await remove('k');
    await expect(put('k', 'late', { IfMatch: old.ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put('k', 'anew', { IfNoneMatch: '*' });

    expect(await text(await get('k'))).toBe('anew');
    const { versions, markers } = await remembered();
    expect(versions.map(({ isLatest }) => isLatest)).toEqual([true, false, false, false]); // the refused left nothing
    expect(markers).toEqual([{ key: 'k', versionId: marker, isLatest: false }]);
  });

  it('begins with what was there before, under the id null', async () => {
    await newBucket({ versioned: false });
    expect((await put('k', 'x')).VersionId).toBeUndefined();
    expect((await get('k')).VersionId).toBeUndefined();
    await keepVersions();

    expect(await get('k')).toMatchObject({ VersionId: 'null' });
    const { VersionId } = await put('k', 'y');
    await keepVersions(); // to say it again changes nothing
    const next = await put('k', 'z');
    expect((await remembered()).versions.map(({ versionId }) => versionId)).toEqual([
      next.VersionId,
      VersionId,
      'null',
    ]);
    await removeMany([
      { Key: 'k', VersionId },
      { Key: 'k', VersionId: next.VersionId },
    ]);
    expect(await text(await get('k'))).toBe('x');
  });

  it('refuses aloud what it does not serve of versions', async () => {
    const { VersionId } = await put('k', 'x');
    const refused = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
    await expect(keepVersions('Suspended')).rejects.toMatchObject(refused);
    await expect(get('k', VersionId)).rejects.toMatchObject(refused);
    const grouped = s3.client.send(new ListObjectVersionsCommand({ Bucket: s3.bucket, Delimiter: '/' }));
    await expect(grouped).rejects.toMatchObject(refused);
    const conditional = removeMany([{ Key: 'k', VersionId, ETag: '"x"' }]);
    expect((await conditional).Errors).toMatchObject([{ Code: 'NotImplemented' }]);
    const unplaced = s3.client.send(new ListObjectVersionsCommand({ Bucket: s3.bucket, VersionIdMarker: VersionId }));
    await expect(unplaced).rejects.toMatchObject({ name: 'InvalidArgument' });
    expect(await text(await get('k'))).toBe('x');
  });
});

const KEYS = ['a', 'a/b', 'a/b&<c>', 'a/\u{1F600}', 'a/\uFF01', 'b'];
const aKey = fc.constantFrom(...KEYS);
const aPick = fc.option(fc.nat(), { nil: undefined }); // undefined: no version is named
const aStep = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key: aKey, onlyIfAbsent: fc.boolean() }),
  fc.record({ kind: fc.constant('delete' as const), key: aKey, pick: aPick }),
  fc.record({
    kind: fc.constant('delete many' as const),
    picks: fc.array(fc.tuple(aKey, aPick), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    prefix: fc.constantFrom('', 'a', 'a/', 'b', 'c'),
    page: fc.integer({ min: 1, max: 4 }),
  }),
);
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

describe('whatever is written, deleted and removed', () => {
  it('remembers what S3 would, in pages of any size, and no blob more', async () => {
    const steps = fc.array(aStep, { minLength: 5, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, steps, async (before, after) => {
        const model = modelledBucket();
        await newBucket({ versioned: false });
        const blobsBefore = await blobCount(s3.directory);
        for (const step of before) await take(step, model, { versioned: false });
        await keepVersions();
        for (const step of after) await take(step, model, { versioned: true });

        await expectListing(model, '', 3);
        for (const key of KEYS) expect(await bodyOf(key)).toBe(model.current(key));
        const bodies = model.all().filter(({ body }) => body !== undefined);
        expect((await blobCount(s3.directory)) - blobsBefore).toBe(bodies.length);
      }),
      { numRuns: 15 },
    );
  });

  it('is listed without a gap when each page is removed before the next is asked for', async () => {
    for (let i = 0; i < 5; i++) for (const key of ['a', 'b']) await put(key, `${i}`);
    await remove('a');
    const seen: string[] = [];
    let after: Partial<ListObjectVersionsCommandInput> | undefined = {};
    while (after !== undefined) {
      const page: ListObjectVersionsCommandOutput = await s3.client.send(
        new ListObjectVersionsCommand({ Bucket: s3.bucket, MaxKeys: 3, ...after }),
      );
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      seen.push(...found.map(({ VersionId }) => VersionId!));
      await removeMany(found.map(({ Key, VersionId }) => ({ Key, VersionId })));
      after = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    expect(new Set(seen).size).toBe(11);
    expect(await remembered()).toEqual(NOTHING);
  });
});

describe('persistence of versions', () => {
  it('has every acknowledged version after being killed in the middle of overwriting', async () => {
    const home = path.join(s3.root, 'killed');
    const child = await spawnServer(home);
    const writer = clientOf(child.url);
    await newBucket({ by: writer });
    const acknowledged = new Map<string, string>();
    let refused = 0;
    const overwrite = async (Key: string) => {
      for (let i = 0; refused === 0; i++) {
        const sent = i % 4 === 3 ? remove(Key, undefined, writer) : put(Key, `${i}`, {}, writer);
        await sent.then(({ VersionId }) => acknowledged.set(VersionId!, Key)).catch(() => refused++);
        if (acknowledged.size >= 200) child.kill();
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(overwrite));
    await child.exited;
    writer.destroy();

    const restarted = await startEmbeddedS3({ directory: home });
    const reader = clientOf(restarted.url);
    const { versions, markers } = await remembered(reader);
    const found = new Map([...versions, ...markers].map(({ key, versionId }) => [versionId, key]));
    for (const [versionId, key] of acknowledged) expect(found.get(versionId)).toBe(key);
    expect(acknowledged.size).toBeGreaterThanOrEqual(200);
    expect(await blobCount(home)).toBe(versions.length);
    const next = await put('a', 'after', {}, reader);
    expect(found.has(next.VersionId!)).toBe(false);
    expect((await remembered(reader)).versions[0]).toEqual({ key: 'a', versionId: next.VersionId, isLatest: true });
    reader.destroy();
    await restarted.close();
  });

  it('opens an index of before there were versions, with all that is in it', async () => {
    const home = path.join(s3.root, 'before');
    const writing = await startEmbeddedS3({ directory: home });
    const writer = clientOf(writing.url);
    await newBucket({ by: writer, versioned: false });
    await put('k', 'x', { ContentType: 'text/plain' }, writer);
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key: 'multi' }));
    const part = { Bucket: s3.bucket, Key: 'multi', UploadId, PartNumber: 1 };
    const { ETag } = await writer.send(new UploadPartCommand({ ...part, Body: 'part' }));
    writer.destroy();
    await writing.close();
    asBeforeVersions(path.join(home, 'index.sqlite'));

    const opened = await startEmbeddedS3({ directory: home });
    const reader = clientOf(opened.url);
    expect((await remembered(reader)).versions).toEqual([{ key: 'k', versionId: 'null', isLatest: true }]);
    const read = await reader.send(new GetObjectCommand({ Bucket: s3.bucket, Key: 'k' }));
    expect(read).toMatchObject({ ContentType: 'text/plain' });
    expect(await text(read)).toBe('x');
    await keepVersions('Enabled', reader);
    await put('k', 'y', {}, reader);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await reader.send(
      new CompleteMultipartUploadCommand({ Bucket: s3.bucket, Key: 'multi', UploadId, MultipartUpload }),
    );
    expect((await remembered(reader)).versions.map(({ key }) => key)).toEqual(['k', 'k', 'multi']);
    expect(await blobCount(home)).toBe(3);
    reader.destroy();
    await opened.close();
  });

  it('leaves an index of a later release, and its blobs, alone', async () => {
    const home = path.join(s3.root, 'later');
    const writing = await startEmbeddedS3({ directory: home });
    const writer = clientOf(writing.url);
    await newBucket({ by: writer });
    await put('k', 'x', {}, writer);
    writer.destroy();
    await writing.close();
    const index = new DatabaseSync(path.join(home, 'index.sqlite'));
    index.exec('PRAGMA user_version = 99');
    index.close();

    await expect(startEmbeddedS3({ directory: home })).rejects.toThrow('form 99');
    expect(await blobCount(home)).toBe(1);
  });
});

/** Makes of an index what the last release that kept no versions would have written. */
function asBeforeVersions(file: string): void {
  const index = new DatabaseSync(file);
  index.exec(`
    CREATE TABLE objects (
      bucket TEXT, key TEXT, blob TEXT, size INTEGER, etag TEXT, modified_ms INTEGER, checksum TEXT, headers TEXT,
      PRIMARY KEY (bucket, key)) WITHOUT ROWID;
    INSERT INTO objects SELECT bucket, key, blob, size, etag, modified_ms, checksum, headers FROM versions;
    DROP TABLE versions;
    ALTER TABLE buckets DROP COLUMN made_versions;
    PRAGMA user_version = 0`);
  index.close();
}

/** Does a step on the server and on the model. */
async function take(step: Step, model: ModelledBucket, { versioned }: { readonly versioned: boolean }): Promise<void> {
  const named = (key: string, pick: number | undefined): ObjectIdentifier => {
    const ids = model.all().filter((version) => version.key === key);
    return pick === undefined || ids.length === 0
      ? { Key: key }
      : { Key: key, VersionId: ids[pick % ids.length]!.versionId };
  };
  const removed = ({ Key, VersionId }: ObjectIdentifier, marker: string | undefined) => {
    if (VersionId === undefined && versioned) model.add(Key!, { versionId: marker!, body: undefined });
    else model.remove(Key!, VersionId ?? 'null');
  };
  switch (step.kind) {
    case 'put': {
      const body = `body ${bodies++}`;
      const written = put(step.key, body, step.onlyIfAbsent ? { IfNoneMatch: '*' } : {});
      if (step.onlyIfAbsent && model.current(step.key) !== undefined)
        await expect(written).rejects.toMatchObject({ name: 'PreconditionFailed' });
      else model.add(step.key, { versionId: (await written).VersionId ?? 'null', body });
      return;
    }
    case 'delete': {
      const object = named(step.key, step.pick);
      removed(object, (await remove(step.key, object.VersionId)).VersionId);
      return;
    }
    case 'delete many': {
      const objects = step.picks.map(([key, pick]) => named(key, pick));
      const { Deleted } = await removeMany(objects);
      for (const [i, object] of objects.entries()) removed(object, Deleted![i]!.DeleteMarkerVersionId);
      return;
    }
    case 'list':
      await expectListing(model, step.prefix, step.page);
  }
}
let bodies = 0;

async function expectListing(model: ModelledBucket, prefix: string, page: number): Promise<void> {
  const expected = model.listing(prefix);
  const pages = Array.from({ length: Math.max(1, Math.ceil(expected.length / page)) }, (_, i) =>
    expected.slice(i * page, (i + 1) * page),
  );
  expect(await listVersions({ Prefix: prefix, MaxKeys: page })).toEqual(
    pages.map((entries) => ({
      versions: entries.filter(({ isMarker }) => !isMarker).map(({ isMarker: _, ...listed }) => listed),
      markers: entries.filter(({ isMarker }) => isMarker).map(({ isMarker: _, ...listed }) => listed),
    })),
  );
  const current = expected.filter(({ isLatest, isMarker }) => isLatest && !isMarker);
  expect(await currentKeys(prefix, page)).toEqual(current.map(({ key }) => key));
}

async function newBucket({ by = s3.client, versioned = true } = {}): Promise<void> {
  await s3.newBucket(by);
  if (versioned) await keepVersions('Enabled', by);
}

function keepVersions(Status: 'Enabled' | 'Suspended' = 'Enabled', by = s3.client) {
  return by.send(new PutBucketVersioningCommand({ Bucket: s3.bucket, VersioningConfiguration: { Status } }));
}

function put(Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}, by = s3.client) {
  return by.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body, ...more }));
}

async function putByParts(Key: string, Body: string) {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key }));
  const upload = { Bucket: s3.bucket, Key, UploadId };
  const { ETag } = await s3.client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  return s3.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
}

function get(Key: string, VersionId?: string) {
  return s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key, VersionId }));
}

function head(Key: string) {
  return s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key }));
}

async function bodyOf(key: string): Promise<string | undefined> {
  try {
    return await text(await get(key));
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

function remove(Key: string, VersionId?: string, by = s3.client) {
  return by.send(new DeleteObjectCommand({ Bucket: s3.bucket, Key, VersionId }));
}

function removeMany(Objects: ObjectIdentifier[]) {
  return s3.client.send(new DeleteObjectsCommand({ Bucket: s3.bucket, Delete: { Objects } }));
}

const NOTHING = { versions: [], markers: [] };

/** Page by page; the SDK parts what S3 gives in one list. */
async function listVersions(more: Partial<ListObjectVersionsCommandInput>, by = s3.client) {
  const listed = ({ Key, VersionId, IsLatest }: ObjectVersion | DeleteMarkerEntry) => ({
    key: Key!,
    versionId: VersionId!,
    isLatest: IsLatest!,
  });
  const pages: { versions: ReturnType<typeof listed>[]; markers: ReturnType<typeof listed>[] }[] = [];
  for (let after: Partial<ListObjectVersionsCommandInput> | undefined = {}; after !== undefined; ) {
    const page: ListObjectVersionsCommandOutput = await by.send(
      new ListObjectVersionsCommand({ Bucket: s3.bucket, ...more, ...after }),
    );
    pages.push({ versions: (page.Versions ?? []).map(listed), markers: (page.DeleteMarkers ?? []).map(listed) });
    after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return pages;
}

async function remembered(by = s3.client) {
  const pages = await listVersions({}, by);
  return { versions: pages.flatMap(({ versions }) => versions), markers: pages.flatMap(({ markers }) => markers) };
}

async function currentKeys(Prefix = '', MaxKeys = 1000): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.client.send(
      new ListObjectsV2Command({ Bucket: s3.bucket, Prefix, MaxKeys, ContinuationToken }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}
