import { describe, expect, it } from 'vitest';
import { joinDecisions } from '../../../../../functions/nightly/decisions/join-decisions.ts';
import { experimentObserver } from '../../../../../functions/nightly/experiments/experiment-observer.ts';
import { assignmentOf, isHeldOut } from '../../../../../shared/decisioning/assignment.ts';
import { type ContactPolicy, FIRST_CONTACT_POLICY } from '../../../../../shared/domain/contact-policy.ts';
import type { ContactClaim } from '../../../../../shared/domain/contacts.ts';
import { signalsOf } from '../../../../../shared/domain/decision-signal.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import type { Experiment } from '../../../../../shared/domain/experiment.ts';
import type { ExperimentReport } from '../../../../../shared/domain/experiment-report.ts';
import type { PersonKey } from '../../../../../shared/domain/person-key.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../../shared/domain/person-record.ts';
import type { InOneCurrency } from '../../../../../shared/features/outcome.ts';
import { drawNormal, seededRandom } from '../../../../../shared/math/random.ts';
import type { DecisionLine } from '../../../../../shared/ports/decisions.ts';
import type { ClaimCost } from '../../../../../shared/ports/offers.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import type { ConsentRegime } from '../../../../../shared/privacy/consent.ts';
import { aJourney } from '../../../../support/builders/campaigns.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { anExperiment } from '../../../../support/builders/experiment.ts';
import { anEvent } from '../../../../support/events.ts';
import { memoryDocuments } from '../../../../support/memory-documents.ts';
import { moneyOf, noRates } from '../../../../support/night-money.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 9, 2);
const END = START + 21 * DAY_MS;
const experiment = anExperiment({ startedAtMs: START, createdAtMs: START });

const aLine = (atMs: number, variants: DecisionLine['variants'] = {}, itemIds = ['boots']): DecisionLine => ({
  decisionId: `d${atMs}`,
  decidedAt: new Date(atMs).toISOString(),
  placement: 'home',
  itemIds,
  probabilities: itemIds.map(() => 1),
  variants,
});
const anOrder = (atMs: number, revenue: number, said: Partial<Event> = {}) =>
  anEvent({
    messageId: `order ${atMs}`,
    name: 'Order Completed',
    atMs,
    properties: { currency: 'EUR', revenue, products: [{ product_id: 'boots', quantity: 1 }] },
    ...said,
  });
const aPerson = (userId: string, said: Partial<ScannedPerson> = {}): ScannedPerson => ({
  partition: `U#${userId}`,
  owner: `U#${userId}`,
  events: [],
  ...said,
});
const saying = (granted: boolean): PersonRecord => ({
  ...EMPTY_RECORD,
  consent: { analytics: { granted, atMs: 1, source: 'api' } },
});

interface Night {
  readonly people: readonly ScannedPerson[];
  readonly experiments?: readonly Experiment[];
  readonly takenAtMs?: number;
  readonly bots?: readonly string[];
  readonly regime?: ConsentRegime;
  readonly holdoutShare?: number;
  readonly owners?: Readonly<Record<string, PersonRecord>>;
  readonly reports?: Map<string, ExperimentReport>;
  readonly costs?: Readonly<Record<string, ClaimCost>>;
  readonly inOneCurrency?: InOneCurrency;
  readonly baseCurrency?: string;
}

/** What a night writes, by experiment, and how often it reads the catalog. */
async function night({
  people,
  experiments = [experiment],
  takenAtMs = END,
  bots = [],
  regime = 'opt-out',
  holdoutShare = 0,
  owners = {},
  reports = new Map(),
  costs = {},
  inOneCurrency = noRates,
  baseCurrency,
}: Night) {
  let catalogReads = 0;
  const { people: observer, decisions } = experimentObserver({
    experiments: memoryDocuments(Object.fromEntries(experiments.map((one) => [one.experimentId, one]))),
    reports: {
      write: async (report) => void reports.set(report.experimentId, report),
      read: async (id) => reports.get(id),
    },
    catalog: {
      async *scan() {
        catalogReads++;
        yield [anEntry('boots', { cost: { amount: 1000, currency: 'EUR' } })];
      },
    },
    contactPolicies: memoryDocuments<ContactPolicy>({
      policy: { ...FIRST_CONTACT_POLICY, costs: { currency: 'EUR', minorPerMessage: { sms: 5 } } },
    }),
    claims: { costs: async () => new Map(Object.entries(costs)) },
    records: { get: async () => new Map(Object.entries(owners)) },
    snapshots: { readFlagged: async () => new Set(bots) },
    namesInSnapshot: async () => (partition) => partition as PersonKey,
    regime,
    holdoutShare,
    inOneCurrency,
    baseCurrency,
    log: silentLog,
  });
  await observer.start?.({ snapshotId: 's', takenAtMs });
  for (const person of people) {
    if (person.decisions !== undefined) await observer.seeDecided?.({ ...person, decisions: person.decisions });
    if (person.events.length > 0) await observer.see(person);
    if (person.told !== undefined) observer.seeTold?.({ ...person, told: person.told });
    if (person.journeys !== undefined) await observer.seeJourneys?.({ ...person, journeys: person.journeys });
  }
  const window = { rewardWindowMs: DAY_MS, takenAtMs };
  for (const [owner, parts] of Map.groupBy(people, (person) => person.owner)) {
    const lines = parts.flatMap((part) => part.decisions ?? []);
    const joined = joinDecisions(
      lines,
      parts.flatMap(({ events }) => events.flatMap(signalsOf)),
      window,
    );
    await decisions.see({ owner, mayLearn: true, isBot: false, decisions: joined });
  }
  await observer.finish?.();
  return { reports, catalogReads, report: reports.get(experiment.experimentId)! };
}

