import { describe, expect, it } from 'vitest';
import { parseReplayInput } from '../../../../../functions/nightly/contract.ts';
import { replayDecision } from '../../../../../functions/nightly/datasets/replay-decision.ts';
import { loadOnnxScorer } from '../../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import type { DecisionRecord } from '../../../../../shared/domain/decision-record.ts';
import { IncompatibleModelError, InvalidInputError, NotFoundError } from '../../../../../shared/domain/errors.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { DECIDED_AT_MS, openDecisions } from '../../../../support/outdoor-decisions.ts';
import { outdoorModels } from '../../../../support/served-shop.ts';

const models = await outdoorModels();
const ports = { models, loadScorer: loadOnnxScorer, hash: sha256Hash };
const replayed = (record: unknown, rest: object = {}) =>
  replayDecision(ports)(parseReplayInput({ record: JSON.parse(JSON.stringify(record)), ...rest }));

const changes = ['n1', 'n2', 'n3'].map((itemId) => anEntry(itemId, {}, { changedAtMs: DECIDED_AT_MS }));
const { record } = await openDecisions({ models, past: ['tent', 'boots'], changes, explorationShare: 0.4 }).ask({
  limit: 3,
});

/** The record with one of its parts changed. */
type Part = keyof DecisionRecord;
const tampered = <Name extends Part>(name: Name, change: (part: never) => unknown): object => ({
  ...record,
  [name]: change(structuredClone(record[name]) as never),
});
/** Changes an entry of a list. */
const at =
  <Entry>(index: number, change: (entry: Entry) => object) =>
  (list: readonly Entry[]) =>
    list.map((entry, i) => (i === index ? { ...entry, ...change(entry) } : entry));

type Candidate = DecisionRecord['candidates'][number];

const POLICY = { kind: 'plackett-luce', temperature: 2, pool: 6, floor: 0.05 } as const;
const drawn = await openDecisions({
  ...{ models, past: ['tent', 'boots'], changes, explorationShare: 0.4 },
  policies: { home: POLICY },
}).ask({ limit: 3 });

describe('the replay of a drawn slate', () => {
  it('draws the same again', async () => {
    expect(drawn.record.policy).toEqual(POLICY);
    expect(drawn.record.asked?.k).toBe(6);
    expect(await replayed(drawn.record, { tolerance: 0 })).toMatchObject({ status: 'confirmed', differences: [] });
  });

  it('refutes another policy, and another id', async () => {
    for (const [name, change] of [
      ['another floor', { policy: { ...POLICY, floor: 0.1 } }],
      ['another temperature', { policy: { ...POLICY, temperature: 1 } }],
      ['no policy', { policy: undefined }],
      ['another id', { decisionId: 'of-another' }],
    ] as const) {
      const { status } = await replayed({ ...drawn.record, ...change });
      expect([name, status]).toEqual([name, 'refuted']);
    }
  });
});

