import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoBudgets } from '../../shared/adapters/dynamodb/budgets.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { claimIdOf, type OfferClaim } from '../../shared/domain/offer.ts';
import { DAY_MS, HOUR_MS } from '../../shared/domain/time.ts';
import { aBudget, aClaim, anOffer } from '../support/builders/offer.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
const ann = { userId: 'ann' };
const budget = aBudget();
const offer = anOffer();
const atMs = aClaim('').atMs;
const open = () => ({
  claims: dynamoOfferClaims(stores.dynamo, { people: stores.nameOf('people'), control: stores.nameOf('control') }),
  budgets: dynamoBudgets(stores.dynamo, stores.nameOf('control')),
});

const refOf = (claim: OfferClaim) => ({
  claimId: claimIdOf(claim),
  offerId: claim.offer.offerId,
  budgetId: claim.budget?.budgetId,
});

beforeEach(() => stores.renew());

describe('claims of offers', () => {
  it('are held until they lapse, and take from the budget once however often they are made', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);

    const verdicts = await Promise.all(
      Array.from({ length: 8 }, () => claims.claim(ann, aClaim('c1', { offer, budget }))),
    );

    expect(new Set(verdicts.map((it) => JSON.stringify(it)))).toEqual(
      new Set([JSON.stringify({ status: 'held', claimId: '2026-11-24.c1', untilMs: atMs + 48 * HOUR_MS })]),
    );
    const state = await budgets.read('autumn');
    expect(state?.remainingMinor).toBe(9000);
    expect(state?.takenByDay).toEqual({ '2026-11-24': 1000 });
  });

  it('of many at once never take more than there is, and take all of it', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);

    const verdicts = await Promise.all(
      Array.from({ length: 40 }, (_, i) => claims.claim({ userId: `u${i}` }, aClaim(`c${i}`, { offer, budget }))),
    );

    expect(verdicts.filter(({ status }) => status === 'held')).toHaveLength(10);
    expect(verdicts.filter(({ status }) => status === 'refused')).toContainEqual({
      status: 'refused',
      because: 'budget-spent',
    });
    expect((await budgets.read('autumn'))?.remainingMinor).toBe(0);
  });

  it('keep to what may be spent on a day, and how often an offer may be given on one', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);
    const daily = { ...budget, perDayMinor: 2500 };
    const few = anOffer({ caps: { personDays: 30, perDay: 1 } });

    const [a, b, c] = [
      await claims.claim(ann, aClaim('a', { offer, budget: daily })),
      await claims.claim(ann, aClaim('b', { offer: few, budget: daily })),
      await claims.claim(ann, aClaim('c', { offer, budget: daily })),
    ];
    expect([a.status, b.status]).toEqual(['held', 'held']);
    expect(c).toEqual({ status: 'refused', because: 'budget-day-spent' });
    expect(await claims.claim(ann, aClaim('d', { offer: few, budget }))).toEqual({
      status: 'refused',
      because: 'offer-day-cap',
    });
    const nextDay = aClaim('e', { offer: few, budget: daily, atMs: atMs + DAY_MS });
    expect((await claims.claim(ann, nextDay)).status).toBe('held');
  });

  it('count a person’s in a window that rolls, also of many at once, and give back the place that was not used', async () => {
    const { claims, budgets } = open();
    await budgets.open(aBudget({ totalMinor: 2000 }));
    const capped = anOffer({ caps: { perPerson: 2, personDays: 7 } });
    const claim = (id: string, atDay: number) =>
      claims.claim(ann, aClaim(id, { offer: capped, atMs: atMs + atDay * DAY_MS }));

    const verdicts = await Promise.all(['a', 'b', 'c', 'd'].map((id) => claim(id, 0)));
    expect(verdicts.filter(({ status }) => status === 'held')).toHaveLength(2);
    expect(await claim('e', 6)).toEqual({ status: 'refused', because: 'person-cap' });
    expect((await claim('f', 7)).status).toBe('held');

    const paid = {
      offer: anOffer({ offerId: 'paid', costMinor: 2001, caps: { perPerson: 1, personDays: 7 } }),
      budget,
    };
    expect(await claims.claim(ann, aClaim('g', paid))).toEqual({ status: 'refused', because: 'budget-spent' });
    const cheaper = { ...paid, offer: { ...paid.offer, costMinor: 10 } };
    expect((await claims.claim(ann, aClaim('h', cheaper))).status).toBe('held');
    expect(await claims.claim(undefined, aClaim('i', cheaper))).toEqual({ status: 'refused', because: 'nobody' });
  });

  it('that lapse or cost less give their money back when the day is over, what was taken up stays spent', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);
    const made = ['a', 'b', 'c'].map((id) => aClaim(id, { offer, budget }));
    for (const claim of made) await claims.claim(ann, claim);
    const [a, b, c] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];

    expect(await claims.redeem(refOf(a), { costMinor: 400, atMs: atMs + HOUR_MS })).toBe('redeemed');
    expect(await claims.redeem(refOf(a), { costMinor: 400, atMs: atMs + HOUR_MS })).toBe('redeemed');
    expect(await claims.redeem(refOf(b), { costMinor: 1000, atMs: atMs + 49 * HOUR_MS })).toBe('lapsed');
    expect(await claims.redeem(refOf(aClaim('no', { offer, budget })), { costMinor: 1, atMs })).toBe('unknown');

    expect(await budgets.settle('autumn', atMs)).toBe(0); // the day goes on
    expect(await budgets.settle('autumn', atMs + DAY_MS)).toBe(600); // two are still held
    expect(await budgets.settle('autumn', atMs + 3 * DAY_MS)).toBe(2000);
    expect(await budgets.settle('autumn', atMs + 3 * DAY_MS)).toBe(0);
    expect((await budgets.read('autumn'))?.remainingMinor).toBe(9600);
    expect(await claims.redeem(refOf(c), { costMinor: 1000, atMs: atMs + 3 * DAY_MS })).toBe('lapsed');
    await budgets.settle('autumn', atMs + 60 * DAY_MS);
    expect(await budgets.read('autumn')).toEqual({ totalMinor: 10_000, remainingMinor: 9600, takenByDay: {} });
  });

  it('say what they cost: what is held, what it came to, nothing once it lapsed; also without a limit', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);
    const free = anOffer({ offerId: 'gift', kind: 'gift', costMinor: 300 });
    const made = [aClaim('c1', { offer, budget }), aClaim('c2', { offer, budget }), aClaim('c3', { offer: free })];
    for (const claim of made) await claims.claim(ann, claim);
    await claims.redeem(refOf(made[1]!), { costMinor: 700, atMs });
    const asked = [...made.map(refOf), { claimId: '2026-11-24.never', offerId: 'gift' }];
    const costsAt = async (ms: number) =>
      [...(await claims.costs(asked, ms))].map(([id, { costMinor, currency, kind }]) => [
        id,
        costMinor,
        currency,
        kind,
      ]);
    expect(await costsAt(atMs)).toEqual([
      ['2026-11-24.c1', 1000, 'EUR', 'amount'],
      ['2026-11-24.c2', 700, 'EUR', 'amount'],
      ['2026-11-24.c3', 300, 'EUR', 'gift'],
    ]);
    expect((await costsAt(atMs + 49 * HOUR_MS)).map(([, cost]) => cost)).toEqual([0, 700, 0]);
    expect(await claims.redeem(refOf(made[2]!), { costMinor: 300, atMs })).toBe('redeemed');
  });

  it('leave nothing of a person who is erased, and what was spent stays spent', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);
    const claim = aClaim('a', { offer: anOffer({ caps: { perPerson: 1, personDays: 30 } }), budget });
    await claims.claim(ann, claim);
    await claims.redeem(refOf(claim), { costMinor: 1000, atMs });
    const rows = dynamoPersonalRows(stores.dynamo, stores.nameOf('people'), { nowMs: () => atMs });
    expect((await rows.others(ann)).map(({ name }) => name)).toEqual(['CLAIMS']);

    expect(await rows.erase([ann])).toEqual({ CLAIMS: 1 });
    await budgets.settle('autumn', atMs + 3 * DAY_MS);

    expect(await rows.count([ann])).toBe(0);
    expect((await budgets.read('autumn'))?.remainingMinor).toBe(9000);
  });

  it('are limited by a budget whose total is changed while they are made', async () => {
    const { claims, budgets } = open();
    await budgets.open(budget);
    await claims.claim(ann, aClaim('a', { offer, budget }));

    await budgets.open(aBudget({ totalMinor: 1500 }));
    expect((await claims.claim(ann, aClaim('b', { offer, budget }))).status).toBe('refused');
    await Promise.all([2000, 2500, 3000].map((totalMinor) => budgets.open(aBudget({ totalMinor }))));
    const state = await budgets.read('autumn');
    expect(state?.remainingMinor).toBe((state?.totalMinor ?? 0) - 1000);
  });
});
