import { describe, expect, it } from 'vitest';
import { parseDecisionRequest, parseRankingRequest } from '../../../../functions/decide/contract.ts';
import { decide } from '../../../../functions/decide/decide.ts';
import { rank } from '../../../../functions/decide/rank.ts';
import { servedRecommender } from '../../../../functions/decide/served-recommender.ts';
import { memoryModels } from '../../../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import type { ConsentRegister, Purpose } from '../../../../shared/domain/consent.ts';
import { type DecisionConsent, PLACEMENTS } from '../../../../shared/domain/decision.ts';
import { UnavailableError } from '../../../../shared/domain/errors.ts';
import type { Event } from '../../../../shared/domain/event.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../shared/domain/person-record.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { jsonBytes, jsonOf } from '../../../../shared/model/json-bytes.ts';
import type { ModelStore } from '../../../../shared/ports/model-store.ts';
import type { RecentTimeline } from '../../../../shared/ports/timeline.ts';
import type { ConsentRegime } from '../../../../shared/privacy/consent.ts';
import { memoryChanges, outdoorItems, outdoorModels, rowsOf } from '../../../support/served-shop.ts';
import { silentLog } from '../../../support/system-ports.ts';

const clock = { nowMs: () => Date.UTC(2026, 11, 1) };
const models = await outdoorModels();
const ITEMS = ['boots', 'socks', 'wax', 'lamp', 'tent', 'stove'];

interface Shop {
  readonly recentOf: (userId: string | undefined) => RecentTimeline;
  readonly regime?: ConsentRegime;
  readonly models?: ModelStore;
}

/** A shop that always gives its decisions the same id, so that whatever differs is the person's. */
function opened({ recentOf, regime = 'opt-out', models: from = models }: Shop) {
  let reads = 0;
  const ports = {
    timeline: {
      async recent({ userId }: { readonly userId?: string }) {
        reads++;
        return recentOf(userId);
      },
      list: async () => ({ events: [] }),
    },
    regime,
    served: servedRecommender(
      {
        models: from,
        loadScorer: loadOnnxScorer,
        changes: memoryChanges(...outdoorItems),
        hash: sha256Hash,
        clock,
        log: silentLog,
      },
      30_000,
    ),
    clock,
    ids: { next: () => 'the-decision' },
  };
  const decideFor = decide(ports, { explorationShare: 0.5 });
  const rankFor = rank(ports);
  return {
    ask: (body: object) => decideFor(parseDecisionRequest(body)),
    rank: (body: object) => rankFor(parseRankingRequest(body)),
    reads: () => reads,
  };
}

const eventsOf = (...items: readonly string[]): readonly Event[] =>
  rowsOf(items)
    .map(({ event }) => event)
    .toReversed();

const saying = (granted: Readonly<Partial<Record<Purpose, boolean>>>, more: Partial<PersonRecord> = {}) => ({
  ...EMPTY_RECORD,
  ...more,
  consent: Object.fromEntries(
    Object.entries(granted).map(([purpose, isGranted]) => [purpose, { granted: isGranted, atMs: 1, source: 'api' }]),
  ) as ConsentRegister,
});

/** A person with a past of their own. */
function drawnPeople(seed: number) {
  const random = seededRandom(seed);
  return (): RecentTimeline => ({
    events: eventsOf(...Array.from({ length: 1 + Math.floor(random() * 4) }, () => ITEMS[Math.floor(random() * 6)]!)),
    record: saying({ profiling: random() < 0.5, personalisation: random() < 0.5 }),
  });
}

