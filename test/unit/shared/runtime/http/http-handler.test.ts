import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { RateLimitedError, UnavailableError } from '../../../../../shared/domain/errors.ts';
import { httpHandler } from '../../../../../shared/runtime/http/http-handler.ts';

const event = {
  version: '2.0',
  routeKey: 'GET /x',
  headers: {},
  requestContext: { http: { sourceIp: '192.0.2.1' } },
  isBase64Encoded: false,
} as Partial<APIGatewayProxyEventV2> as APIGatewayProxyEventV2;

/** What is answered and logged when an endpoint fails. */
async function failing(error: Error) {
  const lines: string[] = [];
  const write = (message: string, fields: object = {}) => lines.push(JSON.stringify({ message, ...fields }));
  const handler = httpHandler({ info: write, warn: write }, { 'GET /x': () => Promise.reject(error) });
  const answer = await handler(event, {} as never);
  return { answer: answer as { statusCode: number; headers: Record<string, string>; body: string }, log: lines.join() };
}

const PERSONAL = 'mara@shop.example';

describe('a failure', () => {
  it.each([
    ['in its first line', `bad value ${PERSONAL}`],
    ['in a later line', `bad value\n${PERSONAL}`],
    ['in a line that looks like a frame', `bad value\n    at ${PERSONAL} (x.ts:1:1)\n    at ${PERSONAL}`],
  ])('leaves as 500 and in the log without what the message says %s, and with where it was', async (_, message) => {
    const { answer, log } = await failing(new TypeError(message, { cause: new Error(PERSONAL) }));
    expect(answer.statusCode).toBe(500);
    expect(answer.body + log).not.toContain(PERSONAL);
    expect(log).toContain('TypeError');
    expect(log).toContain('http-handler.test.ts');
  });

  it('that passes says when to come again', async () => {
    const { answer } = await failing(new UnavailableError('the store did not answer', 2));
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  it('to keep to the limit says which, and when to come again', async () => {
    const { answer, log } = await failing(new RateLimitedError(100, 3));
    expect(answer.statusCode).toBe(429);
    expect(answer.headers).toMatchObject({
      'retry-after': '3',
      'ratelimit-limit': '100',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '3',
    });
    expect(log).toBe('');
  });
});
