import { plainName } from '../../domain/interaction.ts';
import type { Feature } from './feature.ts';
import { heaviest, type Tally, tallied, type Weighed } from './tally.ts';

type QuestionState = { readonly count: number; readonly unanswered: number; readonly intents: Tally };

export interface Questions {
  readonly count: number;
  /** To which the assistant found nothing. */
  readonly unanswered: number;
  /** What was wanted, the most often first. */
  readonly intents: readonly Weighed[];
}

const KEPT = 20;
const TOLD = 10;

/** What the person asked the assistant for (`Question Asked`); the words are in no event. */
export const questions: Feature<QuestionState, Questions> = {
  empty: { count: 0, unanswered: 0, intents: [] },
  fold(state, { type, name, properties }) {
    if (type !== 'track' || name === undefined || plainName(name) !== 'questionasked') return state;
    const { intent, outcome } = properties;
    return {
      count: state.count + 1,
      unanswered: state.unanswered + (outcome === 'failed' ? 1 : 0),
      intents: typeof intent === 'string' ? tallied(state.intents, intent, 1, KEPT) : state.intents,
    };
  },
  value: ({ count, unanswered, intents }) => ({ count, unanswered, intents: heaviest(intents, TOLD) }),
};
