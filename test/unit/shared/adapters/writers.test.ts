import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bedrockWriter } from '../../../../shared/adapters/bedrock/writer.ts';
import { openAiWriter } from '../../../../shared/adapters/openai/writer.ts';
import { secretText } from '../../../../shared/adapters/secrets-manager/secret-text.ts';
import { UnavailableError } from '../../../../shared/domain/errors.ts';

/** What stands in for models that cannot run here: it answers by the path, and keeps what came. Bedrock is asked by HTTP/2. */
let servers: readonly (HttpServer | Http2Server)[] = [];
let url = '';
const came: { path: string; authorization: string | undefined; body: Record<string, unknown> }[] = [];

const ANSWERS: Readonly<Record<string, object>> = {
  '/v1/chat/completions': { choices: [{ message: { role: 'assistant', content: 'Hi ⟦1⟧' } }] },
  '/model/eu.some-model/converse': { output: { message: { role: 'assistant', content: [{ text: 'Hey ⟦1⟧' }] } } },
  '/': { SecretString: 'k-1', ARN: 'a', Name: 'n' },
};

async function answer(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
): Promise<void> {
  const body = JSON.parse((await text(request)) || '{}') as Record<string, unknown>;
  const path = decodeURIComponent(request.url ?? '');
  came.push({ path, authorization: request.headers.authorization, body });
  response.statusCode = path in ANSWERS ? 200 : 500;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(ANSWERS[path] ?? { message: 'no' }));
}

beforeAll(async () => {
  servers = [createServer(answer), createHttp2Server(answer)];
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [plain = '', http2 = ''] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  url = plain;
  Object.assign(process.env, {
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' },
    ...{ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: http2, AWS_ENDPOINT_URL_SECRETS_MANAGER: plain },
  });
});
afterAll(() => {
  for (const server of servers) server.close();
});

const TASK = { instruction: 'Word it anew.', text: 'Hello ⟦1⟧' };

describe('a writer', () => {
  it('is an endpoint like OpenAI’s, with its key', async () => {
    const writer = openAiWriter({ url: `${url}/v1/`, model: 'm', key: async () => 'k-1' });
    expect([writer.name, await writer.word(TASK)]).toEqual(['m', 'Hi ⟦1⟧']);
    expect(came.at(-1)).toMatchObject({
      authorization: 'Bearer k-1',
      body: { model: 'm', messages: [{ content: 'Word it anew.' }, { role: 'user', content: 'Hello ⟦1⟧' }] },
    });
  });

  it('is a model of Bedrock', async () => {
    expect(await bedrockWriter('eu.some-model').word(TASK)).toBe('Hey ⟦1⟧');
    expect(came.at(-1)?.body).toMatchObject({
      system: [{ text: 'Word it anew.' }],
      messages: [{ role: 'user', content: [{ text: 'Hello ⟦1⟧' }] }],
    });
  });

  it('that does not answer is said to be unavailable, and asked once', async () => {
    const before = came.length;
    await expect(openAiWriter({ url: `${url}/nowhere`, model: 'm', key: undefined }).word(TASK)).rejects.toThrow(
      UnavailableError,
    );
    await expect(bedrockWriter('gone').word(TASK)).rejects.toThrow('Amazon Bedrock gave no words of gone');
    expect(came.length - before).toBe(2);
  });

  it('has its key in a secret', async () => {
    expect(await secretText('arn:aws:secretsmanager:eu-west-1:123456789012:secret:writer')()).toBe('k-1');
  });
});