/** What two people each are answered, byte by byte, and what nobody is. */
function answersOf({ ask, rank: rankFor }: ReturnType<typeof opened>) {
  const nobodys = new Map<number, Promise<string>>();
  return async (pair: number) => {
    const question = pair % 210; // there are no more
    const wanted = { placement: PLACEMENTS[question % 6], itemId: ITEMS[question % 6], limit: 1 + (question % 5) };
    const answer = async (who: object) =>
      question % 7 === 6 ? rankFor({ items: ITEMS, ...who }) : ask({ ...wanted, ...who });
    const asked = (userId: string) => answer({ userId, profiling: false }).then(JSON.stringify);
    const nobody = nobodys.get(question) ?? answer({}).then(JSON.stringify);
    nobodys.set(question, nobody);
    const [one, other] = await Promise.all([asked(`a${pair}`), asked(`b${pair}`)]);
    return { one, other, nobodys: (await nobody).replace('"because":"nobody"', '"because":"asked"') };
  };
}

/** Of people who are to be told apart by nothing; docs/adr/0017-consent.md has the command for 100,000. */
const CATALOG_PAIRS = Number(process.env['RAPPORT_CONSENT_PAIRS'] ?? 20_000);

describe('a decision without profiling', () => {
  it.each([
    ['a model', models, 420],
    ['a catalog alone', memoryModels(), CATALOG_PAIRS],
  ])(
    'reads nothing and tells no two people apart, with %s',
    async (_, from, pairs) => {
      const draw = drawnPeople(3);
      const shop = opened({ models: from, recentOf: draw });
      const answers = answersOf(shop);
      for (let pair = 0; pair < pairs; pair++) {
        const { one, other, nobodys } = await answers(pair);
        if (one !== other || one !== nobodys) expect([one, other]).toEqual([nobodys, nobodys]);
      }
      expect((await answers(0)).one).toContain('"consent":{"profiling":false,"because":"asked"}');
      expect(shop.reads()).toBe(0);
      const asks = (userId: string) => shop.ask({ placement: 'home', userId });
      await asks('a0');
      expect(shop.reads()).toBe(1);
    },
    60_000,
  );
});

describe('what friends chose', () => {
  const both = { profiling: true, personalisation: true };
  const publishedWithFriends = async () => {
    const from = await outdoorModels();
    const pointer = (await from.served('recommender'))!;
    const manifest = jsonOf(await from.read('recommender', pointer.version, 'manifest.json')) as object;
    const counted = jsonBytes({ ...manifest, friends: { weight: 3, floor: 0.01 } });
    await from.put('recommender', pointer.version, new Map([['manifest.json', counted]]));
    return from;
  };

  it.each([
    ['both are granted', saying(both), {}, true],
    ['nothing is said', undefined, {}, false],
    ['one is granted, and of the other nothing is said', saying({ profiling: true }), {}, false],
    ['one is refused', saying({ ...both, personalisation: false }), {}, false],
    ['their data are restricted', saying(both, { restrictedAtMs: 5 }), {}, false],
    ['no profiling is asked for', saying(both), { profiling: false }, false],
  ] as const)('counts where, at the moment of the decision, both are granted: %s', async (_, record, wish, counts) => {
    const friendChoices = [
      { itemId: 'wax', share: 1 },
      { itemId: 'unheard-of', share: 0.5 },
    ];
    const recentOf = () => ({ events: eventsOf('tent'), friendChoices, ...(record && { record }) });
    const shop = opened({ models: await publishedWithFriends(), recentOf });
    const { items } = await shop.ask({ placement: 'home', userId: 'u', limit: 3, ...wish });
    const codes = new Map(items.map(({ itemId, reasons }) => [itemId, reasons[0]!.code]));
    expect(codes.get('wax') === 'friends').toBe(counts);
    expect([...codes.values()].filter((code) => code === 'friends')).toHaveLength(counts ? 1 : 0);
    const page = await shop.ask({ placement: 'product', itemId: 'boots', userId: 'u', ...wish });
    expect(JSON.stringify(page)).not.toContain('friends'); // a page about an item is not about the person
  });

  it('counts for nothing where the served version has not learnt that it helps', async () => {
    const known = { events: eventsOf('tent'), record: saying(both) };
    const ask = (recent: RecentTimeline) => opened({ recentOf: () => recent }).ask({ placement: 'home', userId: 'u' });
    expect(await ask({ ...known, friendChoices: [{ itemId: 'wax', share: 1 }] })).toEqual(await ask(known));
  });
});