/** People who met their variant and order with a chance, the second arm with a larger one and for more. */
function shoppers(count: number, lift: number, seed = 1): readonly ScannedPerson[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const userId = `u${seed}-${i}`;
    const { variant } = assignmentOf({ userId }, experiment)!;
    const metMs = START + random() * 13 * DAY_MS;
    const loyal = random() < 0.4;
    const isTreated = variant.variantId === 'diverse';
    const buys = random() < (loyal ? 0.4 : 0.1) * (isTreated ? 1 + lift : 1);
    const before = loyal && random() < 0.7 ? [anOrder(metMs - 5 * DAY_MS, 40)] : [];
    const after = buys ? [anOrder(metMs + random() * 6 * DAY_MS, 30 + 5 * drawNormal(random))] : [];
    const late = random() < 0.3 ? [anOrder(metMs + 8 * DAY_MS, 500)] : []; // beyond the window
    const decisions = [aLine(metMs, { [experiment.experimentId]: variant.variantId })];
    return aPerson(userId, { decisions, events: [...before, ...after, ...late] });
  });
}

const ofMetric = ({ arms }: ExperimentReport, name: string, i = 1) =>
  arms[i]?.metrics.find(({ metric }) => metric === name);

describe('a night that counts experiments', () => {
  it('finds the lift that was planted, with an interval that holds it, and what it earns', async () => {
    const costs = [{ words: 'pictures', variantId: 'diverse', amountMinor: 100_000, per: 'once' }] as const;
    const { report } = await night({ people: shoppers(6000, 0.4), experiments: [{ ...experiment, costs }] });
    expect(report).toMatchObject({ withheld: false, flags: [], srm: { isAlarmed: false } });
    const { lift, interval, proof } = ofMetric(report, 'conversion')!;
    expect(proof).toBe('better');
    expect(interval!.low).toBeLessThan(0.4);
    expect(interval!.high).toBeGreaterThan(0.4);
    expect(Math.abs(lift! - 0.4)).toBeLessThan(0.25);
    // .4 · .4 + .6 · .1 = .22 order, 40 % more is .088 of them, at 30 € less 10 € each.
    const { differenceInterval: earned } = ofMetric(report, 'margin')!;
    expect(earned!.low).toBeLessThan(176);
    expect(earned!.high).toBeGreaterThan(176);
    expect(report.arms[1]?.roi?.roi).toBeGreaterThan(0);
  });

  it('finds nothing where nothing was planted', async () => {
    const { report } = await night({ people: shoppers(3000, 0) });
    expect(ofMetric(report, 'conversion')?.proof).toBe('undecided');
    expect(ofMetric(report, 'revenue')?.interval?.low).toBeLessThan(0);
    expect(ofMetric(report, 'revenue')?.interval?.high).toBeGreaterThan(0);
  });

  it('takes what people did before out of what they did after', async () => {
    const people = shoppers(3000, 0);
    const { report } = await night({ people });
    const forgetful = people.map((person) => ({ ...person, events: person.events.filter(({ atMs }) => atMs > START) }));
    const blind = (
      await night({ people: forgetful.map((one, i) => ({ ...one, events: withoutBefore(one, people[i]!) })) })
    ).report;
    expect(ofMetric(report, 'conversion')!.standardError).toBeLessThan(ofMetric(blind, 'conversion')!.standardError);
  });

  it('goes on from the looks of the nights before', async () => {
    const reports = new Map<string, ExperimentReport>();
    const people = shoppers(3000, 0.4);
    for (const day of [10, 14, 21]) await night({ people, reports, takenAtMs: START + day * DAY_MS });
    const { looks } = reports.get(experiment.experimentId)!;
    expect(looks.map(({ spent }) => Number(spent.toFixed(3)))).toEqual([0.046, 0.25, 1]);
    expect(looks.every(({ found }) => found['diverse'] !== undefined)).toBe(true);
  });

  it('reads and keeps nothing where nothing runs', async () => {
    const draft = anExperiment({ status: 'draft', startedAtMs: undefined as never });
    const over = anExperiment({ startedAtMs: START - 30 * DAY_MS });
    const { reports, catalogReads } = await night({ people: shoppers(10, 0), experiments: [draft, over] });
    expect([reports.size, catalogReads]).toEqual([0, 0]);
  });
});

