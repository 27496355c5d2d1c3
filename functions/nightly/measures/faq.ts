import {
  ANSWER_WEIGHTS,
  type AnsweredQuestion,
  type AnswerWeights,
  answerIndex,
} from '../../../shared/dialogue/answers/answer-index.ts';
import { type AskedQuestion, readAnswered, readAsked } from './conversation/read-questions.ts';
import { type Measure, type Measured, whyNull } from './measure.ts';

const DEPTH = 3;
const MOST_MISSED = 30;

/** Each way of comparing by itself, beside all together. */
const METHODS: Readonly<Record<string, AnswerWeights>> = {
  model: ANSWER_WEIGHTS,
  alike: { alike: 1, concepts: 0, answer: 0 },
  concepts: { alike: 0, concepts: 1, answer: 0 },
  answers: { alike: 0, concepts: 0, answer: 1 },
};

/** How far up the right answer stands to what is asked in other words. */
export const measureFaq: Measure = async (files, options, { timed }) => {
  const answered = await readAnswered(files, options);
  const asked = await readAsked(files, options, answered.length);
  timed();
  const index = answerIndex(answered);
  const build = timed();
  const ranks = asked.map((one) => rankOf(index.find(one.text, DEPTH), one, answered));
  const answer = timed();
  const metrics: Measured['metrics'] = Object.fromEntries(
    Object.entries(METHODS).map(([method, weights]) => {
      const other = method === 'model' ? index : answerIndex(answered, weights);
      const found = asked.map((one) => other.find(one.text, DEPTH));
      return [method, figuresOf(asked, (one, row) => rankOf(found[row]!, one, answered))];
    }),
  );
  return {
    protocol: `each asked text by itself; right is an answered question that is named for it, or one with the very same answer; "meant" counts only the first that is named, and the same answer`,
    counts: { questions: answered.length, asked: asked.length },
    metrics,
    reasons: whyNull(metrics, () => 'nothing is asked'),
    details: {
      millisecondsAnAnswer: asked.length === 0 ? null : (1000 * answer) / asked.length,
      missed: asked.flatMap(({ text }, row) => (ranks[row]!.named === 1 ? [] : [text])).slice(0, MOST_MISSED),
    },
    seconds: { build, answer },
  };
};

/** 1 for the first; Infinity below what was looked at. */
interface Ranks {
  readonly named: number;
  readonly meant: number;
}

function rankOf(
  found: readonly { readonly at: number }[],
  { right }: AskedQuestion,
  answered: readonly AnsweredQuestion[],
): Ranks {
  const rankBy = (places: readonly number[]) => {
    const answers = new Set(places.map((place) => answered[place]!.answer));
    const at = found.findIndex((one) => answers.has(answered[one.at]!.answer));
    return at === -1 ? Infinity : at + 1;
  };
  return { named: rankBy(right), meant: rankBy(right.slice(0, 1)) };
}

function figuresOf(asked: readonly AskedQuestion[], rank: (one: AskedQuestion, row: number) => Ranks) {
  const ranked = asked.map((one, row) => ({ group: one.group, ...rank(one, row) }));
  const groups = [...new Set(asked.flatMap(({ group }) => group ?? []))].sort();
  const share = (of: typeof ranked, within: (ranks: Ranks) => boolean) =>
    of.length === 0 ? null : of.filter(within).length / of.length;
  return {
    first: share(ranked, ({ named }) => named === 1),
    [`in${DEPTH}`]: share(ranked, ({ named }) => named <= DEPTH),
    firstMeant: share(ranked, ({ meant }) => meant === 1),
    ...Object.fromEntries(
      groups.flatMap((group) => {
        const own = ranked.filter((one) => one.group === group);
        return [
          [`first:${group}`, share(own, ({ named }) => named === 1)],
          [`in${DEPTH}:${group}`, share(own, ({ named }) => named <= DEPTH)],
        ];
      }),
    ),
  };
}
