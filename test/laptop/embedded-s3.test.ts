import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../infra/laptop/embedded-s3/aws-chunked.ts';
import { type EmbeddedS3, startEmbeddedS3 } from '../../infra/laptop/embedded-s3/server.ts';
import {
  blobCount,
  bytes,
  clientOf,
  contentOf,
  expectedListing,
  headersSentBy,
  inPieces,
  inUtf8Order,
  spawnServer,
  text,
} from '../support/embedded-s3.ts';

const MIB = 1024 ** 2;

let root: string;
let directory: string;
let server: EmbeddedS3;
let client: S3Client;
let bucket: string;
let bucketCount = 0;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'embedded-s3-'));
  directory = path.join(root, 'shared');
  server = await startEmbeddedS3({ directory });
  client = clientOf(server.url);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  bucketCount += 1;
  bucket = `bucket-${bucketCount}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
});

describe('buckets', () => {
  it('makes a bucket once', async () => {
    const again = client.send(new CreateBucketCommand({ Bucket: bucket }));
    await expect(again).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou', $metadata: { httpStatusCode: 409 } });
  });

  it('takes a region in the request, as outside us-east-1 it must be there', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await client.send(new CreateBucketCommand({ Bucket: 'with-region', CreateBucketConfiguration }));
    await expect(client.send(new HeadBucketCommand({ Bucket: 'with-region' }))).resolves.toBeDefined();
  });

  it.each(['UPPER', 'a', 'under_score', 'two..dots', '10.0.0.1'])('refuses the name %s', async (name) => {
    await expect(client.send(new CreateBucketCommand({ Bucket: name }))).rejects.toThrow('not valid');
  });

  it('tells a missing bucket from a missing key', async () => {
    await expect(client.send(new HeadBucketCommand({ Bucket: 'absent' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(put('k', 'x', { Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(get('k', { Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    const head = client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'k' }));
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
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'a/1.txt' }));

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
    const before = await blobCount(directory);
    await put('k', 'one');
    await put('k', 'two');
    expect(await text(await get('k'))).toBe('two');
    expect(await blobCount(directory)).toBe(before + 1);

    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'k' }));
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'k' })); // a missing key is as good as deleted
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await blobCount(directory)).toBe(before);
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
    const conditional = client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'k', IfMatch: '"x"' }));
    await expect(conditional).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await text(await get('k'))).toBe('x');
  });
});

describe('bodies', () => {
  it('takes the payload out of a streamed body, and aws-chunked out of its encoding', async () => {
    const pieces = [Buffer.alloc(70_000, 1), Buffer.alloc(1), Buffer.alloc(29_999, 2)];
    const command = new PutObjectCommand({
      ...{ Bucket: bucket, Key: 'stream', Body: Readable.from(pieces) },
      ...{ ContentLength: 100_000, ContentEncoding: 'gzip' },
    });
    const headers = headersSentBy(command);
    await client.send(command);

    expect(headers()).toMatchObject({ 'x-amz-trailer': 'x-amz-checksum-crc32' }); // or this would not test the framing
    const read = await get('stream');
    expect(read.ContentEncoding).toBe('gzip');
    expect(await bytes(read)).toEqual(Buffer.concat(pieces));
  });

  // The check values of "123456789" in the catalogue of CRC algorithms, and its SHA digests.
  const CHECK_VALUES = {
    CRC32: 'cbf43926',
    CRC32C: 'e3069283',
    CRC64NVME: 'ae8b14860a799888',
    SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
    SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  };

  it.each(Object.entries(CHECK_VALUES))('verifies, keeps and gives back %s', async (name, hex) => {
    const expected = Buffer.from(hex, 'hex').toString('base64');
    const headerName = `x-amz-checksum-${name.toLowerCase()}`;
    const plain = await raw('PUT', 'plain', { [headerName]: expected }, '123456789');
    const trailer = `${headerName}:${expected}`;
    const chunked = await rawChunked('chunked', `5\r\n12345\r\n4\r\n6789\r\n0\r\n${trailer}\r\n\r\n`, 9, headerName);
    const wrong = await raw('PUT', 'wrong', { [headerName]: expected }, '12345678X');
    const wrongTrailer = await rawChunked('wrong', `9\r\n12345678X\r\n0\r\n${trailer}\r\n\r\n`, 9, headerName);

    expect([plain.status, plain.headers[headerName]]).toEqual([200, expected]);
    expect([chunked.status, chunked.headers[headerName]]).toEqual([200, expected]);
    for (const key of ['plain', 'chunked']) {
      const read = await get(key, { ChecksumMode: 'ENABLED' });
      expect(read).toMatchObject({ [`Checksum${name}`]: expected, ChecksumType: 'FULL_OBJECT' });
      expect(await text(read)).toBe('123456789');
    }
    expect([wrong.status, wrong.body, wrongTrailer.status, wrongTrailer.body]).toEqual([
      ...[400, expect.stringContaining('<Code>BadDigest</Code>')],
      ...[400, expect.stringContaining('<Code>BadDigest</Code>')],
    ]);
    await expect(get('wrong')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('agrees with the checksums that the SDK computes, of plain and of streamed bodies', async () => {
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const) {
      const body = Buffer.from(ChecksumAlgorithm.repeat(30_000));
      await put('plain', body, { ChecksumAlgorithm });
      await put('stream', Readable.from([body]), { ChecksumAlgorithm, ContentLength: body.length });
      expect(await bytes(await get('plain', { ChecksumMode: 'ENABLED' }))).toEqual(body); // the SDK verifies as it reads
      expect(await bytes(await get('stream', { ChecksumMode: 'ENABLED' }))).toEqual(body);
    }
  });

  it('gives CRC64NVME when the sender named no checksum, and none to who did not ask', async () => {
    await raw('PUT', 'k', {}, '123456789');
    expect((await raw('GET', 'k', { 'x-amz-checksum-mode': 'ENABLED' })).headers['x-amz-checksum-crc64nvme']).toBe(
      'rosUhgp5mIg=',
    );
    expect((await raw('GET', 'k', {})).headers).not.toHaveProperty('x-amz-checksum-crc64nvme');
  });

  it('refuses a wrong digest, keeping what was there', async () => {
    const before = await blobCount(directory);
    await put('k', 'right');
    await expect(put('k', 'other', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    const md5OfNothing = createHash('md5').digest('base64');
    await expect(put('k', 'other', { ContentMD5: md5OfNothing })).rejects.toMatchObject({ name: 'BadDigest' });
    const unlike = await raw('PUT', 'k', { 'x-amz-content-sha256': 'a'.repeat(64) }, 'other');
    expect(unlike.body).toContain('XAmzContentSHA256Mismatch');
    const two = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AAAA' };
    expect((await raw('PUT', 'k', two, 'other')).body).toContain('InvalidRequest');

    expect(await text(await get('k'))).toBe('right');
    expect(await blobCount(directory)).toBe(before + 1);
  });

  it.each([
    ['is shorter than announced', '3\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['ends within a chunk', '9\r\nabc', 'IncompleteBody'],
    ['ends before the last chunk', '5\r\nabcde\r\n', 'IncompleteBody'],
    ['has a chunk without a size', 'zz\r\nabcde\r\n0\r\n\r\n', 'InvalidRequest'],
    ['has a chunk longer than its size', '3\r\nabcde\r\n0\r\n\r\n', 'InvalidRequest'],
    ['goes on after its end', '5\r\nabcde\r\n0\r\n\r\nmore', 'InvalidRequest'],
    ['has a line without end', 'a'.repeat(20_000), 'InvalidRequest'],
  ])('refuses a chunked body that %s', async (_, body, code) => {
    const before = await blobCount(directory);
    const reply = await rawChunked('k', body, 5);
    expect([reply.status, reply.body]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(await blobCount(directory)).toBe(before);
  });

  it('lets the client read the refusal of a body that it is still sending', async () => {
    const long = 'x'.repeat(8 * MIB);
    const misframed = await rawChunked('k', `zz\r\n${long}`, 5);
    expect([misframed.status, misframed.body]).toEqual([400, expect.stringContaining('InvalidRequest')]);
    await expect(put('k', long, { Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const elsewhere = await raw('PUT', 'k', { authorization: undefined }, long);
    expect(elsewhere.status).toBe(403);
  });

  it('refuses an announced trailer that does not come, and a body of unknown length', async () => {
    const missing = await rawChunked('k', '5\r\nabcde\r\n0\r\n\r\n', 5, 'x-amz-checksum-crc32');
    expect(missing.body).toContain('<Code>MalformedTrailerError</Code>');
    const endless = await raw('PUT', 'k', { 'transfer-encoding': 'chunked' }, 'abc');
    expect([endless.status, endless.body]).toEqual([411, expect.stringContaining('MissingContentLength')]);
  });

  it('leaves nothing of an upload whose client went away', async () => {
    const before = await blobCount(directory);
    const request = http.request(`${server.url}/${bucket}/cut`, {
      method: 'PUT',
      headers: { authorization: 'test', 'content-length': '1000' },
    });
    request.on('error', () => undefined);
    request.write('half');
    await expect.poll(() => blobCount(directory)).toBe(before + 1);
    request.destroy();
    await expect.poll(() => blobCount(directory)).toBe(before);
    await expect(get('cut')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('decodes chunks alike in whatever pieces they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (chunks, pieceSize) => {
          const framed = chunks.flatMap((chunk) => [
            Buffer.from(`${chunk.length.toString(16)};chunk-signature=0\r\n`),
            chunk,
            Buffer.from('\r\n'),
          ]);
          const body = Buffer.concat([...framed, Buffer.from('0\r\nX-Name: value\r\n\r\n')]);
          const trailers = new Map<string, string>();
          const decoded = await Readable.from(decodeAwsChunked(inPieces(body, pieceSize), trailers)).toArray();
          expect(Buffer.concat(decoded)).toEqual(Buffer.concat(chunks));
          expect([...trailers]).toEqual([['x-name', 'value']]);
        },
      ),
      { numRuns: 100 },
    );
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
    const before = await blobCount(directory);
    const seen = condition === 'If-Match' ? await put('race', 'seen') : undefined;
    const how = seen === undefined ? { IfNoneMatch: '*' } : { IfMatch: seen.ETag };
    const writers = Array.from({ length: 20 }, (_, i) => put('race', `writer ${i}`, how));
    const outcomes = await Promise.allSettled(writers);

    const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [`writer ${i}`] : []));
    expect(winners).toHaveLength(1);
    expect(await text(await get('race'))).toBe(winners[0]);
    const losses = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(new Set(losses)).toEqual(new Set(['PreconditionFailed']));
    expect(await blobCount(directory)).toBe(before + 1);
  });

  it('reads by condition', async () => {
    const { ETag } = await put('k', 'x');
    expect(await text(await get('k', { IfMatch: ETag }))).toBe('x');
    expect(await text(await get('k', { IfNoneMatch: '"other"' }))).toBe('x');
    await expect(get('k', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const unchanged = { $metadata: { httpStatusCode: 304 } };
    await expect(get('k', { IfNoneMatch: ETag })).rejects.toMatchObject(unchanged);
    const head = client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'k', IfNoneMatch: ETag }));
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

describe('listing', () => {
  const KEYS = ['a', 'a/1', 'a/2', 'a/b/3', 'a0', 'a_', 'b=1/x y', 'b=1/x+y', 'b=1/ü', 'c/\uFFFD', 'c/😀', 'd'];

  it('lists what a plain reading of the rules lists, page by page', async () => {
    for (const key of KEYS) await put(key, 'x');
    const prefixes = ['', 'a', 'a/', 'a_', 'b=', 'b=1/x', 'c/', '%', 'nothing'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...prefixes),
        fc.constantFrom('', '/', '/b', '1'),
        fc.option(fc.constantFrom(...KEYS), { nil: undefined }),
        fc.integer({ min: 1, max: 5 }),
        async (Prefix, Delimiter, StartAfter, MaxKeys) => {
          const listed = await listAll({ Prefix, Delimiter, StartAfter, MaxKeys });
          expect(listed).toEqual(expectedListing(KEYS, Prefix, Delimiter, StartAfter));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tells what a page holds', async () => {
    const { ETag } = await put('a/1', 'hello');
    await put('a/2', 'x');
    const page = await list({ Prefix: 'a/', MaxKeys: 1 });
    expect(page).toMatchObject({
      ...{ Name: bucket, Prefix: 'a/', MaxKeys: 1, KeyCount: 1, IsTruncated: true },
      Contents: [{ Key: 'a/1', Size: 5, ETag, StorageClass: 'STANDARD', LastModified: expect.any(Date) }],
    });
    const last = await list({ Prefix: 'a/', MaxKeys: 1, ContinuationToken: page.NextContinuationToken });
    expect(last).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'a/2' }] });
    expect(last.NextContinuationToken).toBeUndefined();
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('goes on from a token when the keys around it have changed', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key, 'x');
    const page = await list({ MaxKeys: 2 });
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'b' }));
    await put('b2', 'x');
    const next = await list({ ContinuationToken: page.NextContinuationToken });
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['b2', 'c', 'd']);
  });

  it('encodes keys as S3 does when asked to', async () => {
    await put('run books/a+b=100%/ü*~(1).txt', 'x');
    const encoded = 'run+books/a%2Bb%3D100%25/%C3%BC*~%281%29.txt';
    const page = await list({ EncodingType: 'url', Prefix: 'run ' });
    expect(page).toMatchObject({ EncodingType: 'url', Prefix: 'run+', Contents: [{ Key: encoded }] });
    const folded = await list({ EncodingType: 'url', Delimiter: '/' });
    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'run+books/' }]);
  });

  it('refuses a page size that is no number', async () => {
    expect((await raw('GET', '?list-type=2&max-keys=-1', {})).body).toContain('<Code>InvalidArgument</Code>');
  });
});

describe('deleting many', () => {
  it('deletes each key, there or not, and says so unless asked to be quiet', async () => {
    const keys = ['a&b<c>', 'x y+ü%20', 'absent', 'last'];
    for (const key of keys) if (key !== 'absent') await put(key, 'x');
    await put('stays', 'x');
    const first = await deleteMany(keys.slice(0, 3));
    expect(first.Deleted?.map(({ Key }) => Key)).toEqual(keys.slice(0, 3));
    const quiet = await deleteMany(keys.slice(3), true);
    expect(quiet.Deleted).toBeUndefined();
    expect((await listAll()).keys).toEqual(['stays']);
  });

  it('deletes nothing by a condition that it cannot check, nor on a damaged request', async () => {
    await put('k', 'x');
    const Delete = { Objects: [{ Key: 'k', ETag: '"other"' }] };
    const reply = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    expect(reply.Errors).toMatchObject([{ Key: 'k', Code: 'NotImplemented' }]);
    const damaged = await raw(
      'POST',
      '?delete',
      { 'content-md5': 'AAAA' },
      '<Delete><Object><Key>k</Key></Object></Delete>',
    );
    expect(damaged.body).toContain('<Code>BadDigest</Code>');
    expect((await raw('POST', '?delete', {}, '<Delete></Delete>')).body).toContain('<Code>MalformedXML</Code>');
    expect(await text(await get('k'))).toBe('x');
  });
});

describe('multipart uploads', () => {
  const FIRST = Buffer.alloc(5 * MIB, 'first part ');
  const SECOND = Buffer.from('second part');

  it('joins the parts, whatever order they came in', async () => {
    const before = await blobCount(directory);
    const upload = await startUpload({ ContentType: 'text/csv', Metadata: { rows: '7' } });
    const second = await upload.part(2, 'replaced below').then(() => upload.part(2, SECOND));
    const first = await upload.part(1, FIRST);
    await upload.part(3, 'sent, and left out of the list');
    const done = await upload.complete([first, second]);

    const md5s = Buffer.concat([FIRST, SECOND].map((part) => createHash('md5').update(part).digest()));
    expect(done.ETag).toBe(`"${createHash('md5').update(md5s).digest('hex')}-2"`);
    const read = await get('multi', { ChecksumMode: 'ENABLED' });
    expect(read).toMatchObject({ ETag: done.ETag, ContentType: 'text/csv', Metadata: { rows: '7' } });
    expect(read.ChecksumType).toBe('FULL_OBJECT');
    expect((await bytes(read)).equals(Buffer.concat([FIRST, SECOND]))).toBe(true);
    expect(await blobCount(directory)).toBe(before + 1);
    await expect(upload.complete([first, second])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('gives the checksum of the parts’ checksums where S3 does', async () => {
    const upload = await startUpload({ ChecksumAlgorithm: 'SHA256' });
    const part = await upload.part(1, SECOND, 'SHA256');
    const mismatched = upload.part(2, SECOND, 'CRC32');
    await expect(mismatched).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(upload.complete([{ ...part, ChecksumSHA256: undefined }])).rejects.toThrow('checksum for each part');
    const done = await upload.complete([part]);
    const digest = createHash('sha256').update(SECOND).digest();
    expect(done).toMatchObject({
      ChecksumSHA256: `${createHash('sha256').update(digest).digest('base64')}-1`,
      ChecksumType: 'COMPOSITE',
    });
  });

  it('verifies the checksum of the whole', async () => {
    const upload = await startUpload({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const part = await upload.part(1, '123456789', 'CRC32');
    const wrong = upload.complete([part], { ChecksumCRC32: 'AAAAAA==' });
    await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' });
    const done = await upload.complete([part], { ChecksumCRC32: 'y/Q5Jg==' });
    expect(done).toMatchObject({ ChecksumCRC32: 'y/Q5Jg==', ChecksumType: 'FULL_OBJECT' });
  });

  it('completes by condition, and can be tried again', async () => {
    await put('multi', 'there first');
    const upload = await startUpload();
    const part = await upload.part(1, SECOND);
    const refused = upload.complete([part], { IfNoneMatch: '*' });
    await expect(refused).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text(await get('multi'))).toBe('there first');

    const { ETag } = await get('multi');
    await upload.complete([part], { IfMatch: ETag });
    expect(await text(await get('multi'))).toBe(SECOND.toString());
  });

  it('aborts, leaving neither object nor parts', async () => {
    const before = await blobCount(directory);
    const upload = await startUpload();
    const part = await upload.part(1, SECOND);
    await upload.abort();
    expect(await blobCount(directory)).toBe(before);
    await expect(get('multi')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(upload.complete([part])).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(upload.part(2, SECOND)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(upload.abort()).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('refuses a list that is not what was sent', async () => {
    const upload = await startUpload();
    const one = await upload.part(1, SECOND);
    const two = await upload.part(2, SECOND);
    const refusal = (parts: CompletedPart[]) => upload.complete(parts).catch((error: Error) => error.name);
    expect(await refusal([two, one])).toBe('InvalidPartOrder');
    expect(await refusal([one, one])).toBe('InvalidPartOrder');
    expect(await refusal([{ ...one, ETag: '"other"' }])).toBe('InvalidPart');
    expect(await refusal([{ ...one, ChecksumCRC32: 'AAAAAA==' }])).toBe('InvalidPart');
    expect(await refusal([one, { ...two, PartNumber: 3 }])).toBe('InvalidPart');
    expect(await refusal([one, two])).toBe('EntityTooSmall');
    await expect(upload.part(10_001, SECOND)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('the door', () => {
  it('refuses aloud what it does not serve', async () => {
    await put('k', 'x');
    const refused = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
    const versioning = client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
    await expect(versioning).rejects.toMatchObject(refused);
    await expect(client.send(new ListObjectsCommand({ Bucket: bucket }))).rejects.toMatchObject(refused);
    const tagging = client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: 'k' }));
    await expect(tagging).rejects.toMatchObject(refused);
    await expect(get('k', { VersionId: 'v' })).rejects.toMatchObject(refused);
    const copy = client.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource: `${bucket}/k` }));
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
    const { hostname, port } = new URL(server.url);
    expect(hostname).toBe('127.0.0.1');
    const elsewhere = net.connect({ host: '127.0.0.2', port: Number(port) });
    const outcome = await new Promise((resolve) => {
      elsewhere.once('connect', () => resolve('connected')).once('error', () => resolve('refused'));
    });
    elsewhere.destroy();
    expect(outcome).toBe('refused');
  });
});

describe('persistence', () => {
  it('has every acknowledged object, byte for byte, after being killed in the middle of writing', async () => {
    const home = path.join(root, 'killed');
    const child = await spawnServer(home);
    const writer = clientOf(child.url);
    await writer.send(new CreateBucketCommand({ Bucket: 'kept' }));
    const acknowledged = new Set<string>();
    let refused = 0;
    let next = 0;
    const write = async () => {
      while (refused === 0) {
        const key = `object ${next++}`;
        const outcome = writer.send(new PutObjectCommand({ Bucket: 'kept', Key: key, Body: contentOf(key) }));
        await outcome.then(() => acknowledged.add(key)).catch(() => refused++);
        if (acknowledged.size === 200) child.kill();
      }
    };
    await Promise.all(Array.from({ length: 8 }, write));
    await child.exited;
    writer.destroy();
    await writeFile(path.join(home, 'blobs', 'planted-leftover'), 'of a put that was never finished');

    const restarted = await startEmbeddedS3({ directory: home });
    const reader = clientOf(restarted.url);
    const { keys } = await listAll({ Bucket: 'kept', MaxKeys: 50 }, reader);
    expect(acknowledged.size).toBeGreaterThanOrEqual(200);
    expect(refused).toBeGreaterThan(0); // or it was not killed in the middle
    expect(keys).toEqual(expect.arrayContaining([...acknowledged]));
    for (const Key of keys) {
      const read = await reader.send(new GetObjectCommand({ Bucket: 'kept', Key }));
      expect((await bytes(read)).equals(contentOf(Key)), Key).toBe(true);
    }
    expect(await blobCount(home)).toBe(keys.length);
    reader.destroy();
    await restarted.close();
  });

  it('goes on with an upload that was begun before a restart', async () => {
    const home = path.join(root, 'restarted');
    const Key = 'k';
    const before = await startEmbeddedS3({ directory: home });
    const writer = clientOf(before.url);
    await writer.send(new CreateBucketCommand({ Bucket: 'kept' }));
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand({ Bucket: 'kept', Key }));
    const address = { Bucket: 'kept', Key, UploadId };
    const { ETag } = await writer.send(new UploadPartCommand({ ...address, PartNumber: 1, Body: 'part' }));
    writer.destroy();
    await before.close();

    const after = await startEmbeddedS3({ directory: home });
    const reader = clientOf(after.url);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await reader.send(new CompleteMultipartUploadCommand({ ...address, MultipartUpload }));
    expect(await text(await reader.send(new GetObjectCommand({ Bucket: 'kept', Key })))).toBe('part');
    reader.destroy();
    await after.close();
  });

  it('does not share its directory, nor its port', async () => {
    await expect(startEmbeddedS3({ directory })).rejects.toThrow('another embedded S3 server');
    const port = Number(new URL(server.url).port);
    await expect(startEmbeddedS3({ directory: path.join(root, 'other'), port })).rejects.toThrow('EADDRINUSE');
    await put('k', 'x');
    expect(await text(await get('k'))).toBe('x');
  });
});

function put(Key: string, Body: NonNullable<PutObjectCommandInput['Body']>, more: Partial<PutObjectCommandInput> = {}) {
  return client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));
}

function get(Key: string, more: Partial<GetObjectCommandInput> = {}) {
  return client.send(new GetObjectCommand({ Bucket: bucket, Key, ...more }));
}

function list(more: Partial<ListObjectsV2CommandInput> = {}, by = client) {
  return by.send(new ListObjectsV2Command({ Bucket: bucket, ...more }));
}

async function listAll(more: Partial<ListObjectsV2CommandInput> = {}, by = client) {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ ...more, ContinuationToken }, by);
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    commonPrefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
    expect(page.KeyCount).toBe((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
    expect(page.KeyCount).toBeLessThanOrEqual(more.MaxKeys ?? 1000);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return { keys, commonPrefixes };
}

function deleteMany(keys: readonly string[], Quiet = false) {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet };
  return client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
}

async function startUpload(more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const object = { Bucket: bucket, Key: 'multi' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...object, ...more }));
  const upload = { ...object, UploadId };
  return {
    async part(
      PartNumber: number,
      Body: Buffer | string,
      ChecksumAlgorithm?: ChecksumAlgorithm,
    ): Promise<CompletedPart> {
      const sent = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm }));
      const { ETag, ChecksumCRC32, ChecksumSHA256 } = sent;
      return { PartNumber, ETag, ChecksumCRC32, ChecksumSHA256 };
    },
    complete(Parts: CompletedPart[], how: Partial<CompleteMultipartUploadCommandInput> = {}) {
      return client.send(new CompleteMultipartUploadCommand({ ...upload, ...how, MultipartUpload: { Parts } }));
    },
    abort: () => client.send(new AbortMultipartUploadCommand(upload)),
  };
}

/** A request without the SDK, for what the SDK would not send; `target` is a key, or a query on the bucket. */
async function raw(method: string, target: string, headers: Record<string, string | undefined>, body = '') {
  const separator = target.startsWith('?') ? '' : '/';
  const request = http.request(`${server.url}/${bucket}${separator}${target}`, { method, agent: false });
  request.setHeader('authorization', 'test');
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) request.removeHeader(name);
    else request.setHeader(name, value);
  }
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const pieces = await response.toArray();
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces).toString() };
}

function rawChunked(key: string, body: string, decodedLength: number, trailer?: string) {
  const headers = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': String(decodedLength),
    'x-amz-trailer': trailer,
    'content-encoding': 'aws-chunked',
  };
  return raw('PUT', key, headers, body);
}
