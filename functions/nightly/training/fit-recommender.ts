import type { Recommender, Source } from '../../../shared/learning/recommender.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import { SOURCES } from '../../../shared/model/sources.ts';
import type { Arithmetic } from './arithmetic.ts';
import { blendsOf } from './blends.ts';
import { FITTERS } from './fitters.ts';
import type { TrainingSet } from './training-set.ts';

/** Fits every source that the blend wants. */
export async function fitRecommender(
  set: TrainingSet,
  settings: RecommenderSettings,
  arithmetic: Arithmetic,
  note: (text: string) => void = () => {},
): Promise<Recommender> {
  const sources: Source[] = [];
  const blends = Object.values(blendsOf(settings.blend));
  for (const name of SOURCES) {
    if (blends.every((blend) => (blend[name]?.weight ?? 0) === 0)) continue;
    const source = await FITTERS[name](set, settings, arithmetic);
    if (source !== undefined) sources.push(source);
    note(`fitted ${name}`);
  }
  return recommenderOf(set.itemCount, settings, sources);
}

export const recommenderOf = (
  itemCount: number,
  { historyLimit, blend }: RecommenderSettings,
  sources: readonly Source[],
): Recommender => ({ itemCount, historyLimit, sources, blends: blendsOf(blend) });
