import { describe, expect, it } from 'vitest';
import { predictBehaviour } from '../../../../../functions/nightly/predictions/predict-behaviour.ts';
import { profileStates } from '../../../../../functions/nightly/states/profile-states.ts';
import type { PersonState } from '../../../../../functions/nightly/states/state-watcher.ts';
import type { Event, JsonObject } from '../../../../../shared/domain/event.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import type { BehaviourPrediction } from '../../../../../shared/domain/prediction.ts';
import { CARD_FIGURES } from '../../../../../shared/evaluation/cards/card-figures.ts';
import { simulateShop } from '../../../../../shared/simulation/shop.ts';
import { areaUnderCurve } from '../../../../support/auc.ts';
import { anEvent } from '../../../../support/events.ts';
import { tablesOf } from '../../../../support/simulated-night.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const TAKEN_AT_MS = 1_795_000_000_000;
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
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

describe('coupons and messages of the simulated shop', () => {
  it('are foreseen better than by chance, and as likely as was planted, of a shop too small for a model', async () => {
    const endAtMs = TAKEN_AT_MS;
    const marketing = { couponRate: 0.3, openRate: 0.3, messageEveryDays: 6 };
    const shop = simulateShop({ seed: 5, itemCount: 40, shopperCount: 400, days: 90, endAtMs, marketing });
    const events = Map.groupBy(tablesOf(shop).events, ({ personKey }) => personKey);
    const people = Object.fromEntries([...events].map(([key, rows]) => [key, rows.map(({ event }) => event)]));
    const foreseer = predictBehaviour({ log: silentLog });
    foreseer.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    const states = await statesOf(people);
    for (const person of states) foreseer.see(person);
    const foreseen = foreseer.learn()(states.map(({ partition }) => partition));
    const known = states.filter(({ partition }) => partition.startsWith('U#'));
    const told = (name: string, wanted: readonly PersonState[]) =>
      wanted.map(({ partition }) => {
        const all = foreseen.get(partition)!;
        const probability = (all.find((one) => one.name === name) as BehaviourPrediction).probability;
        return { probability, truth: shop.truth.responsivenessOf(partition.slice(2)) };
      });
    const written = told(
      'message-opening',
      known.filter(({ state }) => state.messages.delivered >= 5),
    );
    const isKeen = written.map(({ truth }) => truth.open > 0.3);
    const [probabilities, open] = [
      written.map(({ probability }) => probability),
      written.map(({ truth }) => truth.open),
    ];
    expect(areaUnderCurve(probabilities, isKeen)).toBeGreaterThan(0.75);
    expect(Math.abs(meanOf(probabilities) - meanOf(open))).toBeLessThan(0.05);

    const buyers = known.filter(({ state }) => (state.frequency.byKind['purchase'] ?? 0) >= 2);
    const redeeming = told('coupon-redemption', buyers);
    const auc = areaUnderCurve(
      redeeming.map(({ probability }) => probability),
      redeeming.map(({ truth }) => truth.coupon > 0.3),
    );
    expect(auc).toBeGreaterThan(0.6);
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
      { kind: 'none', name: 'coupon-redemption', because: 'no order named a coupon' },
      { kind: 'none', name: 'message-opening', because: 'no event told of a message that was delivered' },
      { kind: 'none', name: 'category-purchase', because: expect.stringContaining('5 people') },
    ]);
  });

  it('is told of coupons, messages and categories as soon as its events tell of them', async () => {
    const bought = (days: number, category: string, more: JsonObject = {}) =>
      daysAgo(days, 'Order Completed', { properties: { products: [{ product_id: 'p', category }], ...more } });
    /** Half turn to tea and use coupons, half to bread and open what is sent to them; in the end one in five does not. */
    const people = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => {
        const isOne = i % 2 === 0;
        const isAsEver = i % 5 !== 4;
        const order = (days: number) => bought(days, isOne ? 'Tea > Green' : 'Bread', isOne ? { coupon: 'TEN' } : {});
        const mails = [daysAgo(45, 'Email Delivered'), daysAgo(20, 'Email Delivered')];
        const opens = isOne ? [] : [daysAgo(44, 'Email Opened'), ...(isAsEver ? [daysAgo(18, 'Email Opened')] : [])];
        const last = isAsEver ? order(10) : bought(10, 'Salt');
        return [`U#${i}`, [daysAgo(60), order(50), order(40), last, ...mails, ...opens]];
      }),
    );
    const foreseer = predictBehaviour({ log: silentLog });
    foreseer.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    for (const person of await statesOf(people)) foreseer.see(person);
    const foreseen = foreseer.learn()(Object.keys(people));
    const of = (i: number, wanted: string, category?: string) =>
      foreseen
        .get(`U#${i}`)!
        .find(
          (one) => one.name === wanted && (one as BehaviourPrediction).category === category,
        ) as BehaviourPrediction;
    for (const [likely, unlikely, name, category, horizonDays] of [
      [0, 1, 'coupon-redemption', undefined, 30],
      [1, 0, 'message-opening', undefined, 7],
      [0, 1, 'category-purchase', 'Tea', 30],
      [1, 0, 'category-purchase', 'Bread', 30],
    ] as const) {
      const [more, less] = [of(likely, name, category), of(unlikely, name, category)];
      expect(more).toMatchObject({ kind: 'behaviour', horizonDays, evidence: 'segment' });
      expect(more.probability).toBeGreaterThan(less.probability + 0.3);
      expect(more.interval.high - more.interval.low).toBeGreaterThan(0.1);
      expect(less.interval.low).toBeLessThan(less.probability);
    }
    // Of who may not be learnt from, not even what there is to foresee is.
    const hidden = predictBehaviour({ log: silentLog });
    hidden.start({ snapshotId: 's', takenAtMs: TAKEN_AT_MS });
    for (const { past: _, ...person } of await statesOf(people)) hidden.see({ ...person, mayLearn: false });
    const kinds = hidden
      .learn()(['U#0'])
      .get('U#0')!
      .map(({ kind }) => kind);
    expect(kinds).toEqual(['behaviour', 'behaviour', 'none', 'none', 'none']);
    const first = (await statesOf({ 'U#a': people['U#1']! }))[0]!;
    expect(first.past).toMatchObject({ couponOrders: 0, boughtOf: ['Bread'], message: { isOpened: true } });
  });
});
