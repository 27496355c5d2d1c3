import { describe, expect, it } from 'vitest';
import { parseReplayInput } from '../../../../functions/nightly/contract.ts';
import { replayDecision } from '../../../../functions/nightly/datasets/replay-decision.ts';
import { encodeDecisionRecord } from '../../../../shared/adapters/dynamodb/decision-codec.ts';
import { memoryModels } from '../../../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { type DecisionRecord, parseDecisionRecord } from '../../../../shared/domain/decision-record.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { DECIDED_AT_MS, openDecisions } from '../../../support/outdoor-decisions.ts';
import { outdoorModels } from '../../../support/served-shop.ts';

const models = await outdoorModels();
const replayed = (record: object) =>
  replayDecision({ models, policies: models, loadScorer: loadOnnxScorer, hash: sha256Hash })(
    parseReplayInput({ record: JSON.parse(JSON.stringify(record)), tolerance: 0 }),
  );
/** Two that came after the model, and one that nobody knows. */
const GIVEN = ['lamp', 'rumour', 'later-1', 'sold-out', 'socks', 'later-2', 'boots'];
const changes = ['later-1', 'later-2'].map((itemId) => anEntry(itemId, {}, { changedAtMs: DECIDED_AT_MS }));
const ranked = async (body: object = {}, shop: object = {}) => {
  const open = openDecisions({ models, past: ['boots'], changes, ...shop });
  const made = await open.rank({ items: GIVEN, ...body });
  return { ...made, explain: (locale = 'en') => open.explain(made.ranking.decisionId, locale) };
};

describe('the record of a ranking', () => {
  it('says what was given, for whom, what the model was asked and in which order they came out', async () => {
    const { ranking, record } = await ranked();
    expect(record).toMatchObject({
      decisionId: ranking.decisionId,
      person: { userId: 'u1' },
      request: { placement: 'ranking', items: GIVEN, limit: 7, explore: false },
      asked: { blend: 'personal', blocked: [] },
      removed: { notForSale: 0, notInMarket: 0, filter: 0, seen: 0, excluded: 0 },
    });
    expect(record.slate.map(({ itemId }) => itemId)).toEqual(ranking.items.map(({ itemId }) => itemId));
    expect(parseDecisionRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('names nobody where the person is not looked at', async () => {
    expect((await ranked({ profiling: false })).record.person).toBeUndefined();
    expect((await ranked({ userId: undefined })).record.person).toBeUndefined();
  });

  it('is explained, and so is what nothing is known of', async () => {
    const { explain, ranking } = await ranked();
    const { items, removed, placement } = await explain();
    expect([placement, removed]).toEqual(['ranking', []]);
    expect(items.map(({ itemId }) => itemId)).toEqual(ranking.items.map(({ itemId }) => itemId));
    expect(items.find(({ itemId }) => itemId === 'socks')?.because?.itemId).toBe('boots');
    expect(items.find(({ itemId }) => itemId === 'later-1')?.text).toBe(
      'Nothing is known of it yet; it stands as it was given.',
    );
    expect((await explain('zh')).items.at(-1)?.text).toContain('按原有顺序');
  });

  it.each([
    ['a person', {}, {}],
    ['nobody', { userId: undefined }, {}],
    ['the shop’s wishes', { boosts: [{ filter: { categories: { in: ['light'] } }, factor: 3 }] }, {}],
    ['items that nobody knows', { items: ['x', 'y'] }, {}],
    ['a shop without a model', {}, { models: memoryModels() }],
  ])('of %s is confirmed when it is made again, in every bit', async (_, body, shop) => {
    const { record } = await ranked(body, shop);
    expect(await replayed(record)).toMatchObject({ status: 'confirmed', largestRounding: 0, differences: [] });
  });

  it.each<[string, string, (record: DecisionRecord) => object]>([
    ['another order', '/slate/0', (record) => ({ slate: record.slate.toReversed() })],
    [
      'an item that was not given',
      '/candidates/0',
      ({ request }) => ({ request: { ...request, items: request.items!.filter((itemId) => itemId !== 'socks') } }),
    ],
    [
      'another given order of what no model knows',
      '/candidates/4',
      ({ request }) => ({ request: { ...request, items: request.items!.toReversed() } }),
    ],
  ])('is refuted by %s', async (_, at, change) => {
    const { record } = await ranked();
    const { status, differences } = await replayed({ ...record, ...change(record) });
    expect(status).toBe('refuted');
    expect(differences.map((difference) => difference.at).join(' ')).toContain(at.slice(0, at.lastIndexOf('/')));
  });

  it('is not what an answer waits for', async () => {
    const append = async () => {
      throw new TypeError('broken');
    };
    const { ranking } = await ranked({}, { writer: { append } });
    expect(ranking.items.length).toBeGreaterThan(0);
    expect(ranking.warnings).toContainEqual(expect.stringContaining('record of this decision was not kept'));
  });

  it('is small beside what a row of the store may be', async () => {
    const { record } = await ranked();
    const [one] = record.candidates;
    const candidates = Array.from({ length: 500 }, (_, i) => ({
      ...one!,
      itemId: `item-${i}`,
      score: Math.fround(i / 7),
    }));
    expect(encodeDecisionRecord({ ...record, candidates }).length).toBeLessThan(100_000);
  });
});
