import { foreseenName, type RuledPrediction } from '../../../shared/domain/prediction.ts';
import { type FeatureCondition, fulfils, type Segment } from '../../../shared/domain/segment.ts';
import { PREDICTED_SEGMENTS } from '../../../shared/features/profile/segments.ts';
import type { RollColumns } from '../../../shared/ports/rolls.ts';

/** Collects what was foreseen of everybody, part by part, and says from where on it is much. */
export interface PredictedSegments {
  add(columns: RollColumns): void;
  /** Those of whom nobody stands out are left out. */
  take(): readonly Segment[];
}

/** Of those of whom it is foreseen and who can be in the segment. */
const UPPER = 0.8;
/** What sums of equal numbers may differ by. */
const TINY = 1e-9;

export function predictedSegments(): PredictedSegments {
  const values = PREDICTED_SEGMENTS.map((): number[] => []);
  return {
    add({ place, features }) {
      for (const [at, { prediction, among }] of PREDICTED_SEGMENTS.entries()) {
        const foreseen = features[foreseenName(prediction)];
        if (foreseen === undefined) continue;
        for (let row = 0; row < place.length; row++) {
          if (Number.isNaN(foreseen[row]!)) continue;
          if (among === undefined || fulfils(among, (name) => features[name]?.[row] ?? Number.NaN))
            values[at]!.push(foreseen[row]!);
        }
      }
    },
    take: () =>
      PREDICTED_SEGMENTS.flatMap(({ segmentId, words, prediction, among }, at) => {
        const atLeast = muchFrom(values[at]!);
        return atLeast === undefined ? [] : [{ segmentId, words, rule: ruleOf(prediction, atLeast, among) }];
      }),
  };
}

function ruleOf(prediction: RuledPrediction, atLeast: number, among: FeatureCondition | undefined) {
  const condition = { prediction, atLeast };
  return { all: among === undefined ? [condition] : [condition, among] };
}

/** The least value of the upper fifth that is above the mean; undefined where all are alike. */
function muchFrom(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return sorted.subarray(Math.floor(UPPER * sorted.length)).find((value) => value > mean + TINY * Math.abs(mean));
}
