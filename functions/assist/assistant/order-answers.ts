import { takeOrderNumbers } from '../../../shared/dialogue/slots/order-numbers.ts';
import type { SaidOrder } from '../../../shared/dialogue/words/words.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import { utcDay } from '../../../shared/domain/time.ts';
import { isOfOrder, type Order, ordersOf } from '../../../shared/features/orders.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { type Draft, plainDraft, priceText, type Question, textsOf } from './draft.ts';

/** Orders told at once. */
const TOLD = 3;
const TOLD_TITLES = 5;
/** So far back in a person’s events orders are looked for: pages, and events a page. */
const PAGES = 4;
const PAGE_EVENTS = 500;

/**
 * The state of orders, from the events of who asks and of nobody else: a number that is not among theirs is not looked up
 * anywhere, so nothing tells whether there is such an order. Who has not signed in is told of none, not even their own.
 */
export async function answerOrders(
  question: Question,
  timeline: Pick<TimelineReader, 'list'>,
  confidence: number,
): Promise<Draft> {
  const { asker, words, request } = question;
  const say = (text: string, outcome: Draft['outcome'] = 'answered') =>
    plainDraft(question, { text, intent: 'order-status', confidence, outcome });
  if (!asker.isAuthenticated) return say(words.signIn, 'small-talk');
  const orders = await ordersFor(asker.person, timeline);
  if (orders.length === 0) return say(words.noOrders);
  const named = new Set(numbersIn(request.text));
  const meant = orders.filter(({ orderId }) => named.has(orderId.toUpperCase()));
  if (named.size > 0 && meant.length === 0 && hasOrderNumber(request.text)) return say(words.noSuchOrder, 'failed');
  const told = (meant.length > 0 ? meant : orders).slice(0, TOLD);
  const said = told.map((order) => saidOf(order, question));
  const lines = said.map(words.order);
  return {
    ...say([...(told.length > 1 ? [words.orders(told.length)] : []), ...lines].join('\n')),
    named: said.flatMap(({ orderId, titles, carrier, trackingNumber }) => [
      orderId,
      ...titles,
      ...[carrier, trackingNumber].flatMap((fact) => fact ?? []),
    ]),
    sources: told.map(({ orderId }) => ({ kind: 'order', orderId })),
  };
}

async function ordersFor(person: PersonRef, timeline: Pick<TimelineReader, 'list'>): Promise<readonly Order[]> {
  const events = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const read = await timeline.list(person, { limit: PAGE_EVENTS, ...(cursor !== undefined && { cursor }) });
    events.push(...read.events.filter(isOfOrder));
    cursor = read.nextCursor;
    if (cursor === undefined) break;
  }
  return ordersOf(events);
}

/** In capitals: what may be an order’s number, and the words with a digit, since shops number as they like. */
function numbersIn(text: string): readonly string[] {
  const words = text.normalize('NFKC').match(/[\p{L}\p{N}][\p{L}\p{N}#._/-]*/gu) ?? [];
  const parts = words.flatMap((word) => [word, ...(word.match(/[A-Za-z0-9#._/-]+/g) ?? [])]);
  return parts.filter((word) => /\d/.test(word)).map((word) => word.replace(/[._/-]+$/, '').toUpperCase());
}

const hasOrderNumber = (text: string): boolean => takeOrderNumbers(text.normalize('NFKC')).found.length > 0;

function saidOf(order: Order, question: Question): SaidOrder {
  const { orderId, state, atMs, total, lines, carrier, trackingNumber } = order;
  const dayOf = (ms: number | undefined) => (ms === undefined ? undefined : utcDay(ms));
  return {
    ...{ orderId, state, carrier, trackingNumber },
    placedOn: dayOf(atMs.placed),
    stateOn: dayOf(atMs[state]) ?? '',
    total: total && priceText(total),
    titles: lines.slice(0, TOLD_TITLES).flatMap(({ itemId }) => {
      const entry = question.knowledge.items.get(itemId);
      return entry === undefined ? [] : [textsOf(entry, question).title];
    }),
  };
}
