/**
 * Slates that decisions drew on a simulated shop, and clicks by a rule that the test knows: the night's comparison must say
 * of a version what it would have earned.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { compareByLog } from '../../functions/nightly/evaluation/compare-by-log.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { stringHash } from '../../shared/math/string-hash.ts';
import { jsonOf } from '../../shared/model/json-bytes.ts';
import type { RecommenderManifest } from '../../shared/model/recommender-manifest.ts';
import type { Scorer } from '../../shared/ports/scorer.ts';
import { type NightOfShop, nightOfSimulatedShop, openRecorded } from '../support/recorded-decisions.ts';

const DECISIONS = 600;
const LIMIT = 3;

/** Half of the items are never clicked, the others by every second person: whatever a model thinks of them. */
const isLiked = (itemId: string): boolean => stringHash(itemId) % 2 === 0;

describe('a version held against the log of drawn slates', () => {
  let night: NightOfShop;
  let asked: { version: Parameters<typeof compareByLog>[1]['version']; scorer: Scorer };
  const records = new Map<string, DecisionRecord>();
  const slates: { decisionId: string; decidedAtMs: number; clickedPositions: number[] }[] = [];

  beforeAll(async () => {
    night = await nightOfSimulatedShop(40, 50);
    const shop = openRecorded(night);
    const random = seededRandom(5);
    for (let round = 0; round < DECISIONS; round++) {
      const person = shop.people[Math.floor(random() * shop.people.length)]!;
      const { record } = await shop.ask({ placement: 'home', userId: person, limit: LIMIT });
      records.set(record.decisionId, record);
      const clickedPositions = record.slate.flatMap(({ itemId }, at) =>
        isLiked(itemId) && random() < 0.5 ? at + 1 : [],
      );
      slates.push({ ...record, clickedPositions });
    }
    const read = (file: string) => night.models.read('recommender', night.version, file);
    const { cells, settings } = jsonOf(await read('manifest.json')) as RecommenderManifest;
    const itemIds = jsonOf(await read('items.json')) as readonly string[];
    const version = { version: night.version, historyLimit: settings.historyLimit, cells, itemIds };
    asked = { version, scorer: await loadOnnxScorer(await read('model.onnx')) };
  });

  const onSale = () => {
    const entries = new Map(night.tables.items.map((entry) => [entry.item.itemId, entry]));
    return (itemId: string) => (entries.get(itemId)?.item.stock ?? 1) > 0;
  };
  const compare = (trial: Scorer) =>
    compareByLog({ get: async (id) => records.get(id) }, { version: asked.version, trial }, slates, onSale());

  /** The graph, with its scores moved by what is liked. */
  const leaning = (by: number): Scorer => ({
    async score(question) {
      const bias = question.bias.map((value, index) => value + (isLiked(asked.version.itemIds[index]!) ? by : 0));
      return asked.scorer.score({ ...question, bias });
    },
  });

  it('that is the one that drew them earns what they earned: each slot has the probability that it was drawn with', async () => {
    const { slates: count, logged, gain } = (await compare(asked.scorer))!;
    expect(count).toBeGreaterThan(DECISIONS / 2);
    expect(Math.abs(gain.value)).toBeLessThan(0.01 * logged.value);
  });

  it('that knows what is liked earns more, and one that leans away from it less, beyond chance', async () => {
    const [better, worse] = [(await compare(leaning(0.4)))!, (await compare(leaning(-0.4)))!];
    expect(better.gain.low).toBeGreaterThan(0);
    expect(worse.gain.high).toBeLessThan(0);
    expect(better.gain.doubt).toBeUndefined();
  });

  it('that is nearly another policy is told to be judged by too little', async () => {
    expect((await compare(leaning(30)))!.gain.doubt).toContain('not enough evidence');
  });

  it('is not judged where nothing was drawn', async () => {
    const none = await compareByLog(
      { get: async () => undefined },
      { ...asked, trial: asked.scorer },
      slates,
      onSale(),
    );
    expect(none).toBeUndefined();
  });
});
