import type { PriceBounds } from '../../../shared/dialogue/items/item-index.ts';
import { type SearchText, searchTextOf } from '../../../shared/dialogue/items/search-text.ts';
import type { Item } from '../../../shared/domain/item.ts';
import { type Draft, plainDraft, priceOf, type Question, textsOf } from './draft.ts';

/** Items shown at once. */
const SHOWN = 3;

export interface ItemPorts {
  /** Items that the person turned to lately, newest first; none of whom nothing may be gone by. */
  readonly recentItems: () => Promise<readonly string[]>;
}

/**
 * Items that fit what was said: words of the shop’s own catalog, within the price that was named, for sale now and in the
 * shopper’s market. “This” is what is before them, or what was shown last; who names nothing is shown what is like what
 * they turned to lately, or what is new.
 *
 * @returns undefined where nothing was said that could be looked for and found, so that it may have meant something else.
 */
export async function answerItems(
  question: Question,
  { recentItems }: ItemPorts,
  said: { readonly intent: 'product-search' | 'recommendation'; readonly confidence: number },
): Promise<Draft | undefined> {
  const { knowledge, words, request } = question;
  const search = searchTextOf(request.text, currencyOf(question));
  const price = boundsOf(search, question);
  if (price === 'other-currency') {
    const text = words.otherCurrency(knowledge.currencies);
    return { ...plainDraft(question, { text, outcome: 'failed', ...said }), named: knowledge.currencies };
  }
  const wish = await wishOf(search, question, recentItems);
  const asked = { market: request.market, exclude: wish.exclude, ...(price && { price }) };
  const found =
    wish.text === ''
      ? knowledge.items.newest(asked, SHOWN)
      : knowledge.items.find({ ...asked, text: wish.text }, SHOWN);
  if (found.length === 0) {
    const isOfItems = search.shownPlace !== undefined || price !== undefined;
    if (!isOfItems && said.intent === 'recommendation') return undefined;
    return plainDraft(question, { text: words.nothingFound, outcome: 'failed', ...said });
  }
  const entries = found.flatMap(({ itemId }) => knowledge.items.get(itemId) ?? []);
  const titles = entries.map((entry) => textsOf(entry, question).title);
  const lines = entries.map((entry, i) => words.item({ title: titles[i]!, price: priceOf(entry) }, i + 1));
  const opening = said.intent === 'product-search' ? words.found : words.recommended;
  const itemIds = entries.map(({ item }) => item.itemId);
  return {
    ...plainDraft(question, { text: [opening, ...lines].join('\n'), outcome: 'answered', ...said }),
    named: titles,
    sources: itemIds.map((itemId) => ({ kind: 'item', itemId })),
    itemIds,
    lookedFor: wish.text,
  };
}

/** The request’s own, else that of most items. */
const currencyOf = ({ request, knowledge }: Question): string => request.currency ?? knowledge.currencies[0] ?? 'USD';

/** Amounts of several currencies bound nothing: the first that the shop’s prices are in counts. */
function boundsOf(
  { amounts, isCheaper, shownPlace }: SearchText,
  question: Question,
): PriceBounds | 'other-currency' | undefined {
  const { knowledge } = question;
  const named = amounts.find(({ currency }) => knowledge.currencies.includes(currency));
  if (named === undefined && amounts.length > 0) return 'other-currency';
  const currency = named?.currency ?? currencyOf(question);
  const of = (bound: (typeof amounts)[number]['bound']) =>
    amounts.filter((it) => it.currency === currency && it.bound === bound).map(({ amount }) => amount);
  const most = [...of('atMost'), ...of('exactly')];
  const shown = knowledge.items.get(shownItem(question, shownPlace) ?? '')?.item.price;
  if (isCheaper && shown?.currency === currency) most.push(shown.amount - 1);
  if (most.length + of('atLeast').length === 0) return undefined;
  return { currency, least: Math.max(0, ...of('atLeast')), most: Math.min(...most, Number.MAX_SAFE_INTEGER) };
}

/** What “this” is: the page, else what was shown first, else where in the list the text points. */
function shownItem({ request, conversation }: Question, place = 0): string | undefined {
  const { shownItemIds } = conversation;
  return place > 0 ? shownItemIds[place - 1] : (request.itemId ?? shownItemIds[0]);
}

interface Wish {
  /** "": nothing is named. */
  readonly text: string;
  readonly exclude: ReadonlySet<string>;
}

async function wishOf(
  { text, shownPlace, amounts }: SearchText,
  question: Question,
  recentItems: ItemPorts['recentItems'],
): Promise<Wish> {
  const { knowledge, conversation } = question;
  const likeItem = (itemId: string): string => {
    const item = knowledge.items.get(itemId)?.item;
    return item === undefined ? '' : textLike(item);
  };
  const anchor = shownPlace === undefined ? undefined : shownItem(question, shownPlace);
  if (anchor !== undefined) return { text: `${likeItem(anchor)} ${text}`.trim(), exclude: new Set([anchor]) };
  if (text !== '') return { text, exclude: new Set() };
  // A price alone narrows what was looked for before.
  if (amounts.length > 0 && conversation.lookedFor) return { text: conversation.lookedFor, exclude: new Set() };
  const recent = await recentItems();
  return { text: recent.map(likeItem).join(' ').trim(), exclude: new Set(recent) };
}

const textLike = ({ title, categories, brand }: Item): string => [title, ...categories, brand ?? ''].join(' ').trim();
