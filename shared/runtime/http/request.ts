import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { MalformedInputError, TooLargeError } from '../../domain/errors.ts';
import type { PersonRef } from '../../domain/event.ts';
import { parsePersonAddress } from '../../domain/person-address.ts';

/** An HTTP request, decoded as far as every endpoint needs it. */
export interface HttpRequest {
  /** As the plan writes it: "PUT /v1/items/{itemId}". */
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unzipped; "" when there is none. */
  readonly body: string;
  /** The caller's network address: to limit by, never to log. */
  readonly address: string;
  /** Who the gateway says has signed in as an operator; nothing in the request itself can say so. */
  readonly operator?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; absent for 204. */
  readonly body?: unknown;
  /** Instead of `body`: text of the content type that `headers` name. */
  readonly text?: string;
}

/** No request may grow beyond this when unzipped. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export function toRequest(event: APIGatewayProxyEventV2): HttpRequest {
  const operator = operatorOf(event);
  return {
    route: event.routeKey,
    parameters: defined(event.pathParameters),
    query: defined(event.queryStringParameters),
    headers: defined(event.headers),
    body: bodyOf(event),
    address: event.requestContext.http.sourceIp,
    ...(operator !== undefined && { operator }),
  };
}

/** The gateway's authorizer has checked the token before it writes this. */
function operatorOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const { authorizer } = requestContext as Partial<APIGatewayProxyEventV2WithJWTAuthorizer['requestContext']>;
  const subject = authorizer?.jwt?.claims['sub'];
  return typeof subject === 'string' && subject !== '' ? subject : undefined;
}

/**
 * The request's JSON, whatever its content type claims: real clients send it as text/plain and, zipped, as a form.
 * @throws MalformedInputError saying where the text stops being JSON.
 */
export function jsonOf(request: HttpRequest): unknown {
  try {
    return JSON.parse(request.body) as unknown;
  } catch (cause) {
    const at = cause instanceof SyntaxError ? /position \d+/.exec(cause.message)?.[0] : undefined;
    throw new MalformedInputError(
      `the body (${request.body.length} characters) is not JSON${at ? `, from ${at}` : ''}`,
    );
  }
}

/** Base64 if API Gateway says so; gunzipped if the bytes are gzip, since some clients label gzip as something else. */
function bodyOf(event: APIGatewayProxyEventV2): string {
  if (event.body === undefined) return '';
  if (!event.isBase64Encoded) return event.body;
  const bytes = Buffer.from(event.body, 'base64');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES }).toString('utf8');
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new TooLargeError(`the body unzips to more than the limit of ${MAX_BODY_BYTES} bytes`);
    throw new MalformedInputError('the body starts like gzip but cannot be unzipped', { cause });
  }
}

function defined(record: Readonly<Record<string, string | undefined>> | undefined): Readonly<Record<string, string>> {
  return (record ?? {}) as Readonly<Record<string, string>>;
}

/** The person whom the path names. @throws InvalidInputError */
export const personIn = ({ parameters, query }: HttpRequest): PersonRef =>
  parsePersonAddress(parameters['profileId'], query['by']);
