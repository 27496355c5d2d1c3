import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';

/** Enough for many batches and cuts; CONTRIBUTING.md has the command for 10,000. */
const EVENT_COUNT = Number(process.env['RAPPORT_CLIENT_EVENTS'] ?? 500);
const PEOPLE = 50;

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
});
afterAll(() => shop.close());

const userOf = (client: string, n: number): string => `${client}-${n % PEOPLE}`;

/** The numbers that the timeline holds, of all people of a client, sorted. */
async function numbersIn(client: string): Promise<number[]> {
  const numbers: number[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    let cursor: string | undefined;
    do {
      const page = (await shop.door.call(
        'GET',
        `/v1/profiles/${client}-${person}/events?limit=500${cursor ? `&cursor=${cursor}` : ''}`,
      )) as {
        events: { properties: { n: number } }[];
        nextCursor?: string;
      };
      numbers.push(...page.events.map(({ properties }) => properties.n));
      cursor = page.nextCursor;
    } while (cursor);
  }
  return numbers.sort((a, b) => a - b);
}

const all = Array.from({ length: EVENT_COUNT }, (_, n) => n);

async function sendWithSegment(host: string, client: string): Promise<void> {
  const analytics = new Analytics({ writeKey: LAPTOP_KEYS.write, host });
  analytics.on('error', () => undefined); // told of each retry; what counts is what arrives
  for (const n of all) {
    analytics.track({
      userId: userOf(client, n),
      event: 'Product Viewed',
      properties: { product_id: `p${n % 97}`, n },
    });
  }
  await analytics.closeAndFlush({ timeout: 120_000 });
}

async function sendWithRudder(dataPlaneUrl: string, client: string): Promise<void> {
  const analytics = new RudderAnalytics(LAPTOP_KEYS.write, { dataPlaneUrl });
  const answered: Promise<void>[] = [];
  for (const n of all) {
    const message = { userId: userOf(client, n), event: 'Product Viewed', properties: { product_id: `p${n % 97}`, n } };
    // Its types know no argument; it gives the error of a batch that it could not deliver.
    const told = (resolve: () => void, reject: (error: unknown) => void) =>
      ((error?: unknown) => (error ? reject(error) : resolve())) as () => void;
    answered.push(new Promise<void>((resolve, reject) => analytics.track(message, told(resolve, reject))));
    // A server's events come one after another, not thousands in one turn of the event loop: its client
    // writes its whole queue as JSON at each event, to know how long it is.
    if (n % 100 === 99) await analytics.flush();
  }
  await analytics.flush();
  await Promise.all(answered); // flush() resolves with its own batch; others may still be retried
}

describe('unmodified clients, with only their host settings changed', () => {
  it('Segment’s Node client delivers every event, each once', { timeout: 120_000 }, async () => {
    await sendWithSegment(shop.url, 'segment');
    expect(await numbersIn('segment')).toEqual(all);
  });

  it('RudderStack’s Node client delivers every event, each once', { timeout: 120_000 }, async () => {
    await sendWithRudder(shop.url, 'rudder');
    expect(await numbersIn('rudder')).toEqual(all);
  });

  it('Segment’s, with connections cut and retried: still each once', { timeout: 180_000 }, async () => {
    const proxy = await startCuttingProxy(shop.url, { request: 23, answer: 17 });
    await sendWithSegment(proxy.url, 'segment-cut');
    await proxy.close();

    expect(proxy.cuts.requests).toBeGreaterThan(0);
    expect(proxy.cuts.answers).toBeGreaterThan(0);
    expect(await numbersIn('segment-cut')).toEqual(all);
  });

  it('RudderStack’s, with connections cut and retried: still each once', { timeout: 180_000 }, async () => {
    const proxy = await startCuttingProxy(shop.url, { request: 23, answer: 17 });
    await sendWithRudder(proxy.url, 'rudder-cut');
    await proxy.close();

    expect(proxy.cuts.answers).toBeGreaterThan(0);
    expect(await numbersIn('rudder-cut')).toEqual(all);
  });
});
