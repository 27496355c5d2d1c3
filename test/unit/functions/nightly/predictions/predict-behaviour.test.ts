import { describe, expect, it } from 'vitest';
import { predictBehaviour } from '../../../../../functions/nightly/predictions/predict-behaviour.ts';
import { profileStates } from '../../../../../functions/nightly/states/profile-states.ts';
import type { PersonState } from '../../../../../functions/nightly/states/state-watcher.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import type { BehaviourPrediction } from '../../../../../shared/domain/prediction.ts';
import { CARD_FIGURES } from '../../../../../shared/evaluation/cards/card-figures.ts';
import { anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const TAKEN_AT_MS = 1_795_000_000_000;
const NOW_MS = TAKEN_AT_MS - DAY_MS; // the watermark

const daysAgo = (days: number, name = 'Product Viewed', fields: Partial<Event> = {}): Event => {
  const atMs = NOW_MS - days * DAY_MS;
  return anEvent({
    name,
    messageId: `${name}-${days}`,
    atMs,
    clientAtMs: atMs,
    properties: { product_id: 'p' },
    ...fields,
  });
};

/** The states that the night shows its watchers. */
async function statesOf(people: Readonly<Record<string, readonly Event[]>>, record = EMPTY_RECORD) {
  const seen: PersonState[] = [];
  const watcher = {
    start: () => undefined,
    see: (person: PersonState) => void seen.push(person),
    finish: async () => undefined,
  };
  const profiles = { put: async () => undefined, drop: async () => undefined };
  const observer = profileStates({ profiles, regime: 'opt-out', log: silentLog, watchers: [watcher] });
  await observer.start?.({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
  for (const [partition, events] of Object.entries(people))
    await observer.see({
      partition,
      owner: partition,
      events: events.toSorted((a, b) => a.clientAtMs - b.clientAtMs),
      record,
    });
  await observer.finish?.();
  return seen;
}

describe('the past that learning is shown', () => {
  it('is the state of thirty days before the watermark, and what came of it', async () => {
    const [person] = await statesOf({
      'U#ann': [daysAgo(50), daysAgo(40, 'Order Completed'), daysAgo(30), daysAgo(29), daysAgo(10, 'Order Completed')],
    });
    expect(person!.past).toMatchObject({ atMs: NOW_MS - 30 * DAY_MS, events: 2, orders: 1 });
    expect(person!.past!.state.frequency).toMatchObject({ events: 3, byKind: { view: 2, purchase: 1 } });
    expect(person!.state.frequency.events).toBe(5);
    expect(person!.atMs).toBe(NOW_MS);
  });

  it('is nobody’s who was not there yet, or who may not be learnt from', async () => {
    const [young] = await statesOf({ 'U#young': [daysAgo(29)] });
    expect(young).not.toHaveProperty('past');
    const refused = [daysAgo(50), daysAgo(5, 'Product Viewed', { refused: ['analytics'] })];
    expect((await statesOf({ 'U#ann': refused }))[0]).not.toHaveProperty('past');
    const consent = { analytics: { granted: false, atMs: 1, source: 'self' } } as const;
    expect((await statesOf({ 'U#ann': [daysAgo(50)] }, { ...EMPTY_RECORD, consent }))[0]).not.toHaveProperty('past');
  });
});

describe('a shop of thirty people', () => {
  /** Those with an order order again, one in five of the others does. */
  const shop = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => {
      const hasOrdered = i < 10;
      const before = hasOrdered ? [daysAgo(60), daysAgo(35, 'Order Completed')] : [daysAgo(60), daysAgo(35)];
      const buys = hasOrdered || i % 5 === 0;
      return [`U#${i}`, [...before, daysAgo(3), ...(buys ? [daysAgo(2, 'Order Completed')] : [])]];
    }),
  );

  it('gets a prediction of everybody, by what came of who was alike, with wide intervals', async () => {
    const foreseer = predictBehaviour({ log: silentLog });
    foreseer.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    for (const person of await statesOf(shop)) foreseer.see(person);
    const foreseen = foreseer.learn()(Object.keys(shop));
    expect(foreseen.size).toBe(30);
    const purchaseOf = (i: number) => foreseen.get(`U#${i}`)![0] as BehaviourPrediction;
    expect(purchaseOf(0)).toMatchObject({ name: 'purchase', horizonDays: 30, evidence: 'segment', modelVersion: 's' });
    for (const i of [0, 11]) {
      const { interval, probability } = purchaseOf(i);
      expect(interval.high - interval.low).toBeGreaterThan(0.15);
      expect(interval.low).toBeLessThan(probability);
    }
    expect(purchaseOf(0).probability).toBeGreaterThan(purchaseOf(11).probability);
  });

  it('has a card of each behaviour that says how little is known, and who is hidden', async () => {
    const foreseer = predictBehaviour({ log: silentLog });
    foreseer.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    for (const person of await statesOf(shop)) foreseer.see(person);
    foreseer.learn();
    const [purchase, churn] = foreseer.cards();
    expect([purchase!.name, churn!.name]).toEqual(['purchase', 'churn']);
    expect(purchase).toMatchObject({ version: 's', training: { people: 30, positives: 14 } });
    expect(purchase!.algorithm.why).toBe('Because there are fewer than 500 people.');
    expect(purchase!.evidence).toMatch(/^segment/);
    // Ten who ordered all order, against sixteen who do not; of the twenty others nothing tells the four who do.
    expect(purchase!.evaluation.metrics['auc']).toBeGreaterThanOrEqual((10 * 16) / (14 * 16));
    expect(purchase!.evaluation.reasons).toHaveProperty('silhouette');
    expect(churn!.evaluation.reasons['auc']).toBe('no row is positive'); // everybody was seen again
    // Ten ordered once, twenty never; the ten would be known by taking the twenty from all.
    expect(purchase!.slices.map(({ people }) => people)).toEqual([30]);
  });

  it('has no figure of fewer than twenty people', async () => {
    const foreseer = predictBehaviour({ log: silentLog });
    foreseer.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    for (const person of await statesOf(Object.fromEntries(Object.entries(shop).slice(0, 19)))) foreseer.see(person);
    foreseer.learn();
    const [card] = foreseer.cards();
    expect(card).toMatchObject({ training: { people: 19, positives: null }, algorithm: { tried: [] }, slices: [] });
    expect(card!.evaluation.metrics).toEqual(Object.fromEntries(CARD_FIGURES.map((name) => [name, null])));
    expect(card!.evaluation.reasons['auc']).toBe('fewer than 20 people');
  });

  it('and one whose first day it is, too', async () => {
    const foreseer = predictBehaviour({ log: silentLog });
    foreseer.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    for (const person of await statesOf({ 'U#first': [daysAgo(0)] })) foreseer.see(person);
    expect(foreseer.learn()(['U#first']).get('U#first')).toMatchObject([
      { name: 'purchase', probability: 0.5, evidence: 'segment' },
      { name: 'churn', probability: 0.5, evidence: 'segment' },
    ]);
  });
});
