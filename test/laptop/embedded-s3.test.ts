import net from 'node:net';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bucketCalls } from '../support/bucket-calls.ts';
import { blobCount, inUtf8Order, text } from '../support/embedded-s3.ts';
import { useEmbeddedS3 } from '../support/use-embedded-s3.ts';

const s3 = useEmbeddedS3();
const { put, get, listAll, raw } = bucketCalls(s3);

describe('buckets', () => {
  it('makes a bucket once', async () => {
    const again = s3.client.send(new CreateBucketCommand({ Bucket: s3.bucket }));
    await expect(again).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou', $metadata: { httpStatusCode: 409 } });
  });

  it('takes a region in the request, as outside us-east-1 it must be there', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await s3.client.send(new CreateBucketCommand({ Bucket: 'with-region', CreateBucketConfiguration }));
    await expect(s3.client.send(new HeadBucketCommand({ Bucket: 'with-region' }))).resolves.toBeDefined();
  });

  it.each(['UPPER', 'a', 'under_score', 'two..dots', '10.0.0.1'])('refuses the name %s', async (name) => {
    await expect(s3.client.send(new CreateBucketCommand({ Bucket: name }))).rejects.toThrow('not valid');
  });

  it('tells a missing bucket from a missing key', async () => {
    await expect(s3.client.send(new HeadBucketCommand({ Bucket: 'absent' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(put('k', 'x', { Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(get('k', { Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    const head = s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key: 'k' }));
    await expect(head).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('objects', () => {
  it('gives back the bytes and what was said about them', async () => {
    const said = {
      ContentType: 'text/plain; charset=utf-8',
      ContentEncoding: 'identity',
      CacheControl: 'max-age=60',
      Metadata: { version: 'v7', 'dash-ed': 'a, b' },
    };
    const written = await put('a/1.txt', 'hello', said);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key: 'a/1.txt' }));

    const etag = '"5d41402abc4b2a76b9719d911017c592"';
    expect(written.ETag).toBe(etag);
    expect(head).toMatchObject({ ...said, ETag: etag, ContentLength: 5, AcceptRanges: 'bytes' });
    expect(Math.abs(Date.now() - head.LastModified!.getTime())).toBeLessThan(60_000);
    const read = await get('a/1.txt');
    expect(read).toMatchObject({ ...said, ETag: etag });
    expect(await text(read)).toBe('hello');
  });

  it('keeps an empty object', async () => {
    await put('empty', '');
    const read = await get('empty');
    expect([read.ContentLength, await text(read)]).toEqual([0, '']);
  });

  it('replaces and deletes, leaving no file behind', async () => {
    const before = await blobCount(s3.directory);
    await put('k', 'one');
    await put('k', 'two');
    expect(await text(await get('k'))).toBe('two');
    expect(await blobCount(s3.directory)).toBe(before + 1);

    await s3.client.send(new DeleteObjectCommand({ Bucket: s3.bucket, Key: 'k' }));
    await s3.client.send(new DeleteObjectCommand({ Bucket: s3.bucket, Key: 'k' })); // a missing key is as good as deleted
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await blobCount(s3.directory)).toBe(before);
  });

  it('keeps every key as it is spelt', async () => {
    const keys = [
      'dt=2026-01-01/h=03/x y+ü%20.json',
      'a',
      'a/',
      'a//b',
      'a/../b',
      '100%',
      'q?x=1&y#z',
      '<&>"\'',
      'tab\there',
      '日本/😀',
    ];
    for (const key of keys) await put(key, `at ${key}`);
    for (const key of keys) expect(await text(await get(key))).toBe(`at ${key}`);
    expect((await listAll()).keys).toEqual(inUtf8Order(keys));
  });

  it('refuses what it would otherwise drop without a word', async () => {
    await put('k', 'x');
    await expect(put('copy', 'x', { Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(put('big', 'x', { Metadata: { m: 'x'.repeat(2048) } })).rejects.toMatchObject({
      name: 'MetadataTooLarge',
    });
    await expect(put('k'.repeat(1025), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' });
    const conditional = s3.client.send(new DeleteObjectCommand({ Bucket: s3.bucket, Key: 'k', IfMatch: '"x"' }));
    await expect(conditional).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await text(await get('k'))).toBe('x');
  });
});

describe('conditions', () => {
  it('creates only what is not there', async () => {
    await put('k', 'first', { IfNoneMatch: '*' });
    const second = put('k', 'second', { IfNoneMatch: '*' });
    await expect(second).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await text(await get('k'))).toBe('first');
    await expect(put('k', 'x', { IfNoneMatch: '"etag"' })).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('replaces only what the writer has seen', async () => {
    const { ETag } = await put('k', 'first');
    await put('k', 'second', { IfMatch: ETag });
    await expect(put('k', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text(await get('k'))).toBe('second');
    const absent = put('absent', 'x', { IfMatch: ETag });
    await expect(absent).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  });

  it.each(['If-None-Match', 'If-Match'])('lets one of 20 writers win a race with %s', async (condition) => {
    const before = await blobCount(s3.directory);
    const seen = condition === 'If-Match' ? await put('race', 'seen') : undefined;
    const how = seen === undefined ? { IfNoneMatch: '*' } : { IfMatch: seen.ETag };
    const writers = Array.from({ length: 20 }, (_, i) => put('race', `writer ${i}`, how));
    const outcomes = await Promise.allSettled(writers);

    const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [`writer ${i}`] : []));
    expect(winners).toHaveLength(1);
    expect(await text(await get('race'))).toBe(winners[0]);
    const losses = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(new Set(losses)).toEqual(new Set(['PreconditionFailed']));
    expect(await blobCount(s3.directory)).toBe(before + 1);
  });

  it('reads by condition', async () => {
    const { ETag } = await put('k', 'x');
    expect(await text(await get('k', { IfMatch: ETag }))).toBe('x');
    expect(await text(await get('k', { IfNoneMatch: '"other"' }))).toBe('x');
    await expect(get('k', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const unchanged = { $metadata: { httpStatusCode: 304 } };
    await expect(get('k', { IfNoneMatch: ETag })).rejects.toMatchObject(unchanged);
    const head = s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key: 'k', IfNoneMatch: ETag }));
    await expect(head).rejects.toMatchObject(unchanged);

    const past = new Date(Date.now() - 3_600_000);
    const future = new Date(Date.now() + 3_600_000);
    await expect(get('k', { IfModifiedSince: future })).rejects.toMatchObject(unchanged);
    await expect(get('k', { IfUnmodifiedSince: past })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text(await get('k', { IfModifiedSince: past, IfUnmodifiedSince: future }))).toBe('x');
  });
});

describe('ranges', () => {
  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=4-2', '0123456789', undefined],
    ['bytes=0-1,3-4', '0123456789', undefined],
    ['items=0-1', '0123456789', undefined],
  ])('answers %s', async (Range, content, ContentRange) => {
    await put('k', '0123456789');
    const read = await get('k', { Range, ChecksumMode: 'ENABLED' });
    expect(read.$metadata.httpStatusCode).toBe(ContentRange === undefined ? 200 : 206);
    expect(read.ContentRange).toBe(ContentRange);
    expect(read.ChecksumCRC32 === undefined).toBe(ContentRange !== undefined); // it is the whole object's
    expect(await text(read)).toBe(content);
  });

  it('refuses a range that holds no byte, telling the size', async () => {
    await put('k', '0123456789');
    await put('empty', '');
    const beyond = await raw('GET', 'k', { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */10']);
    await expect(get('k', { Range: 'bytes=-0' })).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(get('empty', { Range: 'bytes=0-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });
});

describe('the door', () => {
  it('refuses aloud what it does not serve', async () => {
    await put('k', 'x');
    const refused = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
    const versioning = s3.client.send(new GetBucketVersioningCommand({ Bucket: s3.bucket }));
    await expect(versioning).rejects.toMatchObject(refused);
    await expect(s3.client.send(new ListObjectsCommand({ Bucket: s3.bucket }))).rejects.toMatchObject(refused);
    const tagging = s3.client.send(new GetObjectTaggingCommand({ Bucket: s3.bucket, Key: 'k' }));
    await expect(tagging).rejects.toMatchObject(refused);
    await expect(get('k', { VersionId: 'v' })).rejects.toMatchObject(refused);
    const copy = s3.client.send(
      new CopyObjectCommand({ Bucket: s3.bucket, Key: 'copy', CopySource: `${s3.bucket}/k` }),
    );
    await expect(copy).rejects.toMatchObject(refused);
    expect(await raw('PATCH', 'k', {})).toMatchObject({
      status: 501,
      body: expect.stringMatching(
        /^<\?xml.*<Error><Code>NotImplemented<\/Code>.*<RequestId>.+<\/RequestId><\/Error>$/s,
      ),
    });
  });

  it('refuses an address that cannot be decoded', async () => {
    expect((await raw('GET', 'bad%zz', {})).body).toContain('<Code>InvalidURI</Code>');
  });

  it('answers neither unsigned requests nor names that only point here', async () => {
    await put('k', 'x');
    expect(await raw('GET', 'k', { authorization: undefined })).toMatchObject({ status: 403 });
    expect(await raw('GET', 'k', { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await raw('GET', 'k', {})).toMatchObject({ status: 200, body: 'x' });
  });

  it('listens on the loopback address alone', async () => {
    const { hostname, port } = new URL(s3.url);
    expect(hostname).toBe('127.0.0.1');
    const elsewhere = net.connect({ host: '127.0.0.2', port: Number(port) });
    const outcome = await new Promise((resolve) => {
      elsewhere.once('connect', () => resolve('connected')).once('error', () => resolve('refused'));
    });
    elsewhere.destroy();
    expect(outcome).toBe('refused');
  });
});
