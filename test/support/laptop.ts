import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrontDoor, openFrontDoor } from '../../infra/laptop/front-door.ts';
import { LAPTOP_KEYS, type Laptop, openLaptop } from '../../infra/laptop/laptop.ts';
import type { PlanOptions } from '../../infra/plan-options.ts';
import { checkReply } from './checked-reply.ts';
import { newDirectory } from './stores.ts';
import { warmThreads } from './warm-threads.ts';

export interface TestLaptop {
  readonly laptop: Laptop;
  readonly door: FrontDoor;
  readonly url: string;
  readonly directory: string;
  /** All that the functions have printed. */
  log(): string;
  close(): Promise<void>;
}

/** The whole plan on loopback, empty, in a folder of its own. */
export async function openTestLaptop(options: PlanOptions = {}): Promise<TestLaptop> {
  const directory = await newDirectory();
  const log = join(directory, 'functions.log');
  const laptop = await openLaptop({ directory, port: 0, bundled: false, ...warmThreads, options });
  return {
    laptop,
    door: checked(openFrontDoor(laptop.url)),
    url: laptop.url,
    directory,
    log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    async close() {
      await laptop.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What is described of an answer must be so in every test that asks for it. */
const checked = (door: FrontDoor): FrontDoor => ({
  ...door,
  async call(method, path, body) {
    const answer = await door.call(method, path, body);
    checkReply(method, path, answer);
    return answer;
  },
});

/** A request as a client that we do not control may send it. */
export async function raw(
  url: string,
  path: string,
  {
    method = 'POST',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const response = await fetch(new URL(path, url), {
    method,
    headers,
    ...(body !== undefined && { body: body as never }),
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (response.status === 200) checkReply(method, path, answer);
  return { status: response.status, headers: response.headers, body: answer };
}

export const basic = (key: string = LAPTOP_KEYS.write): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
});
export const bearer = (key: string = LAPTOP_KEYS.secret): Record<string, string> => ({
  authorization: `Bearer ${key}`,
});
