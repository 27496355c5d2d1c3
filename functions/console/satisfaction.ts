import type { AnswersDay } from '../../shared/domain/shop-metrics.ts';

export interface AnswersReply {
  readonly question: AnswersDay['question'];
  readonly count: number;
  /** nps: the share that promotes less the share that detracts, in points from −100 to 100; else the mean. */
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly reason?: string;
}

const QUESTIONS = ['csat', 'nps', 'rating'] as const;
const Z_95 = 1.959963984540054;
/** Of fewer answers the mean strays otherwise than a normal number. */
const FEWEST_FOR_INTERVAL = 30;

/** What people answered and rated, each with its 95 % interval by the normal approximation. */
export const satisfactionOf = (days: readonly AnswersDay[]): readonly AnswersReply[] =>
  QUESTIONS.map((question) => {
    const of = days.filter((day) => day.question === question);
    const sum = (value: (day: AnswersDay) => number) => of.reduce((total, day) => total + value(day), 0);
    const count = sum((day) => day.count);
    if (count === 0) return { question, count, value: null, interval: null, reason: `no ${WORDS[question]} came` };
    const [value, variance] =
      question === 'nps'
        ? ofShares(sum(({ promoters }) => promoters) / count, sum(({ detractors }) => detractors) / count)
        : ofScores(sum((day) => day.sum) / count, sum(({ squares }) => squares) / count);
    if (count < FEWEST_FOR_INTERVAL) {
      const reason = `${count} ${WORDS[question]} came; an interval wants ${FEWEST_FOR_INTERVAL}`;
      return { question, count, value, interval: null, reason };
    }
    const spread = Z_95 * Math.sqrt(variance / (count - 1));
    return { question, count, value, interval: { low: value - spread, high: value + spread } };
  });

const WORDS = { csat: 'answers of satisfaction', nps: 'answers of recommendation', rating: 'ratings' } as const;

const ofShares = (promoting: number, detracting: number): readonly [number, number] => [
  100 * (promoting - detracting),
  100 ** 2 * (promoting + detracting - (promoting - detracting) ** 2),
];

const ofScores = (mean: number, meanSquare: number): readonly [number, number] => [
  mean,
  Math.max(0, meanSquare - mean ** 2),
];
