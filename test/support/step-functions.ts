import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Told {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface StepFunctions {
  readonly url: string;
  /** As a container's environment says where its keys are. */
  readonly keysUrl: string;
  /** All that was said, in order. */
  readonly told: readonly Told[];
  /** Hands out a token; the result is what comes back with it. @throws Error of the name and cause that came back. */
  waitFor(taskToken: string): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The part of Step Functions that a task answers to, and the address of ECS that lends a task its keys. */
export async function openStepFunctions(): Promise<StepFunctions> {
  const told: Told[] = [];
  const waiting = new Map<string, Waiting>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/keys') {
      response.end(JSON.stringify({ AccessKeyId: 'lent', SecretAccessKey: 'secret', Token: 'until-tomorrow' }));
      return;
    }
    const refuse = (type: string) => response.writeHead(400).end(JSON.stringify({ __type: type, message: type }));
    if (!/Credential=lent\/\d+\/eu-west-1\/states\/aws4_request/.test(request.headers.authorization ?? '')) {
      refuse('com.amazon.coral.service#UnrecognizedClientException');
      return;
    }
    const fields = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8')) as Record<string, string>;
    const action = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '');
    told.push({ action, fields });
    const waiter = waiting.get(fields['taskToken'] ?? '');
    if (waiter === undefined) {
      refuse('com.amazonaws.swf.service.v2.model#TaskTimedOut');
      return;
    }
    const { output = 'null', error = '', cause = '' } = fields;
    if (action === 'SendTaskSuccess') waiter.resolve(JSON.parse(output));
    if (action === 'SendTaskFailure') waiter.reject(Object.assign(new Error(cause), { name: error }));
    response.end('{}');
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    keysUrl: `${url}keys`,
    told,
    waitFor: (taskToken) =>
      new Promise((resolve, reject) => {
        waiting.set(taskToken, { resolve, reject });
      }).finally(() => waiting.delete(taskToken)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
