import type { Event } from '../../../shared/domain/event.ts';
import type { AnswersDay } from '../../../shared/domain/shop-metrics.ts';
import { utcDay } from '../../../shared/domain/time.ts';
import { ratingOf } from '../../../shared/features/profile/ratings.ts';
import { answerOf } from '../../../shared/features/profile/satisfaction.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';

type Counted = { -readonly [Name in keyof AnswersDay]: AnswersDay[Name] };

/** Answers of surveys and ratings, day by day, as profiles understand them. */
export function answerCounts(fromMs: number) {
  const days = new Map<string, Counted>();
  return {
    /** Of one person. */
    add(events: readonly Event[]): void {
      const counted = new Set<string>(); // a client that sends again may write another time
      for (const event of events) {
        if (event.atMs < fromMs) continue;
        const answer = givenBy(event);
        if (answer === undefined || counted.has(event.messageId) || !isUsable(event, 'keep')) continue;
        counted.add(event.messageId);
        const { survey, score } = answer;
        const key = `${utcDay(event.atMs)} ${survey}`;
        const sums = days.get(key) ?? nothing(utcDay(event.atMs), survey);
        days.set(key, sums);
        sums.count++;
        sums.sum += score;
        sums.squares += score * score;
        if (survey === 'nps' && score >= 9) sums.promoters++;
        if (survey === 'nps' && score <= 6) sums.detractors++;
      }
    },
    answers: (): readonly AnswersDay[] => [...days.values()],
  };
}

/** Looked at for every event: names that are no survey's cost no more than their first letters. */
const SURVEY = /^survey/i;

function givenBy(event: Event): { readonly survey: Counted['question']; readonly score: number } | undefined {
  const rating = ratingOf(event);
  if (rating !== undefined) return { survey: 'rating', score: rating };
  return SURVEY.test(event.name ?? '') ? answerOf(event) : undefined;
}

const nothing = (day: string, question: Counted['question']): Counted => ({
  ...{ day, question, count: 0, sum: 0, squares: 0, promoters: 0, detractors: 0 },
});
