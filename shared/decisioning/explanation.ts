import { type DecisionRecord, RANKING, type RecordedCandidate } from '../domain/decision-record.ts';
import type { InteractionKind } from '../domain/interaction.ts';
import { isoOf } from '../domain/time.ts';
import type { Cell } from '../features/context.ts';
import type { Fall, Words } from '../words/words.ts';
import type { Asked } from './recorded-question.ts';

/** What adds to an item's score, in log units. */
export interface Factor {
  /** A source of the model, "wishes" (the request's boosts and objective), "stock", or "friends". */
  readonly name: string;
  readonly words: string;
  readonly added: number;
  /** Of the source "context": the cells of the request that it knew. */
  readonly cells?: readonly Cell[];
}

/** An event without which the item's score would be lower. */
export interface Because {
  readonly itemId: string;
  readonly title: string;
  readonly kind: InteractionKind;
  /** Absent for the page's item and for what lies in the cart. */
  readonly at?: string;
  /** By how much the score falls when the model is asked without the event. */
  readonly lowersBy: number;
  readonly rank: Fall;
}

export interface ItemExplanation {
  readonly itemId: string;
  readonly title: string;
  /** 1-based. */
  readonly rank: number;
  readonly probability: number;
  readonly promoted?: true;
  /** Absent where no model ranked the item: so is all that follows from the score. */
  readonly score?: number;
  /** With the residual they sum to the score; the largest first. */
  readonly factors?: readonly Factor[];
  /** The score less its factors: what rounding leaves. */
  readonly residual?: number;
  readonly because?: Because;
  readonly text: string;
}

/** What an explanation of a recorded slate is made from. */
export interface ExplainedSlate {
  readonly record: DecisionRecord;
  readonly words: Words;
  readonly titleOf: (itemId: string) => string;
  /** By place of a candidate. */
  readonly causeOf: (place: number) => Cause | undefined;
}

/** What the model says when an event is left out. */
export interface Cause {
  /** Its place in `asked.events`. */
  readonly event: number;
  readonly lowersBy: number;
  readonly rank: Fall;
}

/** Each shown item: what adds up to its score, the event that it stands there for, and both in words. */
export function explainedItems({ record, ...told }: ExplainedSlate): readonly ItemExplanation[] {
  const { slate, slots, candidates, asked } = record;
  return slate.map(({ itemId, probability }, i) => {
    const slot = slots[i];
    const isSlot = slot !== undefined && candidates[slot.candidate]?.itemId === itemId;
    const candidate = isSlot ? candidates[slot.candidate] : undefined;
    const cause = isSlot ? told.causeOf(slot.candidate) : undefined;
    const event = cause && asked?.events[cause.event];
    const because = event && { ...toldEvent(event, told.titleOf), lowersBy: cause.lowersBy, rank: cause.rank };
    const said = candidate?.added && asked ? factorsOf(candidate, asked, told.words) : undefined;
    return {
      itemId,
      title: told.titleOf(itemId),
      rank: i + 1,
      probability,
      ...(isSlot && slot.promoted && { promoted: slot.promoted }),
      ...(candidate?.score !== undefined && { score: candidate.score }),
      ...said,
      ...(because !== undefined && { because }),
      text: isSlot
        ? textOf(record, { because, factors: said?.factors, promoted: slot.promoted, probability }, told.words)
        : told.words.explanation.drawn(probability),
    };
  });
}

function toldEvent({ itemId, kind, atMs }: Asked['events'][number], titleOf: ExplainedSlate['titleOf']) {
  return { itemId, title: titleOf(itemId), kind, ...(atMs !== undefined && { at: isoOf(atMs) }) };
}

function factorsOf(candidate: RecordedCandidate, { sources, cells }: Asked, words: Words) {
  const { score = 0, added = [], bias = 0, stock = 0, friends = 0 } = candidate;
  const named = sources.map((name, s) => ({ name, added: added[s] ?? 0 }));
  // What both together leave beyond the digits that a record has is no wish.
  const wished = Math.abs(bias - stock) < 1e-6 ? 0 : bias - stock;
  const beside = Object.entries({ wishes: wished, stock, friends });
  const all = [...named, ...beside.map(([name, ofIt]) => ({ name, added: ofIt }))];
  const wordsOf: Readonly<Record<string, string>> = words.explanation.sources; // a record may have one that this code does not know
  const residual = all.reduce((rest, factor) => rest - factor.added, score);
  const factors = all
    .filter((factor) => factor.added !== 0)
    .sort((a, b) => b.added - a.added)
    .map(
      ({ name, added: amount }): Factor => ({
        name,
        words: wordsOf[name] ?? name,
        added: amount,
        ...(name === 'context' && { cells }),
      }),
    );
  return { factors, residual };
}

interface Grounds {
  readonly because: Because | undefined;
  readonly factors: readonly Factor[] | undefined;
  readonly promoted: true | undefined;
  readonly probability: number;
}

function textOf(record: DecisionRecord, { because, factors, promoted, probability }: Grounds, words: Words): string {
  const isByFriends = factors?.[0]?.name === 'friends';
  const sentences = [
    ...(promoted ? [words.explanation.promoted] : []),
    ...(isByFriends ? [words.explanation.friends] : []),
    ...(because !== undefined
      ? saidOf(because, record, words)
      : isByFriends
        ? []
        : [otherwise(record, factors, words)]),
    ...(record.policy !== undefined && !promoted ? [words.explanation.byLot(probability)] : []),
  ];
  return sentences.join(words.between);
}

function saidOf({ itemId, kind, title, at, rank }: Because, { request }: DecisionRecord, words: Words) {
  const isPage = at === undefined && itemId === request.itemId;
  return [
    isPage ? words.explanation.becauseOfPage(title) : words.explanation.becauseOf(kind, title),
    words.explanation.without(rank),
  ];
}

/** No event speaks for it: that it is wanted here more than elsewhere, or else the strongest that speaks for anybody. */
function otherwise(record: DecisionRecord, factors: readonly Factor[] | undefined, words: Words): string {
  if (factors === undefined) return unranked(record, words);
  const speaking = factors.filter(({ added }) => added > 0);
  const here = speaking.find(({ name }) => name === 'context');
  if (here !== undefined) return words.explanation.popularAt(here.cells ?? []);
  switch (speaking.find(({ name }) => ANYBODYS.includes(name))?.name) {
    case 'trending':
      return words.explanation.trending;
    case 'popularity':
      return words.explanation.popular;
    case 'wishes':
    case 'stock':
      return words.explanation.wishes;
    default:
      return words.explanation.together;
  }
}

const ANYBODYS = ['trending', 'popularity', 'wishes', 'stock'];

/** Beside a model an item without a score came after it was made. */
function unranked({ asked, request, strategy }: DecisionRecord, words: Words): string {
  if (request.placement === RANKING) return words.explanation.givenOrder;
  if (strategy === 'again') return words.explanation.boughtBefore;
  if (strategy === 'same-category') return words.explanation.sameCategory;
  return asked === undefined ? words.explanation.catalogOrder : words.explanation.newItem;
}
