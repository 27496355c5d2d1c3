import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorXml, noSuchBucket, notImplemented, S3Error } from './errors.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { findRoute } from './routes.ts';

/** S3's limit, in bytes of UTF-8. */
const KEY_LIMIT_BYTES = 1024;
/** Longer than an SDK keeps an idle connection: a write that meets a closing one is retried, and then finds itself. */
const KEEP_ALIVE_MS = 65_000;
/** How long `close` waits for running requests before it cuts them off. */
const CLOSE_GRACE_MS = 1_000;

export interface EmbeddedS3Options {
  /** Holds everything that is stored; made when absent, and used by one server at a time. */
  readonly directory: string;
  /** 0 or undefined for any free one. */
  readonly port?: number;
}

export interface EmbeddedS3 {
  /** Of the form http://127.0.0.1:PORT: because the host is an address, the SDK addresses buckets by path. */
  readonly url: string;
  /** Leaves nothing on the disk of what was deleted. */
  compact(): void;
  close(): Promise<void>;
}

/**
 * S3's REST protocol for the calls that Rapport makes, on this machine only, kept in a directory.
 *
 * Signatures are not verified, but an unsigned request is refused as S3 refuses it; a foreign Host is
 * refused too. Both keep web pages that are open on the same machine from reaching the objects.
 *
 * @throws Error when the port is taken or another server has the directory open.
 */
export async function startEmbeddedS3({ directory, port = 0 }: EmbeddedS3Options): Promise<EmbeddedS3> {
  const store = openObjectStore(directory);
  const running = new Set<Promise<void>>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const answered = answer(store, request, response).finally(() => running.delete(answered));
    running.add(answered);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    store.close();
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    await Promise.race([closed, delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
    server.closeAllConnections();
    await closed;
    await Promise.all(running); // a request that was cut off may still be removing its blob
    store.close();
  }

  let stopping: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${address.port}`,
    compact: () => store.index.compact(),
    close() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Never rejects: whatever goes wrong becomes a reply, or the end of the connection once a reply has begun. */
async function answer(store: ObjectStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amz-request-id', requestId);
  response.strictContentLength = true; // bytes beyond the length would be read as the next reply
  try {
    await dispatch(store, request, response);
  } catch (error) {
    if (response.headersSent) {
      if (!isClientGone(error)) console.error(`embedded S3: ${request.method} failed midway`, error);
      response.destroy();
      return;
    }
    // Read what is left of the body first: cut off while it is sending, the client would not read the reply.
    const clientStayed = await finished(request.resume()).then(
      () => true,
      () => false,
    );
    if (!clientStayed) return; // nobody to answer, and no fault of ours
    sendError(request, response, error instanceof S3Error ? error : internalError(request, error), requestId);
  }
}

async function dispatch(store: ObjectStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  requireLocalSigned(request);
  const { bucket, key, query } = addressOf(request.url ?? '/');
  const method = request.method ?? '';
  const route = bucket === '' ? undefined : findRoute(method, key === '' ? 'bucket' : 'object', query);
  if (route === undefined) throw notImplemented(`${method} with ${[...query.keys()].join(', ') || 'no parameters'}`);
  if (route.needsBucket && !store.index.hasBucket(bucket)) throw noSuchBucket();
  if (Buffer.byteLength(key) > KEY_LIMIT_BYTES) {
    throw new S3Error(400, 'KeyTooLongError', `Your key is longer than ${KEY_LIMIT_BYTES} bytes`);
  }
  await route.serve({ request, response, store, bucket, key, query });
}

/** A page of another origin cannot add the header without our consent, and a rebound name shows in Host. */
function requireLocalSigned({ headers }: IncomingMessage): void {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) {
    throw new S3Error(403, 'AccessDenied', 'The embedded S3 server is reached as http://127.0.0.1:PORT only');
  }
  if (headers.authorization === undefined) {
    throw new S3Error(403, 'AccessDenied', 'Anonymous and presigned requests are not served');
  }
}

/** The path is cut by hand: URL would resolve the `..`, and clean the `//`, that keys may contain. */
function addressOf(url: string): { bucket: string; key: string; query: URLSearchParams } {
  const [, path = '', query = ''] = /^\/([^?]*)\??(.*)$/s.exec(url) ?? [];
  const slash = path.indexOf('/');
  try {
    return {
      bucket: decodeURIComponent(slash < 0 ? path : path.slice(0, slash)),
      key: slash < 0 ? '' : decodeURIComponent(path.slice(slash + 1)),
      query: new URLSearchParams(query),
    };
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function isClientGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function internalError(request: IncomingMessage, error: unknown): S3Error {
  console.error(`embedded S3: ${request.method} failed`, error);
  return new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
}

function sendError(request: IncomingMessage, response: ServerResponse, error: S3Error, requestId: string): void {
  if (request.method === 'HEAD' || error.status === 304) {
    response.writeHead(error.status, error.headers).end();
    return;
  }
  const resource = (request.url ?? '').split('?')[0] ?? '';
  const xml = errorXml(error, resource, requestId);
  const headers = { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) };
  response.writeHead(error.status, { ...headers, ...error.headers }).end(xml);
}
