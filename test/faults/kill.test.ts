/** A laptop in a process of its own, killed twice. Read it from top to bottom; the second test goes on in the folder of the first. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFrontDoor } from '../../infra/laptop/front-door.ts';
import { runningLaptop } from '../../infra/laptop/laptop.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { newDirectory } from '../support/stores.ts';

let directory: string;
let child: ChildProcess | undefined;
let url = '';

beforeAll(async () => {
  directory = await newDirectory();
});
afterAll(async () => {
  await kill();
  await rm(directory, { recursive: true, force: true });
});

/** Starts the laptop on the folder. */
async function start(): Promise<void> {
  const script = join(import.meta.dirname, '..', 'support', 'laptop-process.ts');
  child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout as Readable });
  [url = ''] = (await once(lines, 'line')) as [string];
}

async function kill(): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('kill -9', () => {
  it('during capture: every event that got a 200 is there after the restart', { timeout: 60_000 }, async () => {
    await start();
    const door = openFrontDoor(url);
    const acknowledged: string[] = [];
    let isStopped = false;
    const sender = async (name: string) => {
      for (let n = 0; !isStopped; n++) {
        const batch = Array.from({ length: 40 }, (_, i) => ({
          type: 'track',
          event: 'Product Viewed',
          userId: `user-${i % 10}`,
          messageId: `${name}-${n}-${i}`,
          timestamp: '2026-11-24T11:00:00.000Z',
          properties: { product_id: 'p' },
        }));
        await door.call('POST', '/v1/batch', { batch });
        acknowledged.push(...batch.map(({ messageId }) => messageId));
      }
    };
    const senders = ['a', 'b', 'c'].map((name) => sender(name).catch(() => undefined)); // the kill ends them
    while (acknowledged.length < 800) await new Promise((resolve) => setTimeout(resolve, 10));
    await kill();
    isStopped = true;
    await Promise.all(senders);

    await start();
    const again = openFrontDoor(url);
    const found = new Set<string>();
    for (let person = 0; person < 10; person++) {
      let cursor: string | undefined;
      do {
        const path = `/v1/profiles/user-${person}/events?limit=500${cursor ? `&cursor=${cursor}` : ''}`;
        const page = (await again.call('GET', path)) as {
          events: { messageId: string }[];
          nextCursor?: string;
        };
        for (const { messageId } of page.events) found.add(messageId);
        cursor = page.nextCursor;
      } while (cursor);
    }
    expect(acknowledged.filter((messageId) => !found.has(messageId))).toEqual([]);
  });

  it('during the night: the old model serves on, and the next night completes', { timeout: 120_000 }, async () => {
    const shop = simulateShop({
      seed: 3,
      itemCount: 40,
      shopperCount: 30,
      days: 15,
      endAtMs: Date.parse('2026-11-20T00:00:00Z'),
    });
    const half = Math.floor(shop.events.length / 2);
    const door = openFrontDoor(url);
    await door.sendEvents('/v1/batch', shop.events.slice(0, half), () => undefined);
    const first = await nightUntil('the end');
    expect(first).toMatchObject({ publication: { status: 'published' } });
    const firstVersion = await servedVersion();

    await door.sendEvents('/v1/batch', shop.events.slice(half), () => undefined);
    await nightUntil('Train');
    expect(await servedVersion()).toBe(firstVersion); // while the night runs
    await kill();

    await start();
    expect(await servedVersion()).toBe(firstVersion); // after it was cut off
    const second = (await nightUntil('the end')) as { publication: { status: string; version: string } };
    expect(second.publication.status).toBe('published');
    expect(second.publication.version).not.toBe(firstVersion);
  });
});

const servedVersion = async (): Promise<string | undefined> => {
  const decision = (await openFrontDoor(url).call('POST', '/v1/recommendations', { placement: 'home' })) as {
    model?: { version: string };
  };
  return decision.model?.version;
};

/** Starts a night; resolves when a step begins, or with what the night gave at its end. */
async function nightUntil(step: 'Train' | 'the end'): Promise<unknown> {
  const secret = runningLaptop(directory)?.secret ?? '';
  const call = request(new URL('/laptop/night', url), { method: 'POST', headers: { 'x-laptop-secret': secret } });
  call.on('error', () => undefined).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const lines = createInterface({ input: response });
  lines.on('error', () => undefined); // the kill cuts it, after this function has returned
  for await (const text of lines) {
    const told = JSON.parse(text) as { step?: string; output?: unknown; error?: string };
    if (told.error !== undefined) throw new Error(told.error);
    if (told.step === step) return undefined;
    if (told.output !== undefined) return told.output;
  }
  throw new Error('the night was cut off');
}
