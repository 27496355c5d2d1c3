import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crashedJourneys } from '../support/crashed-journeys.ts';
import { newDirectory } from '../support/stores.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
let folder: string;
beforeAll(async () => {
  folder = await newDirectory();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('kill -9 during journeys: each message is sent once, or not at all with a reason', {
  timeout: 120_000,
}, async () => {
  const told = await crashedJourneys(stores.dynamo, join(folder, 'sent'), { people: 30, kills: 2, seed: 5 });
  expect(told).toMatchObject({ ended: 30, wrong: [] });
  expect(told.killed).toBeGreaterThan(0);
});
