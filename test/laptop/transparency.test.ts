import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let day: TestLaptop;
beforeAll(async () => {
  day = await openTestLaptop();
});
afterAll(() => day.close());

it('what decides what is shown is told to anybody, without a key, as it is live', async () => {
  const { status, body } = await raw(day.url, '/transparency', { method: 'GET' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    parameters: expect.arrayContaining([
      { name: 'catalog', words: expect.any(String) },
      { name: 'exploration', words: expect.stringContaining('5 %') },
    ]),
    options: [expect.stringContaining('Until you refuse'), expect.any(String), expect.any(String)],
  });
});
