import { beforeAll, describe, expect, it } from 'vitest';
import { popularityCounts } from '../../functions/nightly/evaluation/popularity.ts';
import { FITTERS } from '../../functions/nightly/training/fitters.ts';
import { type TrainingSet, trainingSetOf } from '../../functions/nightly/training/training-set.ts';
import { type TunedRecommender, tune } from '../../functions/nightly/training/tune.ts';
import { DEFAULT_SETTINGS } from '../../functions/nightly/training/tuning/default-settings.ts';
import { DEFAULT_EMBEDDINGS } from '../../functions/nightly/training/tuning/embeddings.ts';
import { DEFAULT_FACTORS } from '../../functions/nightly/training/tuning/factors.ts';
import { DEFAULT_SESSIONS } from '../../functions/nightly/training/tuning/sessions.ts';
import { DEFAULT_TOGETHER } from '../../functions/nightly/training/tuning/together.ts';
import type { RankingTask } from '../../shared/evaluation/ranking-task.ts';
import { packBefore } from '../../shared/evaluation/splits.ts';
import { cellIndexer } from '../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { type Recommender, type Source, scoreBlend } from '../../shared/learning/recommender.ts';
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import { SOURCES } from '../../shared/model/sources.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { ndcgByPerson } from '../support/ndcg-by-person.ts';
import { type SimulatedTasks, simulatedTasks } from '../support/simulated-tasks.ts';

/** Sources of a person's taste; the others say the same to all, or whether one comes back. */
const PERSONAL = ['embeddings', 'factors', 'sequence', 'together', 'content', 'affinity', 'sessions'] as const;
const arithmetic = arithmeticOf(1);

describe('every recommender, on a shop whose truth is known', () => {
  let simulated: SimulatedTasks;
  let tuned: TunedRecommender;
  let set: TrainingSet;
  let indexesOf: ReturnType<typeof cellIndexer>;
  let popularity: Float64Array;
  let chance: Float64Array;

  const gainsOf = (scoreOf: (task: RankingTask) => Float64Array): Float64Array => {
    const tasks = simulated.split.test.filter(({ items }) => items.length > 0); // of somebody new there is no taste to know
    return ndcgByPerson(tasks, scoreOf);
  };
  const gainsOfBlend = (recommender: Recommender) =>
    gainsOf(
      ({ items, kinds, context = 0 }) =>
        scoreBlend(recommender, 'personal', { items, kinds, context: indexesOf(context) }).scores,
    );
  const lowest = (a: Float64Array, b: Float64Array) => pairedBootstrap(a, b, { random: seededRandom(1) }).low;
  const meanOf = (gains: Float64Array) => gains.reduce((sum, gain) => sum + gain, 0) / gains.length;

  beforeAll(async () => {
    const endAtMs = Date.UTC(2026, 5, 1);
    simulated = await simulatedTasks(simulateShop({ seed: 7, itemCount: 400, shopperCount: 450, days: 60, endAtMs }));
    const { data, split } = simulated;
    indexesOf = cellIndexer(data.cells);
    set = trainingSetOf(data, split.train, split.validationFromMs);
    tuned = await tune(set, split.validation, { candidates: 'new', k: 10, arithmetic });
    const counts = popularityCounts(
      packBefore(data.people, split.testFromMs),
      set.itemCount,
      new Set(HISTORY_KINDS.keys()),
    );
    const random = seededRandom(2);
    popularity = gainsOf(() => counts);
    chance = gainsOf(() => Float64Array.from(data.itemIds, random));
  }, 120_000);

  it('blended, beats chance, popularity and each source alone, and reaches 55 % of what knowing all tastes reaches', () => {
    const blended = gainsOfBlend(tuned.recommender);
    const oracle = gainsOf(simulated.oracle);
    console.info('ndcg@10', { blend: meanOf(blended), oracle: meanOf(oracle), popularity: meanOf(popularity) });
    expect(lowest(blended, popularity)).toBeGreaterThan(0);
    expect(lowest(blended, chance)).toBeGreaterThan(0);
    for (const source of tuned.recommender.sources) {
      expect(meanOf(blended)).toBeGreaterThan(meanOf(gainsOfBlend(alone(source))));
    }
    expect(meanOf(blended)).toBeGreaterThan(0.55 * meanOf(oracle));
  });

  it.each(PERSONAL)('%s alone beats chance and popularity', async (name) => {
    expect(SOURCES).toContain(name);
    const known = tuned.recommender.sources.find((source) => source.name === name);
    const source = known ?? (await FITTERS[name](set, withDefaults(tuned.settings), arithmetic));
    if (source === undefined) throw new Error(`${name}: nothing to fit it on`);
    const gains = gainsOfBlend(alone(source));
    expect(lowest(gains, popularity)).toBeGreaterThan(0);
    expect(lowest(gains, chance)).toBeGreaterThan(0);
  });

  /** A source that the blend does not miss has no settings of its own. */
  const withDefaults = (settings: RecommenderSettings): RecommenderSettings => ({
    ...settings,
    sequence: settings.sequence ?? DEFAULT_SETTINGS.sequence,
    content: settings.content ?? DEFAULT_SETTINGS.content,
    together: settings.together ?? { ...DEFAULT_TOGETHER, recencyExponent: 0.5 },
    factors: settings.factors ?? { ...DEFAULT_FACTORS, recencyExponent: 0.5 },
    sessions: settings.sessions ?? DEFAULT_SESSIONS,
    embeddings: settings.embeddings ?? { ...DEFAULT_EMBEDDINGS, epochs: 5 },
  });

  const alone = (source: Source): Recommender => ({
    ...tuned.recommender,
    sources: [source],
    blends: { personal: { [source.name]: { weight: 1, floor: 0.001 } } },
  });
});
