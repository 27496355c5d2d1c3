import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defectOfUrl, isPublic, outbound } from '../../../../../shared/adapters/web/outbound.ts';

let server: Server;
let origin: string;
const called: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    called.push(request.url ?? '');
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.end('x'.repeat(100_000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('an address of the public internet', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '172.32.0.1', '100.128.0.1'])(
    'is %s',
    (ip) => {
      expect(isPublic(ip)).toBe(true);
    },
  );
  it.each(
    (
      '127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ' +
      '255.255.255.255 198.18.0.1 192.0.2.1 ::1 :: fe80::1 fc00::1 fd12::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ' +
      '64:ff9b::a00:1 2002:a00:1:: 2001:db8::1 2001:0:1::1 ff02::1 not-an-address'
    ).split(' '),
  )('is not %s', (ip) => {
    expect(isPublic(ip)).toBe(false);
  });
});

describe('a call that leaves the house', () => {
  it.each([
    ['http://hooks.shop.example/', 'want https, got http'],
    ['https://127.0.0.1/', 'want an address of the public internet'],
    ['https://2130706433/', 'want an address of the public internet'],
    ['https://0x7f.1/', 'want an address of the public internet'],
    ['https://[::1]/', 'want an address of the public internet'],
    ['https://u:p@hooks.shop.example/', 'want no name or password in the URL'],
    ['file:///etc/passwd', 'want https, got file'],
    ['hooks', 'want a URL'],
  ])('does not go to %s: %s', (url, reason) => {
    expect(defectOfUrl(url, undefined)).toBe(reason);
  });

  it('goes to no name that leads into the house', async () => {
    await expect(outbound(undefined).call('https://localhost:1/')).rejects.toThrow('not of the public internet');
    expect(called).toEqual([]);
  });

  it('goes to what is trusted, takes the beginning of a long answer, and follows nobody', async () => {
    const out = outbound(origin);
    const { status, text } = await out.call(`${origin}/long`, { method: 'POST', body: 'hello' });
    expect([status, text.length <= 65_536]).toEqual([200, true]);
    expect((await out.call(`${origin}/moved`)).status).toBe(302);
    expect(called).toEqual(['/long', '/moved']);
    await expect(async () => out.call(origin.replace(/\d+$/, '1'))).rejects.toThrow('want https');
  });
});
