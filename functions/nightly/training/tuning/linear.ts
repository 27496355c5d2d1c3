import type { EaseSettings } from '../../../../shared/learning/ease.ts';
import type { RecommenderSettings } from '../../../../shared/model/recommender-settings.ts';
import type { TrainingSet } from '../training-set.ts';
import { startRecency } from './search.ts';

const DEFAULT_LINEAR: EaseSettings = {
  ridge: 30,
  ridgeExponent: 0.5,
  neighbourCount: 200,
  maxItems: 100_000,
  keepNegative: true,
};

/** People or items, whichever are fewer: the closed form inverts a matrix of that side. */
const MAX_LINEAR_SIDE = 2500;
const smallerSide = ({ histories, itemCount }: TrainingSet): number =>
  Math.min(histories.offsets.length - 1, itemCount);

/** Not searched; null where the shop is too large for the closed form. */
export const linearSettings = (set: TrainingSet): RecommenderSettings['linear'] =>
  smallerSide(set) <= MAX_LINEAR_SIDE ? { ...DEFAULT_LINEAR, recencyExponent: startRecency(set) } : null;