/** Without the orders before the decision. */
function withoutBefore({ events }: ScannedPerson, { decisions }: ScannedPerson): ScannedPerson['events'] {
  return events.filter(({ atMs }) => atMs >= Date.parse(decisions![0]!.decidedAt));
}

describe('who is counted', () => {
  const met = (arm = 'diverse', atMs = START + DAY_MS) => [aLine(atMs, { [experiment.experimentId]: arm })];
  const countedOf = async (people: readonly ScannedPerson[], more: Partial<Night> = {}) =>
    (await night({ people, ...more })).report.arms.map(({ people: count }) => count);

  it('is whoever met a variant while people came in, and nobody else', async () => {
    const people = [
      aPerson('in', { decisions: met() }),
      aPerson('assigned-only', { events: [anOrder(START + DAY_MS, 10)] }),
      aPerson('before', { decisions: met('diverse', START - 1) }),
      aPerson('after', { decisions: met('diverse', START + 14 * DAY_MS) }),
      aPerson('of-another', { decisions: [aLine(START + DAY_MS, { other: 'diverse' })] }),
    ];
    expect(await countedOf(people)).toEqual([0, 1]);
    const stopped = { ...experiment, status: 'stopped', stoppedAtMs: START + DAY_MS } as const;
    expect(await countedOf(people, { experiments: [stopped], takenAtMs: START + 9 * DAY_MS })).toEqual([0, 0]);
  });

  it('is no bot, and nobody who refuses analytics or is restricted', async () => {
    const people = [
      aPerson('bot', { decisions: met() }),
      aPerson('refuses', { decisions: met(), record: saying(false) }),
      aPerson('restricted', { decisions: met(), record: { ...EMPTY_RECORD, restrictedAtMs: 1 } }),
      aPerson('silent', { decisions: met() }),
      aPerson('grants', { decisions: met(), record: saying(true) }),
    ];
    expect(await countedOf(people, { bots: ['U#bot'] })).toEqual([0, 2]);
    expect(await countedOf(people, { bots: ['U#bot'], regime: 'opt-in' })).toEqual([0, 1]);
  });

  it('is whoever met a variant in a campaign too, told anything or not, by what came first', async () => {
    const inCampaign = (userId: string, arm: string, atMs = START + DAY_MS, more: Partial<ScannedPerson> = {}) =>
      aPerson(userId, {
        journeys: [{ ...aJourney(), met: [{ atMs, variants: { [experiment.experimentId]: arm } }] }],
        ...more,
      });
    const people = [
      inCampaign('told', 'diverse'),
      inCampaign('not-told', 'as-it-is'),
      inCampaign('before', 'diverse', START - 1),
      inCampaign('refuses', 'diverse', START + DAY_MS, { record: saying(false) }),
      inCampaign('refused-elsewhere', 'diverse'),
      inCampaign('shown-first', 'diverse', START + 2 * DAY_MS, { decisions: met('as-it-is') }),
    ];
    expect(await countedOf(people, { owners: { 'U#refused-elsewhere': saying(false) } })).toEqual([2, 1]);
  });

  it('is by the law of their market who says nothing where that decides', async () => {
    const from = (userId: string, country: string) =>
      aPerson(userId, {
        decisions: met(),
        events: [anOrder(START + DAY_MS, 1, { context: { market: country } })],
      });
    const people = [from('us', 'US'), from('de', 'DE')];
    expect(await countedOf(people, { regime: 'by-market' })).toEqual([0, 1]);
  });

  it('is a user by what a device of theirs met first, whoever is scanned first; the user’s word counts for it', async () => {
    const device = aPerson('', { partition: 'A#d', owner: 'U#u', decisions: met('as-it-is', START + DAY_MS) });
    const user = aPerson('u', { decisions: met('diverse', START + 2 * DAY_MS) });
    expect(await countedOf([device, user])).toEqual([1, 0]);
    expect(await countedOf([user, device])).toEqual([1, 0]);
    expect(await countedOf([device], { owners: { 'U#u': saying(false) } })).toEqual([0, 0]);
  });

  it('is told where many met several variants', async () => {
    const mixed = shoppers(400, 0).map((one, i) =>
      i % 4 === 0 ? { ...one, decisions: [...met('as-it-is', START + 1), ...met('diverse', START + 2)] } : one,
    );
    const { report } = await night({ people: mixed });
    expect(report.flags.map(({ code }) => code)).toContain('met-several');
  });
});