describe('what a person said of their data', () => {
  const consentOf = async (record: PersonRecord | undefined, regime: ConsentRegime, context: object = {}) => {
    const events = eventsOf('boots');
    const shop = opened({ regime, recentOf: () => ({ events, ...(record && { record }) }) });
    const { consent, ...answer } = await shop.ask({ placement: 'home', userId: 'u', context });
    const { consent: _, ...nobodys } = await shop.ask({ placement: 'home', context });
    expect(JSON.stringify(answer) === JSON.stringify(nobodys)).toBe(!consent.profiling);
    expect(shop.reads()).toBe(1);
    return [consent.profiling, consent.because];
  };
  const both = { profiling: true, personalisation: true };

  it.each([
    ['silence', undefined, 'opt-out', {}, true, 'silence'],
    ['silence', undefined, 'opt-in', {}, false, 'silence'],
    ['silence', undefined, 'by-market', { market: 'DE' }, false, 'silence'],
    ['silence', undefined, 'by-market', { market: 'US' }, true, 'silence'],
    ['silence', undefined, 'by-market', {}, false, 'silence'],
    ['a grant of both', saying(both), 'opt-in', {}, true, 'granted'],
    ['a grant of one', saying({ profiling: true }), 'opt-in', {}, false, 'silence'],
    ['a grant of one', saying({ profiling: true }), 'opt-out', {}, true, 'silence'],
    ['a refusal of one', saying({ ...both, profiling: false }), 'opt-out', {}, false, 'refused'],
    ['a refusal of another', saying({ ...both, marketing: false }), 'opt-in', {}, true, 'granted'],
    ['a restriction', saying(both, { restrictedAtMs: 5 }), 'opt-out', {}, false, 'refused'],
  ] as const)('%s, %j, under %s with %j', async (_, record, regime, context, profiling, because) => {
    expect(await consentOf(record, regime, context)).toEqual([profiling, because]);
  });

  it('holds for events too: what was captured under a refusal is not decided by, whatever is said since', async () => {
    const events = eventsOf('boots').map((event) => ({ ...event, refused: ['profiling'] as const }));
    const shop = opened({ recentOf: () => ({ events, record: saying(both) }) });
    const decision = await shop.ask({ placement: 'home', userId: 'u' });
    expect(decision).toMatchObject({ strategy: 'popular', consent: { profiling: true, because: 'granted' } });
    const advertising = events.map((event) => ({ ...event, refused: ['advertising'] as const }));
    const personal = opened({ recentOf: () => ({ events: advertising, record: saying(both) }) });
    expect((await personal.ask({ placement: 'home', userId: 'u' })).strategy).toBe('personal');
  });

  it('is said in a ranking as in a slate, and the signal of the browser is acknowledged', async () => {
    const shop = opened({ recentOf: () => ({ events: [], record: saying({ profiling: false }) }) });
    const ranking = await shop.rank({ userId: 'u', items: ITEMS, context: { gpc: true } });
    const consent: DecisionConsent = { profiling: false, because: 'refused', gpc: { honoured: true } };
    expect(ranking.consent).toEqual(consent);
    expect((await shop.ask({ placement: 'home', context: { gpc: true } })).consent).toEqual({
      profiling: false,
      because: 'nobody',
      gpc: { honoured: true },
    });
    expect((await shop.ask({ placement: 'home', context: { gpc: false } })).consent).not.toHaveProperty('gpc');
  });

  it('is not taken for granted when it cannot be read', async () => {
    const shop = opened({
      recentOf: () => {
        throw new UnavailableError('down', 1);
      },
    });
    expect((await shop.ask({ placement: 'home', userId: 'u' })).consent).toEqual({
      profiling: false,
      because: 'nobody',
    });
  });
});
