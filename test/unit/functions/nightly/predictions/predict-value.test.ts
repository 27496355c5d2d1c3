import { describe, expect, it } from 'vitest';
import { predictValue, type ValuePorts } from '../../../../../functions/nightly/predictions/predict-value.ts';
import type { KnownOrder } from '../../../../../functions/nightly/states/state-watcher.ts';
import type { ValuePrediction } from '../../../../../shared/domain/prediction.ts';
import { CARD_FIGURES } from '../../../../../shared/evaluation/cards/card-figures.ts';
import { EMPTY_PROFILE } from '../../../../../shared/features/profile/profile.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { moneyOf, noRates } from '../../../../support/night-money.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const TODAY = 20_000;

const order = (daysAgo: number, amount?: number, currency = 'EUR'): KnownOrder => ({
  day: TODAY - daysAgo,
  ...(amount !== undefined && { paid: { currency, amount } }),
});

type People = Readonly<Record<string, readonly KnownOrder[]>>;

function learnt(
  people: People,
  mayLearn: (partition: string) => boolean = () => true,
  money: Omit<ValuePorts, 'log'> = { inOneCurrency: noRates },
) {
  const foreseer = predictValue({ ...money, log: silentLog });
  foreseer.start({ snapshotId: 's', takenAtMs: (TODAY + 1) * DAY_MS });
  for (const [partition, orders] of Object.entries(people))
    foreseer.see({
      partition,
      state: EMPTY_PROFILE,
      atMs: TODAY * DAY_MS,
      record: undefined,
      mayLearn: mayLearn(partition),
      orders,
      boughtOf: [],
    });
  return { told: foreseer.learn()(Object.keys(people)), card: foreseer.cards()[0] };
}

function foreseen(people: People): ReadonlyMap<string, ValuePrediction> {
  return new Map([...learnt(people).told].map(([partition, [first]]) => [partition, first as ValuePrediction]));
}

