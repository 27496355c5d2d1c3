import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { ConsoleBundle } from '../../console-bundle.ts';

/** Nothing but what this origin serves: no script, style or call of anybody else. Fonts lie in the style sheet. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

// The bundler is loaded by nobody else.
const fromSources = async () => (await import('../../console-bundle.ts')).bundleConsole();

/**
 * Takes a request of the front door for `/console`, and says whether it did.
 * @param build - called when somebody first looks.
 */
export function consolePages(
  build: () => Promise<ConsoleBundle> = fromSources,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let bundle: Promise<ConsoleBundle> | undefined;
  const built = () => {
    bundle ??= build();
    return bundle;
  };
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://console');
    if (pathname !== '/console' && !pathname.startsWith('/console/')) return false;
    built().then(
      (files) => answer(pathname, files, response),
      (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error)),
    );
    return true;
  };
}

function answer(pathname: string, { page, assets }: ConsoleBundle, response: ServerResponse): void {
  if (pathname === '/console' || pathname === '/console/') {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  const asset = assets.get(pathname.replace('/console/assets/', ''));
  const type = TYPES[extname(pathname)];
  if (asset === undefined || type === undefined) response.writeHead(404, HEADERS).end();
  else response.writeHead(200, { ...HEADERS, 'content-type': type }).end(asset);
}
