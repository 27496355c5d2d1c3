import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { type Access, cors, type FunctionName, routes } from '../topology.ts';

/** What Lambda takes in one synchronous call; API Gateway answers 413 beyond it. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** Bodies of these types reach a function as text; all others, and all that are encoded, as base64. */
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\b)/;

export type Invoke = (name: FunctionName, event: APIGatewayProxyEventV2) => Promise<unknown>;
export type Extra = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface GatewayOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly invoke: Invoke;
  /** Takes a request that is not the product's, and says whether it did. */
  readonly extra: Extra;
  /** Opens the operator's routes; in AWS it is a token that Cognito signed. */
  readonly operatorToken: string;
}

/**
 * An HTTP front door that makes the payloads that API Gateway's HTTP API makes (format 2.0), from the plan's routes,
 * and answers as it does when a route is unknown, an operator has not signed in, a body is too large or a function fails.
 */
export async function startGateway({
  port,
  invoke,
  extra,
  operatorToken,
}: GatewayOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (extra(request, response)) return;
    serve(request, response, { invoke, operatorToken }).catch(() => {
      if (!response.headersSent) plain(response, 500, 'Internal Server Error');
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken; --port 0 takes any free one`) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Serving = Pick<GatewayOptions, 'invoke' | 'operatorToken'>;

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { invoke, operatorToken }: Serving,
): Promise<void> {
  for (const [name, value] of corsHeaders(request)) response.setHeader(name, value);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  const url = new URL(request.url ?? '/', 'http://gateway');
  const match = matchRoute(request.method ?? 'GET', url.pathname);
  if (match === undefined) return plain(response, 404, 'Not Found');
  const isOperator = match.access === 'operator' && isSame(request.headers.authorization, `Bearer ${operatorToken}`);
  if (match.access === 'operator' && !isOperator) return plain(response, 401, 'Unauthorized');
  const body = await readBody(request);
  if (body === undefined) return plain(response, 413, 'Request Entity Too Large');

  try {
    const event = toEvent(request, url, match, body);
    const answer = await invoke(match.target, isOperator ? signedIn(event) : event);
    reply(response, answer as APIGatewayProxyStructuredResultV2);
  } catch {
    plain(response, 500, 'Internal Server Error');
  }
}

/** Takes as long whatever the text that came. */
function isSame(text: string | undefined, wanted: string): boolean {
  const hash = (it: string) => createHash('sha256').update(it, 'utf8').digest();
  return text !== undefined && timingSafeEqual(hash(text), hash(wanted));
}

/** What API Gateway's JWT authorizer adds to the event. */
const signedIn = (event: APIGatewayProxyEventV2): APIGatewayProxyEventV2WithJWTAuthorizer => ({
  ...event,
  requestContext: {
    ...event.requestContext,
    authorizer: { principalId: '', integrationLatency: 0, jwt: { claims: { sub: 'laptop' }, scopes: [] } },
  },
});

interface Match {
  readonly route: string;
  readonly target: FunctionName;
  readonly access: Access;
  readonly parameters: Record<string, string>;
}

const compiled = routes.map(({ route, target, access }) => {
  const [method = '', path = ''] = route.split(' ');
  const names = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name);
  const pattern = path
    .split(/(\{\w+\+?\})/) // parameters stand at the odd places
    .map((text, i) => (i % 2 === 0 ? escaped(text) : text.endsWith('+}') ? '(.*)' : '([^/]+)'))
    .join('');
  return { route, target, access, method, names, pattern: new RegExp(`^${pattern}$`) };
});
// A path without parameters wins over one with, as in API Gateway.
compiled.sort((a, b) => a.names.length - b.names.length);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function matchRoute(method: string, path: string): Match | undefined {
  for (const { route, target, access, method: wanted, names, pattern } of compiled) {
    const found = wanted === method ? pattern.exec(path) : null;
    if (found === null) continue;
    const parameters = Object.fromEntries(names.map((name, i) => [name, decode(found[i + 1] ?? '')]));
    return { route, target, access, parameters };
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Undefined when it is larger than a function may be sent. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
  }
  return size > MAX_PAYLOAD_BYTES ? undefined : Buffer.concat(chunks);
}

function toEvent(request: IncomingMessage, url: URL, match: Match, body: Buffer): APIGatewayProxyEventV2 {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams)
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  const isText = TEXT_TYPES.test(headers['content-type'] ?? 'text/plain') && headers['content-encoding'] === undefined;
  const now = new Date();
  return {
    version: '2.0',
    routeKey: match.route,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    queryStringParameters: query,
    pathParameters: match.parameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'laptop',
      domainName: headers['host'] ?? '127.0.0.1',
      domainPrefix: 'laptop',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function reply(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  response.writeHead(result.statusCode ?? 200);
  response.end(result.isBase64Encoded ? Buffer.from(result.body ?? '', 'base64') : result.body);
}

/** API Gateway's own answers carry only a message. */
function plain(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

function corsHeaders(request: IncomingMessage): readonly (readonly [string, string])[] {
  if (request.headers.origin === undefined) return [];
  return [
    ['access-control-allow-origin', cors.allowOrigins[0]],
    ['access-control-expose-headers', cors.exposeHeaders.join(',')],
    ...(request.method === 'OPTIONS'
      ? ([
          ['access-control-allow-methods', cors.allowMethods.join(',')],
          ['access-control-allow-headers', cors.allowHeaders.join(',')],
          ['access-control-max-age', String(cors.maxAgeSeconds)],
        ] as const)
      : []),
  ];
}
