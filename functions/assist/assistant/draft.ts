import type { AssistantWords } from '../../../shared/dialogue/words/words.ts';
import type { AnswerSource, Conversation, HandoffReason } from '../../../shared/domain/conversation.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { CatalogEntry, Money } from '../../../shared/domain/item.ts';
import { type ItemTexts, itemTexts } from '../../../shared/domain/item-texts.ts';
import { languageWish } from '../../../shared/domain/language.ts';
import { decimalsOf } from '../../../shared/domain/money.ts';
import type { MessageRequest } from './contract.ts';
import type { Knowledge } from './knowledge.ts';
import type { LocalPrices } from './local-prices.ts';

/** An answer before it is worded. All that it tells is in it. */
export interface Draft {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** Facts that stand in the text word for word: titles, numbers of orders, days. */
  readonly named: readonly string[];
  readonly sources: readonly AnswerSource[];
  readonly itemIds: readonly string[];
  readonly intent: string | null;
  readonly confidence: number;
  /** answered: the person may be asked whether it helped. failed: it was not understood, or nothing was found. */
  readonly outcome: 'answered' | 'small-talk' | 'failed';
  readonly handoff?: HandoffReason;
  /** Entries of the FAQ that were asked about, in their order. */
  readonly offeredEntryIds?: readonly string[];
  /** What was looked for, so that a next question may narrow it. */
  readonly lookedFor?: string;
  /** Of items, in a currency that was named. */
  readonly prices?: LocalPrices;
}

/** Who asks. */
export interface Asker {
  readonly person: PersonRef;
  /** They have shown by a session that it is them. A device’s id shows nothing: anybody may write one down. */
  readonly isAuthenticated: boolean;
}

/** All that an answer may go by. */
export interface Question {
  readonly request: MessageRequest;
  readonly asker: Asker;
  readonly conversation: Conversation;
  readonly knowledge: Knowledge;
  readonly words: AssistantWords;
  /** Locales to answer in, best first. */
  readonly wanted: readonly string[];
}

/** What a draft has unless it says otherwise. */
export const plainDraft = (
  { words }: Pick<Question, 'words'>,
  said: Pick<Draft, 'text' | 'intent' | 'confidence' | 'outcome'>,
): Draft => ({ language: words.language, named: [], sources: [], itemIds: [], ...said });

/** An amount in minor units as decimal digits with its currency: "59.00 EUR". */
export function priceText({ amount, currency }: Money): string {
  const places = decimalsOf(currency);
  const digits = String(amount).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${places === 0 ? whole : `${whole}.${digits.slice(digits.length - places)}`} ${currency}`;
}

/** As decisions tell them, too. */
export const textsOf = (
  entry: CatalogEntry,
  { knowledge, wanted }: Pick<Question, 'knowledge' | 'wanted'>,
): ItemTexts => itemTexts(entry, languageWish(wanted), knowledge.language);
