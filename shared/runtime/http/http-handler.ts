import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  InvalidTokenError,
  MalformedInputError,
  NotFoundError,
  RapportError,
  RateLimitedError,
  TooLargeError,
  UnauthorizedError,
  UnavailableError,
} from '../../domain/errors.ts';
import type { Log } from '../../ports/system.ts';
import { type HttpRequest, type HttpResponse, toRequest } from './request.ts';

export type Endpoint = (request: HttpRequest) => Promise<HttpResponse>;
/** By route, as API Gateway writes it. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
/** The endpoint, for those whom a door lets in. */
export type Guard = (endpoint: Endpoint) => Endpoint;

/** A Lambda handler from endpoints by route; every failure leaves as RFC 9457 problem details. */
export const httpHandler = (log: Log, endpoints: Endpoints) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error>()
    .use({
      onError: (request) => {
        request.response = toResult(problemOf(request.error, log));
      },
    })
    .handler(async (event) => {
      const endpoint = endpoints[event.routeKey];
      if (endpoint === undefined) throw new NotFoundError(`no such route: ${event.routeKey}`);
      return toResult(await endpoint(toRequest(event)));
    });

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): HttpResponse => ({
  status: 200,
  body,
  ...(headers && { headers }),
});

function toResult(response: HttpResponse): APIGatewayProxyStructuredResultV2 {
  const { body } = response;
  const text = response.text ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    statusCode: response.status,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
      'cache-control': 'no-store',
      ...response.headers,
    },
    ...(text !== undefined && { body: text }),
  };
}

const STATUS_OF: readonly (readonly [new (...args: never[]) => RapportError, number, string])[] = [
  [MalformedInputError, 400, 'Bad Request'],
  [UnauthorizedError, 401, 'Unauthorized'],
  [ForbiddenError, 403, 'Forbidden'],
  [NotFoundError, 404, 'Not Found'],
  [ConflictError, 409, 'Conflict'],
  [TooLargeError, 413, 'Content Too Large'],
  [InvalidInputError, 422, 'Unprocessable Content'],
  [RateLimitedError, 429, 'Too Many Requests'],
  [UnavailableError, 503, 'Service Unavailable'],
];

function problemOf(error: unknown, log: Log): HttpResponse {
  const [, status, title] = STATUS_OF.find(([kind]) => error instanceof kind) ?? [
    undefined,
    500,
    'Internal Server Error',
  ];
  const known = error instanceof RapportError && status !== 500;
  if (!known || status === 503) log.warn('request failed', failureFields(error));
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': challengeOf(error) }),
      ...(error instanceof UnavailableError && { 'retry-after': String(error.retryAfterSeconds) }),
      ...(error instanceof RateLimitedError && limitHeaders(error)),
    },
    body: {
      type: `urn:rapport:problem:${known ? error.code : 'internal'}`,
      title,
      status,
      detail: known ? error.message : 'an unexpected failure; it is in the function’s log',
      ...(error instanceof InvalidInputError && error.defects.length > 0 && { errors: error.defects }),
    },
  };
}

/** A browser that is told of Basic asks the shopper for a password, which no shopper has. */
const challengeOf = (error: unknown): string =>
  error instanceof InvalidTokenError ? 'Bearer' : 'Basic realm="write key", Bearer';

/** Segment's clients wait for as long as Retry-After says, and do not count it as a failed try. */
const limitHeaders = ({ perSecond, retryAfterSeconds }: RateLimitedError): Record<string, string> => ({
  'retry-after': String(retryAfterSeconds),
  'ratelimit-limit': String(perSecond),
  'ratelimit-remaining': '0',
  'ratelimit-reset': String(retryAfterSeconds),
});

/** Where it broke, without what was in the request: the lines of the message may repeat the payload, frames do not. */
function failureFields(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { failure: typeof error };
  const cause = error.cause instanceof Error ? error.cause.name : '';
  return { failure: error.name, cause, frames: framesOf(error) };
}

const MAX_FRAMES = 7;

/** A message may have many lines; what begins like a frame in it is taken off with the message. */
function framesOf({ name, message, stack = '' }: Error): string {
  const afterMessage = stack.replace(`${name}: ${message}`, '').replace(message, '');
  const frames = afterMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, MAX_FRAMES).join('\n');
}
