import type { AnswerSource } from '../../../shared/domain/conversation.ts';
import { FAQ_INTENT } from '../../../shared/domain/shop-intent.ts';
import { type Draft, plainDraft, type Question } from './draft.ts';
import { type FaqEntry, textsOf } from './knowledge.ts';

/** An entry’s answer, as the shop wrote it. */
export function answerFromFaq(
  question: Question,
  entry: FaqEntry,
  said: { intent: string | null; confidence: number },
): Draft {
  const { locale, texts } = textsOf(entry, question.wanted);
  return {
    ...plainDraft(question, { text: texts.answer, outcome: 'answered', ...said }),
    language: locale,
    sources: [sourceOf(entry)],
  };
}

/** Questions that may be meant, where none is sure. */
export function didYouMean(question: Question, entries: readonly FaqEntry[], confidence: number): Draft {
  const { words, wanted } = question;
  const lines = entries.map((entry, i) => words.question(textsOf(entry, wanted).texts.questions[0]!, i + 1));
  return {
    ...plainDraft(question, {
      text: [words.didYouMean, ...lines, words.offerPerson].join('\n'),
      intent: FAQ_INTENT,
      confidence,
      outcome: 'failed',
    }),
    sources: entries.map(sourceOf),
    offeredEntryIds: entries.map(({ entryId }) => entryId),
  };
}

const PLACE = /^[\s#]*([1-9])[\s.)。]*$/u;
const YES = /^\s*(?:yes|yeah|yep|right|exactly|correct|是|是的|对|对的|没错|嗯)[\s.!。！]*$/iu;

/** The entry that a shopper who was asked what they mean has chosen: by its place, or of one by saying yes. */
export function chosenEntry({ request, conversation, knowledge }: Question): FaqEntry | undefined {
  const { offeredEntryIds = [] } = conversation;
  const text = request.text.normalize('NFKC');
  const [, place] = PLACE.exec(text) ?? [];
  const isYes = offeredEntryIds.length === 1 && YES.test(text);
  const entryId = offeredEntryIds[place === undefined ? (isYes ? 0 : -1) : Number(place) - 1];
  return entryId === undefined ? undefined : knowledge.faq.get(entryId);
}

const sourceOf = ({ entryId, sourceUrl }: FaqEntry): AnswerSource => ({
  kind: 'faq',
  entryId,
  ...(sourceUrl !== undefined && { url: sourceUrl }),
});
