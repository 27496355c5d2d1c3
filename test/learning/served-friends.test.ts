import { beforeAll, describe, expect, it } from 'vitest';
import { replayDecision } from '../../functions/nightly/datasets/replay-decision.ts';
import { DEFAULT_SETTINGS } from '../../functions/nightly/training/tuning/default-settings.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { EMPTY_RECORD } from '../../shared/domain/person-record.ts';
import type { RelationAddress } from '../../shared/domain/relation.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { RecommenderManifest } from '../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import { anEntry } from '../support/builders/entry.ts';
import { anInteractionEvent } from '../support/builders/interaction.ts';
import { openDecisions } from '../support/outdoor-decisions.ts';
import { ALLOWING, runNight, type Tables } from '../support/simulated-night.ts';

const CIRCLES = 40;
const SIZE = 6;
const ITEMS = 160;
const LIKED = 8;
const START_MS = 1_794_000_000_000;

const NEW = 'new';

/**
 * Circles of six who like the same eight items, each of whom meets seven of them one by one over a month; and somebody
 * new, who has looked at what everybody looks at and knows the first circle.
 */
function aShop(friendsOf: (person: number, random: () => number) => readonly number[]) {
  const random = seededRandom(5);
  const drawn = <T>(count: number, from: readonly T[]): readonly T[] => {
    const left = [...from];
    return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]!);
  };
  const all = Array.from({ length: ITEMS }, (_, i) => `i${i}`);
  const liked = Array.from({ length: CIRCLES }, () => drawn(LIKED, all));
  const people = Array.from({ length: CIRCLES * SIZE }, (_, p) => p);
  const met = (personKey: string, itemId: string, at: number) => ({
    personKey,
    event: anInteractionEvent(itemId, 'view', START_MS + at),
  });
  const histories = people.flatMap((p) => {
    const times = Array.from({ length: LIKED }, () => Math.floor(random() * 30 * 86_400_000)).sort((a, b) => a - b);
    const items = ['common', ...drawn(LIKED - 1, liked[Math.floor(p / SIZE)]!)];
    return items.map((itemId, i) => met(`U#p${p}`, itemId, times[i]!));
  });
  const friends: RelationAddress[] = people.flatMap((p) =>
    friendsOf(p, random).map((other) => ({ from: `p${p}`, to: `p${other}`, kind: 'friend' as const })),
  );
  friends.push(...people.slice(0, SIZE).map((p) => ({ from: NEW, to: `p${p}`, kind: 'follow' as const })));
  const tables: Tables = {
    events: [...histories, met(`U#${NEW}`, 'common', 0)],
    items: ['common', ...all].map((itemId) => anEntry(itemId)),
    friends,
  };
  return { tables, liked };
}

/** Those of the circle who come after: each pair is said once. */
const circle = (person: number): readonly number[] =>
  Array.from({ length: SIZE - 1 - (person % SIZE) }, (_, i) => person + 1 + i);
const anybody = (person: number, random: () => number): readonly number[] =>
  circle(person)
    .map(() => Math.floor(random() * CIRCLES * SIZE))
    .filter((other) => other !== person);

/** By what follows what, and by what is popular: what somebody new looked at says nothing. */
const SETTINGS = {
  ...DEFAULT_SETTINGS,
  content: null,
  blend: { popularity: { weight: 0.1, floor: 1e-3 }, sequence: { weight: 1, floor: 0.1 } },
};

const manifestOf = async (models: ModelStore): Promise<RecommenderManifest> => {
  const pointer = await models.served('recommender');
  const bytes = await models.read('recommender', pointer?.version ?? '', 'manifest.json');
  return JSON.parse(new TextDecoder().decode(bytes)) as RecommenderManifest;
};

describe('what friends chose, from the night to the decision', () => {
  const models = memoryModels();
  const { tables, liked } = aShop(circle);
  const nights: Awaited<ReturnType<typeof runNight>>[] = [];
  beforeAll(async () => {
    nights.push(await runNight(tables, models, SETTINGS), await runNight(tables, models, SETTINGS));
  });
  const ask = (granted = true) => {
    const record = granted ? ALLOWING.record : EMPTY_RECORD;
    const friendChoices = nights[1]!.friendChoices!.get(`U#${NEW}`)!;
    return openDecisions({ models, past: ['common'], known: { record, friendChoices } });
  };

  it('is learnt by the first night, which lists nothing, and listed by the next', async () => {
    expect(nights.map(({ publication }) => publication?.status)).toEqual(['published', 'unchanged']);
    expect((await manifestOf(models)).friends!.weight).toBeGreaterThan(0);
    expect(nights[0]).not.toHaveProperty('friendChoices');
    const list = nights[1]!.friendChoices!.get(`U#${NEW}`)!;
    expect(list.map(({ itemId }) => itemId).sort()).toEqual([...liked[0]!].sort());
    expect(list.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5);
  });

  it('is recommended with its reason, which names nobody, and can be replayed in every bit', async () => {
    const open = ask();
    const { decision, record } = await open.ask({ limit: 4 });
    expect(decision).toMatchObject({ strategy: 'personal', evidence: 'person' });
    for (const { itemId, reasons } of decision.items) {
      expect(liked[0]).toContain(itemId);
      expect(reasons).toEqual([{ code: 'friends', text: 'chosen by people you know' }]);
    }
    const { items } = await open.explain(decision.decisionId, 'zh');
    for (const { factors, text, residual } of items) {
      expect(factors![0]).toMatchObject({ name: 'friends', words: '您认识的人选择过的商品' });
      expect(text).toContain('您认识的人选择过');
      expect(Math.abs(residual!)).toBeLessThan(1e-5);
    }
    const replay = replayDecision({ models, policies: models, loadScorer: loadOnnxScorer, hash: sha256Hash });
    expect(await replay({ record, tolerance: 0 })).toMatchObject({ status: 'confirmed', differences: [] });
    const [first, ...rest] = record.candidates;
    const tampered = { ...record, candidates: [{ ...first!, friends: first!.friends! / 2 }, ...rest] };
    expect(await replay({ record: tampered, tolerance: 1e-5 })).toMatchObject({ status: 'refuted' });
  });

  it('counts for a ranking, and for nobody who does not allow it, or is asked for without profiling', async () => {
    const wanted = { items: ['i0', 'common', liked[0]![0]!] };
    const { ranking } = await ask().rank(wanted);
    expect(ranking.items[0]).toMatchObject({ itemId: liked[0]![0], reasons: [{ code: 'friends' }] });
    const answers = [await ask(false).ask({}), await ask().ask({ profiling: false })];
    for (const { record } of answers) expect(JSON.stringify(record.candidates)).not.toContain('friends');
    const asNobody = await openDecisions({ models, past: ['common'] }).ask({});
    expect(answers[0]!.record.candidates).toEqual(asNobody.record.candidates);
  });

  it('has no weight where friends like this and that, and then nothing is listed', async () => {
    const others = memoryModels();
    const shop = aShop(anybody);
    await runNight(shop.tables, others, SETTINGS);
    expect(await manifestOf(others)).not.toHaveProperty('friends');
    expect(await runNight(shop.tables, others, SETTINGS)).not.toHaveProperty('friendChoices');
    const { friends: _, ...unrelated } = shop.tables;
    const { publication } = await runNight(unrelated, memoryModels(), SETTINGS);
    expect(publication?.version).toBe((await others.served('recommender'))?.version); // named by the bytes of its files
  });
});
