import { createHash } from 'node:crypto';
import http from 'node:http';
import { Readable } from 'node:stream';
import { type CompletedPart, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../infra/laptop/embedded-s3/aws-chunked.ts';
import { bucketCalls } from '../support/bucket-calls.ts';
import { blobCount, bytes, headersSentBy, inPieces, text } from '../support/embedded-s3.ts';
import { useEmbeddedS3 } from '../support/use-embedded-s3.ts';

const MIB = 1024 ** 2;
const s3 = useEmbeddedS3();
const { put, get, startUpload, raw, rawChunked } = bucketCalls(s3);

describe('bodies', () => {
  it('takes the payload out of a streamed body, and aws-chunked out of its encoding', async () => {
    const pieces = [Buffer.alloc(70_000, 1), Buffer.alloc(1), Buffer.alloc(29_999, 2)];
    const command = new PutObjectCommand({
      ...{ Bucket: s3.bucket, Key: 'stream', Body: Readable.from(pieces) },
      ...{ ContentLength: 100_000, ContentEncoding: 'gzip' },
    });
    const headers = headersSentBy(command);
    await s3.client.send(command);

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
    const before = await blobCount(s3.directory);
    await put('k', 'right');
    await expect(put('k', 'other', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    const md5OfNothing = createHash('md5').digest('base64');
    await expect(put('k', 'other', { ContentMD5: md5OfNothing })).rejects.toMatchObject({ name: 'BadDigest' });
    const unlike = await raw('PUT', 'k', { 'x-amz-content-sha256': 'a'.repeat(64) }, 'other');
    expect(unlike.body).toContain('XAmzContentSHA256Mismatch');
    const two = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AAAA' };
    expect((await raw('PUT', 'k', two, 'other')).body).toContain('InvalidRequest');

    expect(await text(await get('k'))).toBe('right');
    expect(await blobCount(s3.directory)).toBe(before + 1);
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
    const before = await blobCount(s3.directory);
    const reply = await rawChunked('k', body, 5);
    expect([reply.status, reply.body]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(await blobCount(s3.directory)).toBe(before);
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
    const before = await blobCount(s3.directory);
    const request = http.request(`${s3.url}/${s3.bucket}/cut`, {
      method: 'PUT',
      headers: { authorization: 'test', 'content-length': '1000' },
    });
    request.on('error', () => undefined);
    request.write('half');
    await expect.poll(() => blobCount(s3.directory)).toBe(before + 1);
    request.destroy();
    await expect.poll(() => blobCount(s3.directory)).toBe(before);
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

describe('multipart uploads', () => {
  const FIRST = Buffer.alloc(5 * MIB, 'first part ');
  const SECOND = Buffer.from('second part');

  it('joins the parts, whatever order they came in', async () => {
    const before = await blobCount(s3.directory);
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
    expect(await blobCount(s3.directory)).toBe(before + 1);
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
    const before = await blobCount(s3.directory);
    const upload = await startUpload();
    const part = await upload.part(1, SECOND);
    await upload.abort();
    expect(await blobCount(s3.directory)).toBe(before);
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
