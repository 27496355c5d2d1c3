import { FAQ_INTENT } from '../../../shared/domain/shop-intent.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { type Draft, plainDraft, type Question } from './draft.ts';
import { answerFromFaq, chosenEntry, didYouMean } from './faq-answers.ts';
import { answerItems, type ItemPorts } from './item-answers.ts';
import { answerOrders } from './order-answers.ts';

export interface DraftPorts extends ItemPorts {
  readonly timeline: Pick<TimelineReader, 'list'>;
}

/**
 * From this score on an entry of the FAQ is the answer, and from the lower one on it may be. Chosen on the training part of
 * Bitext with four wordings an entry: .94 of questions on something else (Banking77) stay below the one, and .98 of the
 * questions whose right entry is first are above the other.
 */
const SURE_ENTRY = 0.45;
const LIKELY_ENTRY = 0.35;
/** So sure of an intent, it is acted on; less sure, only where the shop’s catalog bears it out. */
const SURE_INTENT = 0.5;
const LIKELY_INTENT = 0.25;
/** So alike, an item is meant by a text that asks for nothing. */
const SURE_ITEM = 0.3;
const OFFERED = 3;
/** Who wants to return something is told how, however they say it. */
const HOW_TO_RETURN = 'How can I return an item?';

/**
 * What to answer, before it is worded. What the shop wrote itself goes before what is made of its catalog; a person of the
 * shop takes over when asked for, when nothing fits, and when two questions in a row were not understood.
 */
export async function draftAnswer(question: Question, ports: DraftPorts): Promise<Draft> {
  const draft = await understood(question, ports);
  if (draft.outcome !== 'failed' || draft.handoff !== undefined || question.conversation.failures === 0) return draft;
  const { words } = question;
  return { ...draft, text: [draft.text, words.handedOver].join('\n'), handoff: 'not-understood' };
}

async function understood(question: Question, ports: DraftPorts): Promise<Draft> {
  const { knowledge, request, words, asker } = question;
  const { text } = request;
  const chosen = chosenEntry(question);
  if (chosen !== undefined) return answerFromFaq(question, chosen, { intent: FAQ_INTENT, confidence: 1 });
  const { intent, confidence, isInScope } = knowledge.recognise(text);
  const isSure = isInScope && confidence >= SURE_INTENT;
  const isLikely = isInScope && confidence >= LIKELY_INTENT;
  const hits = knowledge.faq.find(text, OFFERED);
  const likely = hits.filter(({ score }) => score >= LIKELY_ENTRY);
  const [best] = likely;

  if (isSure && intent === 'person') return handedOver(question, 'asked', { intent, confidence });
  if (isSure && intent === 'order-status' && asker.isAuthenticated)
    return answerOrders(question, ports.timeline, confidence);
  const own = isSure ? knowledge.intents.get(intent)?.leadsTo : undefined;
  if (own === 'person') return handedOver(question, 'shop', { intent, confidence });
  const entry = own && knowledge.faq.get(own.entryId);
  if (entry !== undefined) return answerFromFaq(question, entry, { intent, confidence });
  if (best !== undefined && best.score >= SURE_ENTRY)
    return answerFromFaq(question, best.entry, {
      intent: isLikely ? intent : FAQ_INTENT,
      confidence: Math.min(1, best.score),
    });
  if (isSure && intent === 'order-status') return answerOrders(question, ports.timeline, confidence);
  const [howToReturn] = isLikely && intent === 'returns' ? knowledge.faq.find(HOW_TO_RETURN, 1) : [];
  if (howToReturn !== undefined && howToReturn.score >= SURE_ENTRY)
    return answerFromFaq(question, howToReturn.entry, { intent, confidence });
  if (isSure && (intent === 'greeting' || intent === 'thanks'))
    return plainDraft(question, { text: words[intent], intent, confidence, outcome: 'small-talk' });
  if (isLikely && (intent === 'product-search' || intent === 'recommendation')) {
    const items = await answerItems(question, ports, { intent, confidence });
    if (items !== undefined && (items.outcome === 'answered' || best === undefined)) return items;
  }
  if (best !== undefined)
    return didYouMean(
      question,
      likely.map(({ entry }) => entry),
      best.score,
    );
  return (await meantItem(question, ports)) ?? handedOver(question, 'out-of-scope', { intent: null, confidence: 0 });
}

/** A text that asks for nothing but names what the shop has: "wool socks". */
async function meantItem(question: Question, ports: DraftPorts): Promise<Draft | undefined> {
  const { knowledge, request } = question;
  const [found] = knowledge.items.find({ text: request.text, market: request.market, exclude: new Set() }, 1);
  if (found === undefined || found.score < SURE_ITEM) return undefined;
  const items = await answerItems(question, ports, { intent: 'product-search', confidence: found.score });
  return items?.outcome === 'answered' ? items : undefined;
}

function handedOver(
  question: Question,
  because: NonNullable<Draft['handoff']>,
  said: { readonly intent: string | null; readonly confidence: number },
): Draft {
  const { words } = question;
  const text =
    because === 'out-of-scope' ? [words.notUnderstood, words.handedOver].join(words.between) : words.handedOver;
  return {
    ...plainDraft(question, { text, outcome: because === 'out-of-scope' ? 'failed' : 'small-talk', ...said }),
    handoff: because,
  };
}
