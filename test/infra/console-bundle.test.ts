import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleConsole } from '../../infra/console-bundle.ts';
import { consolePages } from '../../infra/laptop/console/console.ts';

/** Building takes seconds: once for all. */
const bundle = bundleConsole();

const FIRST_SCRIPTS_LIMIT = 500_000;
const PAGE = /^(overview|placements|people|experiments|quarantine)-.*\.js$/;

describe('the console’s files', () => {
  it('are at most 500 KB of gzipped scripts before the first page, and a page is a script of its own', async () => {
    const { assets, firstScripts } = await bundle;

    const bytes = firstScripts.reduce((sum, name) => sum + gzipSync(assets.get(name)!).length, 0);
    expect(bytes).toBeLessThanOrEqual(FIRST_SCRIPTS_LIMIT);
    expect(firstScripts).toContain('main.js');
    const pages = [...assets.keys()].filter((name) => PAGE.test(name));
    expect(pages).toHaveLength(5);
    expect(firstScripts).not.toEqual(expect.arrayContaining([expect.stringMatching(PAGE)]));
  });
});

describe('/console of the laptop', () => {
  const pages = consolePages(() => bundle);
  let server: Server;
  let url = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (!pages(request, response)) response.writeHead(418).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('serves a page that may load and call its own origin alone', async () => {
    const response = await fetch(`${url}/console`);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; .*connect-src 'self'.*frame-ancestors 'none'$/,
    );
    expect(await response.text()).toContain('/console/assets/main.js');
  });

  it('serves scripts as scripts, and knows no other file', async () => {
    const script = await fetch(`${url}/console/assets/main.js`);

    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await fetch(`${url}/console/assets/package.json`)).status).toBe(404);
  });

  it('leaves other paths to others', async () => {
    expect((await fetch(`${url}/consoles`)).status).toBe(418);
  });
});
