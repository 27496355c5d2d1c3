import { bestClass, confidenceOf } from '../../learning/class-doubt.ts';
import { coarseScores } from '../../learning/coarse-classes.ts';
import { termColumns, weighTerms } from '../../learning/term-weights.ts';
import type { IntentModel } from '../../model/intent-model.ts';
import { termsOf } from '../terms.ts';

/** What a text most likely wants. */
export interface RecognisedIntent {
  readonly intent: string;
  /** Probability in [0, 1] that it is this one, if the texts are like those that were learnt from. */
  readonly confidence: number;
  /** False where it is more likely that none of the known intents is meant. */
  readonly isInScope: boolean;
}

/**
 * Asks a model, without waiting: a look-up a term, and a line of numbers for each that is known. A text without a known
 * term is out of scope. O(terms · intents).
 */
export function intentRecogniser(model: IntentModel): (text: string) => RecognisedIntent {
  const columnOf = termColumns(model.terms);
  return (text) => {
    const row = weighTerms(termsOf(text), model.terms, columnOf);
    const best = bestClass(coarseScores(model.classes, row));
    const confidence = confidenceOf(model.doubt, best);
    return {
      intent: model.intents[best.class]!,
      confidence,
      isInScope: row.columns.length > 0 && confidence >= model.doubt.least,
    };
  };
}
