import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraitPrediction } from '../../shared/domain/prediction.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';

const THREE_DAYS_AGO = new Date(Date.now() - 3 * 86_400_000).toISOString();

/** Two groups who look at other categories, with one exception in ten. */
const groupOf = (u: number) => (u % 2 === 0 ? 'under-30' : 'over-60');
const looksAt = (u: number) => ((u % 10 === 9 ? u + 1 : u) % 2 === 0 ? 'Skates' : 'Porcelain');

let open: TestLaptop;
beforeAll(async () => {
  open = await openTestLaptop({ predictedTraits: 'age_band' });
  const told = Array.from({ length: 240 }, (_, u) => ({ userId: `told${u}`, u, traits: { age_band: groupOf(u) } }));
  const asked = Array.from({ length: 40 }, (_, u) => ({ userId: `asked${u}`, u, traits: {} }));
  const batch = [...told, ...asked].flatMap(({ userId, u, traits }) => [
    { type: 'identify', userId, traits, timestamp: THREE_DAYS_AGO },
    ...['a', 'b', 'c'].map((item) => ({
      type: 'track',
      event: 'Product Viewed',
      userId,
      timestamp: THREE_DAYS_AGO,
      properties: { product_id: `${looksAt(u)}-${item}`, category: looksAt(u) },
    })),
  ]);
  for (let at = 0; at < batch.length; at += 200)
    await open.door.call('POST', '/v1/batch', { batch: batch.slice(at, at + 200) });
  for (const { userId, u } of asked)
    if (u < 30) await open.door.call('PUT', `/v1/profiles/${userId}/consent`, { purposes: { profiling: true } });
  await open.laptop.runNight({}, () => undefined);
}, 120_000);
afterAll(() => open.close());

const predictionsOf = async (userId: string): Promise<readonly TraitPrediction[]> => {
  const reply = await open.door.call('GET', `/v1/profiles/${userId}/predictions`);
  return (reply as { readonly predictions: readonly TraitPrediction[] }).predictions;
};

describe('traits that a night foresees', () => {
  it('are told of who consented to profiling and did not tell them, as predicted and with their probability', async () => {
    const said = await Promise.all(Array.from({ length: 30 }, (_, u) => predictionsOf(`asked${u}`)));
    for (const predictions of said) {
      expect(predictions).toEqual([expect.objectContaining({ name: 'age_band', predicted: true })]);
      expect(predictions[0]!.probability).toBeGreaterThan(0.6);
      expect(predictions[0]!.probability).toBeLessThan(1);
    }
    const right = said.filter(([prediction], u) => prediction!.value === groupOf(u));
    expect(right.length).toBe(27); // all but the exceptions
  });

  it('are no traits: the profile keeps apart what was told and what was foreseen', async () => {
    expect(await open.door.call('GET', '/v1/profiles/asked0')).toMatchObject({ traits: {} });
  });

  it('are told of nobody else', async () => {
    expect(await predictionsOf('told0')).toEqual([]); // told it themselves
    expect(await predictionsOf('asked35')).toEqual([]); // did not consent
  });

  it('are gone at the next request once the consent is withdrawn', async () => {
    await open.door.call('PUT', '/v1/profiles/asked1/consent', { purposes: { profiling: false } });
    expect(await predictionsOf('asked1')).toEqual([]);
  });
});
