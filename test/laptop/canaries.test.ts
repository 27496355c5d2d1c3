import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';
import { holdsCanary, sendCanaries } from '../support/leak-canaries.ts';

/** `node test/bench/canaries.ts` sends 10,000. */
const REQUESTS = 225;

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
});
afterAll(() => shop.close());

describe('personal values', () => {
  it('are found again as they are, in base64 and in hex', () => {
    const value = 'xx cnry1 yy';
    const bytes = ['', 'a', 'ab'].map((before) => Buffer.from(before + value));
    for (const text of [
      value,
      value.toUpperCase(),
      ...bytes.map((it) => it.toString('base64')),
      bytes[0]!.toString('hex'),
    ])
      expect([text, holdsCanary(text)]).toEqual([text, true]);
    expect(holdsCanary('an ordinary text')).toBe(false);
  });

  it('are in no error, no receipt, no slate and no line of a log', { timeout: 180_000 }, async () => {
    const { statuses, leaks, broken } = await sendCanaries(shop, REQUESTS, 1);

    expect(leaks).toEqual([]);
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '422']));
    expect(broken).toEqual([]);
    expect(shop.log().split('\n').filter(holdsCanary)).toEqual([]);
  });
});
