/** The name under which the assistant’s intents are kept and served. */
export const INTENT_MODEL = 'intents';
export const INTENT_EVALUATION_FILE = 'evaluation.json';

/** How right intents are on examples that they were not learnt from. */
export interface IntentEvaluation {
  readonly examples: number;
  readonly intents: number;
  /** Share in [0, 1] of the examples whose intent was recognised, by cross-validation. */
  readonly accuracy: number;
  /** Its 95 % interval, by the normal approximation. */
  readonly interval: { readonly low: number; readonly high: number };
  /** What it would be if all were taken for the commonest intent. */
  readonly commonest: number;
}
