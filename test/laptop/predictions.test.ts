import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../shared/domain/model-card.ts';
import type { Prediction } from '../../shared/domain/prediction.ts';
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

const allOf = async (userId: string): Promise<readonly Prediction[]> => {
  const reply = await open.door.call('GET', `/v1/profiles/${userId}/predictions`);
  return (reply as { readonly predictions: readonly Prediction[] }).predictions;
};
const predictionsOf = async (userId: string) => (await allOf(userId)).filter(({ kind }) => kind === 'trait');

describe('what people may do', () => {
  it('is foreseen of everybody from the first night on, and says that it rests on little', async () => {
    const foreseen = (await allOf('told0')).filter((prediction) => prediction.kind === 'behaviour');
    expect(foreseen.map(({ name }) => name)).toEqual(['purchase', 'churn']);
    for (const { interval, probability, evidence, horizonDays } of foreseen) {
      expect({ evidence, horizonDays }).toEqual({ evidence: 'segment', horizonDays: 30 });
      expect(interval.high - interval.low).toBeGreaterThan(0.7);
      expect(probability).toBeGreaterThan(interval.low);
      expect(probability).toBeLessThan(interval.high);
    }
  });

  it('is told of nobody who refuses to be profiled', async () => {
    await open.door.call('PUT', '/v1/profiles/told1/consent', { purposes: { profiling: false } });
    expect(await allOf('told1')).toEqual([]);
    expect(await open.door.call('GET', '/v1/profiles/told1')).toMatchObject({ segments: [], unforeseen: [] });
  });

  it('is not told where no event of the shop tells of it, and why is said', async () => {
    const { unforeseen } = (await open.door.call('GET', '/v1/profiles/told0')) as {
      readonly unforeseen: readonly { readonly name: string; readonly because: string }[];
    };
    expect(unforeseen).toEqual([
      { name: 'coupon-redemption', because: 'no order named a coupon' },
      { name: 'message-opening', because: 'no event told of a message that was delivered' },
      { name: 'category-purchase', because: expect.stringContaining('no category was bought of by 5 people') },
    ]);
  });
});

describe('models of a night', () => {
  it('have a card each, with what is known of them and why the rest is not', async () => {
    const { models } = (await open.door.call('GET', '/v1/models')) as { models: readonly { readonly name: string }[] };
    expect(models.map(({ name }) => name)).toEqual(['churn', 'purchase', 'recommender', 'segments', 'trait-age_band']);
    for (const { name } of models) {
      const { evaluation } = (await open.door.call('GET', `/v1/models/${name}`)) as ModelCard;
      for (const [figure, value] of Object.entries(evaluation.metrics))
        expect(evaluation.reasons[figure] === undefined, `${name}: ${figure}`).toBe(value !== null);
    }
    const trait = (await open.door.call('GET', '/v1/models/trait-age_band')) as ModelCard;
    expect(trait.evaluation.metrics['accuracy']).toBeGreaterThan(0.8);
    expect(trait.plots).toEqual(expect.arrayContaining(['roc', 'precision-recall', 'reliability']));
  });
});

describe('traits that a night foresees', () => {
  it('are told of who consented to profiling and did not tell them, as predicted and with their probability', async () => {
    const said = await Promise.all(Array.from({ length: 30 }, (_, u) => predictionsOf(`asked${u}`)));
    for (const predictions of said) {
      expect(predictions).toEqual([expect.objectContaining({ name: 'age_band', predicted: true })]);
      expect(predictions[0]).toMatchObject({ kind: 'trait' });
      if (predictions[0]?.kind !== 'trait') continue;
      expect(predictions[0].probability).toBeGreaterThan(0.6);
      expect(predictions[0].probability).toBeLessThan(1);
    }
    const right = said.filter(([prediction], u) => prediction?.kind === 'trait' && prediction.value === groupOf(u));
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
