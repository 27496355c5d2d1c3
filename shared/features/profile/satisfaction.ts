import type { Event } from '../../domain/event.ts';
import { kindOf, plainName } from '../../domain/interaction.ts';
import type { Feature } from './feature.ts';

/** By survey: answers, the sum of their scores, and the newest. Scores are whole numbers. */
type SatisfactionState = {
  readonly nps: Answers;
  readonly csat: Answers;
};
type Answers = { readonly count: number; readonly sum: number; readonly last?: number };

export interface Satisfaction {
  /** Would recommend the shop, 0 to 10 (Reichheld 2003: 9 and 10 promote, 0 to 6 detract). */
  readonly nps: SurveyMean & { readonly group?: 'promoter' | 'passive' | 'detractor' };
  /** Satisfied with it, 1 to 5. */
  readonly csat: SurveyMean;
}
interface SurveyMean {
  readonly count: number;
  readonly mean?: number;
  readonly last?: number;
}

const SCALES = { nps: { low: 0, high: 10 }, csat: { low: 1, high: 5 } } as const;
type Survey = keyof typeof SCALES;

/**
 * What the person answers when asked: track `Survey Answered` with `survey` "nps" or "csat" and a whole `score` on its
 * scale. Anything else is no answer.
 */
export const satisfaction: Feature<SatisfactionState, Satisfaction> = {
  empty: { nps: { count: 0, sum: 0 }, csat: { count: 0, sum: 0 } },
  fold(state, event) {
    const answer = answerOf(event);
    if (answer === undefined) return state;
    const { count, sum } = state[answer.survey];
    return { ...state, [answer.survey]: { count: count + 1, sum: sum + answer.score, last: answer.score } };
  },
  value: ({ nps, csat }) => ({
    nps: { ...meanOf(nps), ...(nps.last !== undefined && { group: groupOf(nps.last) }) },
    csat: meanOf(csat),
  }),
};

/** The answer that an event gives; undefined for an event that gives none. */
export function answerOf(event: Event): { readonly survey: Survey; readonly score: number } | undefined {
  const { type, name, properties } = event;
  if (type !== 'track' || name === undefined || kindOf(event) !== undefined) return undefined;
  if (plainName(name) !== 'surveyanswered') return undefined;
  const { survey, score } = properties;
  if ((survey !== 'nps' && survey !== 'csat') || typeof score !== 'number' || !Number.isInteger(score))
    return undefined;
  const { low, high } = SCALES[survey];
  return score >= low && score <= high ? { survey, score } : undefined;
}

const meanOf = ({ count, sum, last }: Answers): SurveyMean => ({
  count,
  ...(count > 0 && { mean: sum / count }),
  ...(last !== undefined && { last }),
});

const groupOf = (score: number) => (score >= 9 ? 'promoter' : score >= 7 ? 'passive' : 'detractor');
