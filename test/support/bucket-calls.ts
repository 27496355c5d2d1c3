import { once } from 'node:events';
import http from 'node:http';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { OpenEmbeddedS3 } from './use-embedded-s3.ts';

/** What a test asks of the newest bucket. */
export function bucketCalls(s3: OpenEmbeddedS3) {
  function put(
    Key: string,
    Body: NonNullable<PutObjectCommandInput['Body']>,
    more: Partial<PutObjectCommandInput> = {},
  ) {
    return s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body, ...more }));
  }

  function get(Key: string, more: Partial<GetObjectCommandInput> = {}) {
    return s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key, ...more }));
  }

  function list(more: Partial<ListObjectsV2CommandInput> = {}, by = s3.client) {
    return by.send(new ListObjectsV2Command({ Bucket: s3.bucket, ...more }));
  }

  async function listAll(more: Partial<ListObjectsV2CommandInput> = {}, by = s3.client) {
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
    return s3.client.send(new DeleteObjectsCommand({ Bucket: s3.bucket, Delete }));
  }

  async function startUpload(more: Partial<CreateMultipartUploadCommandInput> = {}) {
    const object = { Bucket: s3.bucket, Key: 'multi' };
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ ...object, ...more }));
    const upload = { ...object, UploadId };
    return {
      async part(
        PartNumber: number,
        Body: Buffer | string,
        ChecksumAlgorithm?: ChecksumAlgorithm,
      ): Promise<CompletedPart> {
        const sent = await s3.client.send(new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm }));
        const { ETag, ChecksumCRC32, ChecksumSHA256 } = sent;
        return { PartNumber, ETag, ChecksumCRC32, ChecksumSHA256 };
      },
      complete(Parts: CompletedPart[], how: Partial<CompleteMultipartUploadCommandInput> = {}) {
        return s3.client.send(new CompleteMultipartUploadCommand({ ...upload, ...how, MultipartUpload: { Parts } }));
      },
      abort: () => s3.client.send(new AbortMultipartUploadCommand(upload)),
    };
  }

  /** A request without the SDK, for what the SDK would not send; `target` is a key, or a query on the bucket. */
  async function raw(method: string, target: string, headers: Record<string, string | undefined>, body = '') {
    const separator = target.startsWith('?') ? '' : '/';
    const request = http.request(`${s3.url}/${s3.bucket}${separator}${target}`, { method, agent: false });
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

  return { put, get, list, listAll, deleteMany, startUpload, raw, rawChunked };
}
