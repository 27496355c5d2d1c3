/**
 * A call of an AWS API without an SDK, for what must fit into a container's command.
 * Source: "Signature Version 4 for API requests", AWS Identity and Access Management.
 */
import { createHash, createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../domain/errors.ts';

export interface SignedCall {
  /** Of a path without anything that had to be escaped, and without a query. */
  readonly url: string;
  /** As AWS abbreviates it in a signature: `s3`, `states`. */
  readonly service: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AwsKeys {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  /** Of keys that are lent for some hours. */
  readonly Token?: string;
}

/** Gives what was answered, also when it is a refusal. @throws UnavailableError after five attempts in 15 s. */
export type SignedFetch = (call: SignedCall) => Promise<Response>;

const ATTEMPTS = 5;

/** @param keysNow - asked before each call, as a night may outlast the keys that it began with. */
export const signedFetch =
  (region: string, keysNow: () => Promise<AwsKeys>): SignedFetch =>
  async (call) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await answerTo(call, region, keysNow).catch((cause: Error) => cause);
      const isBusy = answer instanceof Error || answer.status >= 500 || answer.status === 429;
      if (!isBusy) return answer;
      if (attempt === ATTEMPTS) throw new UnavailableError(`${call.service} did not answer`, 2, { cause: answer });
      await delay(500 * 2 ** attempt);
    }
  };

async function answerTo(call: SignedCall, region: string, keysNow: () => Promise<AwsKeys>): Promise<Response> {
  const headers = signedHeaders(call, { region, keys: await keysNow(), at: new Date() });
  return fetch(call.url, { method: call.method, headers, ...(call.body !== undefined && { body: call.body }) });
}

/** Where a container of ECS is told its keys; the path is in its environment. */
export const containerKeys = (path: string) => async (): Promise<AwsKeys> =>
  (await (await fetch(new URL(path, 'http://169.254.170.2'))).json()) as AwsKeys;

/** The headers of a call, all of them signed, but for `host`, which whoever sends it writes. */
export function signedHeaders(
  { url, service, method, headers = {}, body = '' }: SignedCall,
  { region, keys, at }: { readonly region: string; readonly keys: AwsKeys; readonly at: Date },
): Record<string, string> {
  const { host, pathname } = new URL(url);
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const said = {
    ...headers,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': time,
    ...(keys.Token !== undefined && { 'x-amz-security-token': keys.Token }),
  };
  const signed = Object.entries({ ...said, host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const request = [method, pathname, '', lines, names, sha256(body)].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>((above, part) => hmac(above, part).digest(), `AWS4${keys.SecretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n')).digest('hex');
  const credential = `${keys.AccessKeyId}/${scope.join('/')}`;
  return {
    ...said,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text);
