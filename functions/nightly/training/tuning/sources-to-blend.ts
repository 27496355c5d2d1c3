import type { ItemEmbeddings } from '../../../../shared/learning/item-embeddings.ts';
import type { Source } from '../../../../shared/learning/recommender.ts';
import type { RecommenderSettings } from '../../../../shared/model/recommender-settings.ts';
import { SOURCES } from '../../../../shared/model/sources.ts';
import { embeddingSource, FITTERS } from '../fitters.ts';
import { OWN } from './blend.ts';
import { type Search, withSomePeople } from './search.ts';

/** Every source that a person's blend may have, fitted by its settings; `vectors` are what their search has trained. */
export async function sourcesToBlend(
  { set, candidates, arithmetic, note }: Search,
  chosen: RecommenderSettings,
  vectors: ItemEmbeddings | undefined,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const forFactors = set.isOrdered ? withSomePeople(set, MAX_FACTOR_TRIAL_EVENTS) : set;
  for (const name of SOURCES) {
    if (UNTUNED.has(name) || (candidates === 'new' && OWN.has(name))) continue;
    const source =
      name === 'embeddings'
        ? vectors && embeddingSource(vectors)
        : await FITTERS[name](name === 'factors' ? forFactors : set, chosen, arithmetic);
    if (source !== undefined) sources.push(source);
    note(`fitted ${name} for the trial`);
  }
  return sources;
}

/** Sources that no person's blend has: placements ask for them. */
const UNTUNED: ReadonlySet<string> = new Set(['bought', 'images', 'trending']);

/** For the trial of factors beside what reads order; a model that keeps them learns them from all. */
const MAX_FACTOR_TRIAL_EVENTS = 10_000_000;