describe('what people are worth', () => {
  const random = seededRandom(9);
  /** Sixty who ordered now and then, one who does so each month, and one who is gone. */
  const people = {
    ...Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `U#${i}`,
        Array.from({ length: 1 + Math.floor(random() * 4) }, (_, k) =>
          order(300 - 70 * k - Math.floor(random() * 60), 2000),
        ),
      ]),
    ),
    'U#monthly': Array.from({ length: 10 }, (_, k) => order(300 - 30 * k, 5000)),
    'U#gone': Array.from({ length: 10 }, (_, k) => order(300 - 10 * k, 5000)),
    'U#browser': [],
  };
  const said = foreseen(people);

  it('is more of who orders on, hardly anything of who seems gone, and nothing of who never ordered', () => {
    const [monthly, gone] = [said.get('U#monthly')!, said.get('U#gone')!];
    expect(monthly).toMatchObject({ kind: 'value', horizonDays: 365, evidence: 'person', value: { currency: 'EUR' } });
    expect(monthly.aliveProbability).toBeGreaterThan(0.7);
    expect(gone.aliveProbability).toBeLessThan(0.2);
    expect(monthly.orders.expected).toBeGreaterThan(3);
    expect(monthly.value!.expected).toBeGreaterThan(5 * gone.value!.expected);
    expect(monthly.value!.low).toBeLessThan(monthly.value!.expected);
    expect(monthly.value!.high).toBeGreaterThan(monthly.value!.expected);
    expect(said.has('U#browser')).toBe(false);
    const once = [...said].find(([partition]) => people[partition as 'U#gone'].length === 1)![1];
    expect(once.evidence).toBe('segment');
  });

  it('is the same whatever order the scan had', () => {
    const turned = Object.fromEntries(Object.entries(people).toReversed());
    expect(foreseen(turned).get('U#monthly')).toEqual(said.get('U#monthly'));
  });

  it('is in the currency of most orders, and none where no order says what it came to', () => {
    const mixed = foreseen({ a: [order(50, 900, 'USD'), order(9, 900, 'USD')], b: [order(30, 700)], c: [order(3)] });
    expect(mixed.get('b')!.value?.currency).toBe('USD');
    expect(foreseen({ a: [order(9)], b: [order(2), order(1)] }).get('a')).toMatchObject({ value: null });
    expect(foreseen({})).toEqual(new Map());
  });

  it('adds what was paid in other currencies by the rate of its day, in the deployment’s currency', async () => {
    const days = Array.from({ length: 70 }, (_, ago) => ({
      day: new Date((TODAY - 5 * ago) * DAY_MS).toISOString().slice(0, 10),
      perEuro: { USD: '1.25' },
    }));
    const inOneCurrency = await moneyOf(days, (TODAY + 1) * DAY_MS);
    const abroad = Object.fromEntries(
      Object.entries(people).map(([partition, orders], i) => [
        partition,
        i % 2 === 0
          ? orders
          : orders.map(({ day, paid }) => ({ day, paid: { currency: 'USD', amount: paid!.amount * 1.25 } })),
      ]),
    );
    const valuesOf = (told: ReturnType<typeof learnt>['told']) =>
      [...told].map(([partition, [first]]) => [partition, first]);
    const converted = learnt(abroad, undefined, { inOneCurrency, baseCurrency: 'EUR' });
    expect(valuesOf(converted.told)).toEqual(valuesOf(learnt(people).told));
    const unknown = learnt(abroad, undefined, { inOneCurrency: noRates, baseCurrency: 'EUR' });
    expect(valuesOf(unknown.told)).not.toEqual(valuesOf(learnt(people).told));
  });

  it('has a card with what would have been foreseen of the newest third of the time', () => {
    const { card } = learnt(people);
    const { metrics, reasons, protocol, people: measuredOn } = card!.evaluation;
    expect(card).toMatchObject({ name: 'lifetime-value', version: 's', training: { people: 62 } });
    expect(protocol).toMatch(/^What 2024-\d\d-\d\d to 2024-10-04 had, foreseen/);
    expect(measuredOn).toBeGreaterThan(30);
    expect(metrics['pinball']).toBeGreaterThan(0);
    expect(metrics['spearman']).toBeGreaterThan(0);
    expect(reasons['auc']).toBe('a value is foreseen, no class');
    for (const part of card!.valueParts) expect(part.people).toBeGreaterThanOrEqual(20);
  });

  it('has a card without figures where fewer than twenty people may be learnt from', () => {
    const some = new Set(Object.keys(people).slice(0, 19));
    for (const { card } of [
      learnt(people, (one) => some.has(one)),
      learnt(Object.fromEntries(Object.entries(people).slice(0, 19))),
    ]) {
      expect(card!.valueParts).toEqual([]);
      expect(Object.values(card!.evaluation.metrics)).toEqual(CARD_FIGURES.map(() => null));
      expect(card!.evaluation.reasons['pinball']).toContain('fewer than 20 people');
    }
    expect(learnt({}).card).toBeUndefined();
  });

  it('is learnt from nobody who refuses that, and is foreseen of them too', () => {
    const refusing = Object.fromEntries(
      Array.from({ length: 80 }, (_, i) => [`U#no${i}`, Array.from({ length: 9 }, (_, k) => order(9 * k + 1, 90_000))]),
    );
    const { told, card } = learnt({ ...people, ...refusing }, (partition) => !(partition in refusing));
    const [own] = told.get('U#monthly') as readonly ValuePrediction[];
    expect(own!.orders.expected).toBeCloseTo(said.get('U#monthly')!.orders.expected, 9);
    expect(told.get('U#no7')).toMatchObject([{ kind: 'value', evidence: 'person' }]);
    expect(card).toMatchObject({ training: { people: 62 }, evaluation: learnt(people).card!.evaluation });
    expect(learnt(people, () => false)).toEqual({ told: new Map(), card: undefined });
  });
});