describe('the replay of a record', () => {
  it('confirms what was recorded, in every bit', async () => {
    expect(await replayed(record, { tolerance: 0 })).toEqual({
      decisionId: record.decisionId,
      status: 'confirmed',
      version: record.model?.version,
      scored: record.candidates.filter(({ added }) => added !== undefined).length,
      slots: 3,
      largestRounding: 0,
      differences: [],
    });
  });

  it.each([
    [
      'a score',
      '/candidates/0/score',
      tampered(
        'candidates',
        at<Candidate>(0, (c) => ({ score: c.score! + 0.001 })),
      ),
    ],
    [
      'what a source adds',
      '/candidates/1/added/1',
      tampered(
        'candidates',
        at<Candidate>(1, (c) => ({ added: c.added!.map((n, s) => (s === 1 ? n + 0.01 : n)) })),
      ),
    ],
    [
      'a wish of the shop',
      '/candidates/0/score',
      tampered(
        'candidates',
        at<Candidate>(0, () => ({ bias: 0.5 })),
      ),
    ],
    [
      'what an event says for an item',
      '/candidates/0/evidence/0/1',
      tampered(
        'candidates',
        at<Candidate>(0, (c) => ({ evidence: c.evidence!.map(([e, n]) => [e, 2 * n]) })),
      ),
    ],
    [
      'a candidate',
      '/candidates/0/score',
      tampered(
        'candidates',
        at<Candidate>(0, () => ({ itemId: record.candidates[3]!.itemId })),
      ),
    ],
    [
      'a candidate by an unknown item',
      '/candidates/0/itemId',
      tampered(
        'candidates',
        at(0, () => ({ itemId: 'gold' })),
      ),
    ],
    [
      'a candidate by what was to be left out',
      '/candidates/0/itemId',
      tampered(
        'candidates',
        at(0, () => ({ itemId: 'boots' })),
      ),
    ],
    [
      'the order',
      '/candidates/1/itemId',
      tampered('candidates', ([first, second, ...rest]: Candidate[]) => [second, first, ...rest]),
    ],
    [
      'a probability',
      '/slate/2',
      tampered(
        'slate',
        at(2, () => ({ probability: 1 })),
      ),
    ],
    [
      'what was shown',
      '/slate/0',
      tampered(
        'slate',
        at(0, () => ({ itemId: record.slate[1]!.itemId })),
      ),
    ],
    [
      'a slot',
      '/slots/0',
      tampered(
        'slots',
        at(0, () => ({ candidate: 2 })),
      ),
    ],
    ['the share of new items', '/slate/1', tampered('exploration', (draw: object) => ({ ...draw, share: 0.9 }))],
    ['the decision’s id', '/slate/2', tampered('decisionId', () => 'id-2')],
    [
      'an event',
      '/candidates/0/score',
      tampered('asked', (asked: { events: object[] }) => ({ ...asked, events: asked.events.slice(1) })),
    ],
    [
      'the kind of an event',
      '/candidates/0/score',
      tampered('asked', ({ events, ...asked }: { events: object[] }) => ({
        ...asked,
        events: events.map((event) => ({ ...event, kind: 'purchase' })).slice(0, 1),
      })),
    ],
    [
      'an event by one on an unknown item',
      '/asked/events/0/itemId',
      tampered('asked', ({ events, ...asked }: { events: object[] }) => ({
        ...asked,
        events: [{ ...events[0], itemId: 'gold' }, ...events.slice(1)],
      })),
    ],
    ['the blend', '/candidates/0/score', tampered('asked', (asked: object) => ({ ...asked, blend: 'trending' }))],
    ['how many were asked for', '/asked/k', tampered('asked', (asked: object) => ({ ...asked, k: 5 }))],
    ['the request', '/slots/2', tampered('request', (request: object) => ({ ...request, limit: 2 }))],
  ])('refutes a record in which somebody changed %s', async (_, where, changed) => {
    const { status, differences } = await replayed(changed);
    expect(status).toBe('refuted');
    expect(differences.map((difference) => difference.at)).toContain(where);
  });

  it('takes for the same what differs by rounding, says by how much, and can be told not to', async () => {
    const score = Math.fround(record.candidates[0]!.score! * (1 + 3e-7));
    const rounded = tampered(
      'candidates',
      at<Candidate>(0, () => ({ score })),
    );
    const { status, largestRounding } = await replayed(rounded);
    expect(status).toBe('confirmed');
    expect(largestRounding).toBeGreaterThan(0);
    expect((await replayed(rounded, { tolerance: 0 })).status).toBe('refuted');
  });

  it('makes the slate and the draw again where no model ranked', async () => {
    const alike = await openDecisions({ models }).ask({ placement: 'bought-together', itemId: 'untouched' });
    expect(await replayed(alike.record)).toMatchObject({ status: 'confirmed', scored: 0, slots: 1 });
    const [first] = alike.record.slate;
    const changed = { ...alike.record, slate: [{ ...first!, probability: 0.5 }] };
    expect((await replayed(changed)).differences.map((difference) => difference.at)).toEqual(['/slate/0']);
  });

  it('makes promotions, diversity, wishes and the draw again, of every shape', async () => {
    const filter = { categories: { in: ['camping', 'care'] } };
    const open = openDecisions({ models, past: ['lamp', 'boots'], changes, explorationShare: 0.7 });
    for (const wishes of [
      { promotions: [{ filter, positions: [2] }] },
      { promotions: [{ filter, share: 0.5 }], diversity: 0.6 },
      { boosts: [{ filter, factor: 9 }], objective: 'margin' },
      { placement: 'trending' },
      { placement: 'product', itemId: 'tent', exclude: ['stove'] },
      { filter, limit: 7 },
    ]) {
      const { record: shaped } = await open.ask({ limit: 4, ...wishes });
      expect(await replayed(shaped, { tolerance: 0 })).toMatchObject({ status: 'confirmed', differences: [] });
    }
  });

  it('counts what stock added then, and not what lies there now', async () => {
    const overstocked = [anEntry('socks', { stock: 900 }, { version: 2, changedAtMs: DECIDED_AT_MS })];
    const stock = { leadTimeDays: 14, itemIds: ['socks'], median: [2], atServiceLevel: [5] };
    const { record: made } = await openDecisions({ models, past: ['boots'], changes: overstocked, stock }).ask({});
    const socks = made.candidates.findIndex(({ itemId }) => itemId === 'socks');
    expect(made.candidates[socks]).toMatchObject({ stock: expect.closeTo(Math.log(1.5), 5) });
    expect(await replayed(made, { tolerance: 0 })).toMatchObject({ status: 'confirmed', differences: [] });
  });

  it('wants the files of the version that decided, as they were', async () => {
    const other = { ...record, model: { ...record.model!, version: 'elsewhere' } };
    await expect(replayed(other)).rejects.toThrow(NotFoundError);
    const moved = {
      ...models,
      read: (name: string, _: string, file: string) => models.read(name, record.model!.version, file),
    };
    await expect(replayDecision({ ...ports, models: moved })(parseReplayInput({ record: other }))).rejects.toThrow(
      IncompatibleModelError,
    );
    const damaged = {
      ...models,
      read: async (name: string, version: string, file: string) => {
        const bytes = await models.read(name, version, file);
        return file === 'items.json' ? bytes.map((byte) => byte ^ 1) : bytes;
      },
    };
    await expect(replayDecision({ ...ports, models: damaged })(parseReplayInput({ record }))).rejects.toThrow(
      'items.json',
    );
  });

  it.each([
    ['no record', 7, '/'],
    ['another schema', { ...record, schema: 2 }, '/schema'],
    ['an unknown field', { ...record, extra: 1 }, '/'],
    [
      'a score in words',
      tampered(
        'candidates',
        at(0, () => ({ score: 'high' })),
      ),
      '/candidates/0/score',
    ],
  ])('refuses %s, naming the field', async (_, broken, pointer) => {
    expect(() => parseReplayInput({ record: broken })).toThrow(InvalidInputError);
    expect(() => parseReplayInput({ record: broken })).toThrow(pointer);
  });

  it.each([
    ['/asked/blend', { blend: 'unheard-of' }],
    ['/asked/events/0/kind', { events: [{ itemId: 'boots', kind: 'refund' }] }],
  ])('refuses what no model is asked: %s', async (pointer, change) => {
    await expect(replayed({ ...record, asked: { ...record.asked, ...change } })).rejects.toThrow(pointer);
  });
});