describe('what is counted', () => {
  /** A hundred of each arm who all do the same. */
  const all = (events: (metMs: number) => readonly Event[], more: Partial<ScannedPerson> = {}) =>
    Array.from({ length: 240 }, (_, i) => {
      const metMs = START + (i + 1) * 60_000;
      const decisions = [aLine(metMs, { [experiment.experimentId]: i % 2 === 0 ? 'as-it-is' : 'diverse' })];
      return aPerson(`p${i}`, { decisions, events: events(metMs), ...more });
    });
  const meansOf = async (people: readonly ScannedPerson[], more: Partial<Night> = {}) => {
    const { report } = await night({ people, ...more });
    return Object.fromEntries(report.arms[1]!.metrics.map(({ metric, mean }) => [metric, mean]));
  };
  const track = (name: string, atMs: number, properties: Event['properties']) =>
    anEvent({ messageId: `${name} ${atMs}`, name, atMs, properties });

  it('is money less refunds and costs, each order once, and answers by their scales', async () => {
    const means = await meansOf(
      all((at) => [
        anOrder(at + 1, 50),
        anOrder(at + 1, 50),
        anOrder(at + 2, 99, { messageId: `usd ${at}`, properties: { currency: 'USD', revenue: 99 } }),
        track('Order Refunded', at + 3, { currency: 'EUR', total: 5 }),
        track('Product Reviewed', at + 4, { product_id: 'boots', rating: 4 }),
        track('Survey Answered', at + 5, { survey: 'nps', score: 9 }),
        track('Survey Answered', at + 6, { survey: 'csat', score: 3 }),
      ]),
    );
    expect(means).toEqual({
      conversion: 1,
      orders: 2,
      revenue: 4500,
      margin: 3500,
      refunds: 500,
      rating: 4,
      csat: 3,
      nps: 1,
      ctr: 0,
    });
  });

  it('is less what was given back of their orders within the window, and of no other order or later', async () => {
    const refund = (at: number, order_id: string, id = order_id) =>
      anEvent({
        messageId: `refund ${id} ${at}`,
        name: 'Order Refunded',
        atMs: at,
        properties: { order_id, currency: 'EUR', total: 10 },
      });
    const ordered = (at: number, order_id: string) =>
      anOrder(at, 50, {
        messageId: order_id,
        properties: { order_id, currency: 'EUR', revenue: 50, products: [{ product_id: 'boots' }] },
      });
    const means = await meansOf(
      all((at) => [
        ordered(at - DAY_MS, 'before'),
        refund(at + 1, 'before'),
        ordered(at + 2, 'within'),
        refund(at + 3, 'within'),
        refund(at + 8 * DAY_MS, 'within', 'too-late'),
      ]),
    );
    expect(means).toMatchObject({ orders: 1, revenue: 4000, margin: 3000, refunds: 1000 });
  });

  it('is what they were sent and given within their window, of what was taken up', async () => {
    const toldAt = (atMs: number, status: ContactClaim['status'] = 'sent'): ContactClaim => ({
      ...{ messageId: `m${atMs}`, channel: 'sms', atMs, status, isTransactional: false, opened: 0 },
    });
    const costs: Record<string, ClaimCost> = {};
    const people = all((at) => [anOrder(at + 1, 50)]).map((person, i) => {
      const [line] = person.decisions!;
      const at = Date.parse(line!.decidedAt);
      if (i % 2 === 0) return { ...person, told: [toldAt(at)] };
      const claim = { claimId: `c${i}`, offerId: 'ten-off' };
      costs[claim.claimId] = {
        costMinor: 300,
        currency: i === 1 ? 'USD' : 'EUR',
        kind: i % 4 === 1 ? 'amount' : 'gift',
      };
      const beyond = [toldAt(at - DAY_MS), toldAt(at + 8 * DAY_MS), toldAt(at + 2, 'refused')];
      return { ...person, decisions: [{ ...line!, claim }], told: [toldAt(at), toldAt(at + 1), ...beyond] };
    });
    const { report } = await night({ people, costs });
    expect(report.arms[1]?.roi).toMatchObject({
      gainMinor: 59 * 300, // the margin is that of the others: what came off their price was given
      lines: [
        { words: 'messages by sms', amountMinor: 120 * 5 },
        { words: 'offers that were claimed', amountMinor: 119 * 300 }, // one in another currency
      ],
    });
  });

  it('is money of other currencies by the rate of its day: orders, refunds and what items cost', async () => {
    const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
    const inOneCurrency = await moneyOf([{ day: day(START), perEuro: { USD: '1.25' } }], END);
    const paid = all((at) => [
      anOrder(at + 1, 50),
      anOrder(at + 2, 100, {
        messageId: `usd ${at}`,
        properties: { currency: 'USD', revenue: 100, products: [{ product_id: 'boots', quantity: 2 }] },
      }),
      anOrder(at + 3, 7, { messageId: `xaf ${at}`, properties: { currency: 'XAF', revenue: 7 } }),
      track('Order Refunded', at + 4, { currency: 'USD', total: 10 }),
    ]);
    // 50 + 100 / 1.25 − 10 / 1.25 euros; boots cost 10 euros each.
    expect(await meansOf(paid, { inOneCurrency })).toMatchObject({ revenue: 12_200, refunds: 800, margin: 9_200 });
    const { report } = await night({ people: paid, inOneCurrency });
    expect(report.flags).toContainEqual(
      expect.objectContaining({ code: 'other-currencies', words: expect.stringMatching(/^240 of 720 orders/) }),
    );
  });

  it('is a click on what was shown: of decisions, or of impressions where they come', async () => {
    const did = (...names: readonly string[]) =>
      all((at) => names.map((name) => track(name, at + 1, { decision_id: `d${at}`, product_id: 'boots' })));
    const ctrOf = async (people: readonly ScannedPerson[]) => {
      const { report } = await night({ people });
      return [report.ctrPer, ofMetric(report, 'ctr')?.mean];
    };
    expect(await ctrOf(did('Product Clicked'))).toEqual(['decision', 1]);
    expect(await ctrOf(did('Product Viewed', 'Product Added').slice(0, 230).concat(did().slice(230)))).toEqual([
      'decision',
      115 / 120,
    ]);
    const seen = did('Product List Viewed');
    expect(await ctrOf([...did('Product List Viewed', 'Product Clicked').slice(0, 120), ...seen.slice(120)])).toEqual([
      'impression',
      0.5,
    ]);
  });

  it('is nothing that was refused for analytics when it happened', async () => {
    const refused = all((at) => [
      anOrder(at + 1, 50, { refused: ['analytics'] }),
      anEvent({ messageId: 'x', atMs: at }),
    ]);
    expect((await meansOf(refused))['conversion']).toBeUndefined();
  });
});

