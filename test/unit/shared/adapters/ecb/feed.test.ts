import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ecbFeed } from '../../../../../shared/adapters/ecb/feed.ts';
import { UnavailableError } from '../../../../../shared/domain/errors.ts';

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/rates.csv': (_, response) => response.end('Date,USD\n2026-11-24,1.08\n'),
  '/down': (_, response) => response.writeHead(503).end(),
  '/moved': (_, response) => response.writeHead(302, { location: '/rates.csv' }).end(),
  '/page': (_, response) => response.end('<html></html>'),
  '/huge': (_, response) => response.end('x'.repeat(2_000_001)),
};

describe('a feed of exchange rates', () => {
  const server = createServer((request, response) => ANSWERS[request.url ?? '']?.(request, response));
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('gives what is published', async () => {
    expect(await ecbFeed(`${origin}/rates.csv`).newest()).toEqual([{ day: '2026-11-24', perEuro: { USD: '1.08' } }]);
  });

  it.each([
    ['/down', 'answered 503'],
    ['/moved', 'was not reached'],
    ['/page', 'sent what cannot be read'],
    ['/huge', 'sent 2000001 characters; the limit is 2000000'],
  ])('that says %s is told to be away: %s', async (path, reason) => {
    const asked = ecbFeed(origin + path).newest();
    await expect(asked).rejects.toThrow(UnavailableError);
    await expect(asked).rejects.toThrow(reason);
  });
});
