import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';

export function clientOf(endpoint: string): S3Client {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  // One attempt, because a retry would hide a failure.
  return new S3Client({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
}

/** The whole listing at once, from the definition. */
export function expectedListing(
  all: readonly string[],
  prefix: string,
  delimiter: string,
  startAfter: string | undefined,
) {
  const matching = inUtf8Order(all).filter(
    (key) =>
      key.startsWith(prefix) &&
      (startAfter === undefined || Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0),
  );
  const commonOf = (key: string) => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  return {
    keys: matching.filter((key) => commonOf(key) === undefined),
    commonPrefixes: [...new Set(matching.flatMap((key) => commonOf(key) ?? []))],
  };
}

export function inUtf8Order(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export async function bytes(reply: { Body?: { transformToByteArray(): Promise<Uint8Array> } }): Promise<Buffer> {
  return Buffer.from(await reply.Body!.transformToByteArray());
}

export async function text(reply: Parameters<typeof bytes>[0]): Promise<string> {
  return (await bytes(reply)).toString();
}

export async function blobCount(home: string): Promise<number> {
  return (await readdir(path.join(home, 'blobs'))).length;
}

export async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < body.length; i += size) yield body.subarray(i, i + size);
}

/** Up to 40 KB that only this key has. */
export function contentOf(key: string): Buffer {
  const digest = createHash('sha256').update(key).digest();
  return Buffer.alloc(digest.readUInt16BE() % 40_000, digest);
}

/** Ends with its test at the latest, also with one that fails: who inherits our stderr keeps the whole run waiting. */
export async function spawnServer(home: string) {
  const entry = fileURLToPath(import.meta.resolve('./embedded-s3-process.ts'));
  const child = spawn(process.execPath, [entry, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error('The server ended before it was up'))),
  ])) as [string];
  return { url, exited, kill: () => child.kill('SIGKILL') };
}

/** Call before sending; the returned function gives the headers after it. */
export function headersSentBy(command: PutObjectCommand): () => Record<string, string> {
  let sent: Record<string, string> = {};
  command.middlewareStack.add(
    (next) => (args) => {
      sent = (args.request as { headers: Record<string, string> }).headers;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return () => sent;
}
