import type { IncomingMessage, ServerResponse } from 'node:http';

/** Takes a request of the front door for `/tracker.js`, and says whether it did. Built when it is first asked for. */
export function trackerScript(): (request: IncomingMessage, response: ServerResponse) => boolean {
  let script: Promise<Uint8Array> | undefined;
  return ({ url = '' }, response) => {
    if (new URL(url, 'http://laptop').pathname !== '/tracker.js') return false;
    script ??= import('../tracker-bundle.ts').then(({ bundleTracker }) => bundleTracker());
    const headers = { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' };
    script.then(
      (bytes) => response.writeHead(200, { ...headers, 'cache-control': 'max-age=3600' }).end(bytes),
      (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error)),
    );
    return true;
  };
}
