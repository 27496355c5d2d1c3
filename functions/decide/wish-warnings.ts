import type { BiasWishes } from '../../shared/decisioning/item-bias.ts';
import type { ServedModel } from './served-recommender.ts';

/** Wishes that could not be looked at. @param model - undefined when none ranked this answer. */
export function wishWarnings({ objective, boosts }: BiasWishes, model: ServedModel | undefined): readonly string[] {
  if (model === undefined) {
    if (objective === 'relevance' && boosts.length === 0) return [];
    return ['no model ranked this; objective and boosts were not looked at'];
  }
  if (objective === 'margin' && !model.biases.hasMargins()) {
    return ['no item has a price above its cost in one currency; margin was not looked at'];
  }
  return [];
}
