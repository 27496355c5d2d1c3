import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startEmbeddedS3 } from '../../infra/laptop/embedded-s3/server.ts';
import { bucketCalls } from '../support/bucket-calls.ts';
import { blobCount, bytes, clientOf, contentOf, expectedListing, spawnServer, text } from '../support/embedded-s3.ts';
import { useEmbeddedS3 } from '../support/use-embedded-s3.ts';

const s3 = useEmbeddedS3();
const { put, get, list, listAll, deleteMany, raw } = bucketCalls(s3);

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
      ...{ Name: s3.bucket, Prefix: 'a/', MaxKeys: 1, KeyCount: 1, IsTruncated: true },
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
    await s3.client.send(new DeleteObjectCommand({ Bucket: s3.bucket, Key: 'b' }));
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
    const reply = await s3.client.send(new DeleteObjectsCommand({ Bucket: s3.bucket, Delete }));
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

describe('persistence', () => {
  it('has every acknowledged object, byte for byte, after being killed in the middle of writing', async () => {
    const home = path.join(s3.root, 'killed');
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
        if (acknowledged.size >= 200) child.kill();
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
    const home = path.join(s3.root, 'restarted');
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
    await expect(startEmbeddedS3({ directory: s3.directory })).rejects.toThrow('another embedded S3 server');
    const port = Number(new URL(s3.url).port);
    await expect(startEmbeddedS3({ directory: path.join(s3.root, 'other'), port })).rejects.toThrow('EADDRINUSE');
    await put('k', 'x');
    expect(await text(await get('k'))).toBe('x');
  });
});
