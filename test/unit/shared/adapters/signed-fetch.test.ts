import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { signedFetch, signedHeaders } from '../../../../shared/adapters/aws/signed-fetch.ts';

/** A server that answers with these statuses, one a call, and keeps what it was sent. */
async function serverOf(...statuses: readonly number[]) {
  const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    const status = statuses[received.length] ?? 200;
    received.push({ headers: request.headers, body: Buffer.concat(await request.toArray()).toString('utf8') });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const lent = { AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'secret', Token: 'session/token=' };

describe('a signed call', () => {
  it('has the signature that AWS publishes for an object of S3', () => {
    const { authorization } = signedHeaders(
      {
        url: 'https://examplebucket.s3.amazonaws.com/test.txt',
        service: 's3',
        method: 'GET',
        headers: { range: 'bytes=0-9' },
      },
      {
        region: 'us-east-1',
        keys: { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
        at: new Date('2013-05-24T00:00:00Z'),
      },
    );
    expect(authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
        'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
        'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('has the signature that the SDK makes for a call with a body and lent keys', async () => {
    await using server = await serverOf();
    const sdk = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: server.url,
      credentials: { accessKeyId: lent.AccessKeyId, secretAccessKey: lent.SecretAccessKey, sessionToken: lent.Token },
    });
    await sdk.send(new ListTablesCommand({ Limit: 7 }));
    sdk.destroy();
    const { headers, body } = server.received[0]!;
    const names = (/SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '').split(';');
    const ownNames = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
    expect(names).toEqual(expect.arrayContaining([...ownNames, 'x-amz-target']));

    const date = String(headers['x-amz-date']);
    const own = signedHeaders(
      {
        url: server.url,
        service: 'dynamodb',
        method: 'POST',
        headers: Object.fromEntries(
          names.filter((name) => !ownNames.includes(name)).map((name) => [name, String(headers[name])]),
        ),
        body,
      },
      {
        region: 'eu-west-1',
        keys: lent,
        at: new Date(date.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z')),
      },
    );
    expect(own['authorization']).toBe(headers.authorization);
  });

  it('is made again while the service is busy, and a refusal is given as it is', async () => {
    await using server = await serverOf(503, 400);
    const fetch = signedFetch('eu-west-1', async () => lent);
    const answer = await fetch({ url: server.url, service: 'states', method: 'POST', body: '{}' });
    expect(answer.status).toBe(400);
    expect(server.received).toHaveLength(2);
  });
});