describe('the holdout of a month', () => {
  it('is counted beside everybody else, in the money that most is paid in', async () => {
    const share = 0.2;
    const random = seededRandom(9);
    const people = Array.from({ length: 3000 }, (_, i) => {
      const person = { userId: `h${i}` };
      const held = isHeldOut(person, share);
      const metMs = START + random() * 2 * DAY_MS;
      const orders = random() < (held ? 0.1 : 0.2) ? [anOrder(metMs + 1000, 40)] : [];
      return aPerson(person.userId, {
        decisions: [aLine(metMs, { holdout: held ? 'held-out' : 'served' })],
        events: orders,
      });
    });
    const { reports } = await night({
      people,
      experiments: [],
      holdoutShare: share,
      takenAtMs: Date.UTC(2026, 10, 20),
    });
    expect([...reports.keys()]).toEqual(['holdout-2026-10']); // of November nobody came in yet
    const report = reports.get('holdout-2026-10')!;
    expect(report).toMatchObject({ currency: 'EUR', withheld: false, srm: { isAlarmed: false } });
    expect(report.arms.map(({ variantId }) => variantId)).toEqual(['held-out', 'served']);
    const { interval, proof } = ofMetric(report, 'revenue')!;
    expect(proof).toBe('better');
    expect(interval!.low).toBeLessThan(1);
    expect(interval!.high).toBeGreaterThan(1); // twice as much was planted
  });
});
