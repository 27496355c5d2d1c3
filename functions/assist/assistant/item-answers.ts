import type { PriceBounds } from '../../../shared/dialogue/items/item-index.ts';
import { type SearchText, searchTextOf } from '../../../shared/dialogue/items/search-text.ts';
import type { CatalogEntry, Item, Money } from '../../../shared/domain/item.ts';
import { type Draft, plainDraft, priceText, type Question, textsOf } from './draft.ts';
import { type LocalPrices, localPricesIn, type PricePorts } from './local-prices.ts';

/** Items shown at once. */
const SHOWN = 3;

export interface ItemPorts extends PricePorts {
  /** Items that the person turned to lately, newest first; none of whom nothing may be gone by. */
  readonly recentItems: () => Promise<readonly string[]>;
}

/**
 * Items that fit what was said: words of the shop’s own catalog, within the price that was named, for sale now and
 * delivered to the shopper’s market. “This” is what is before them, or what was shown last; who names nothing is shown what is like what
 * they turned to lately, or what is new. A price in another currency than the shop’s is compared by the rate of the day.
 *
 * @returns undefined where nothing was said that could be looked for and found, so that it may have meant something else.
 */
export async function answerItems(
  question: Question,
  ports: ItemPorts,
  said: { readonly intent: 'product-search' | 'recommendation'; readonly confidence: number },
): Promise<Draft | undefined> {
  const { knowledge, words, request } = question;
  const search = searchTextOf(request.text, currencyOf(question));
  const prices = await pricesFor(search, question, ports);
  if (prices !== undefined && !isComparable(prices, knowledge.currencies)) {
    const text = words.noRate(knowledge.currencies, prices.currency);
    return plainDraft(question, { text, outcome: 'failed', ...said });
  }
  const price = prices && boundsOf(search, prices, question);
  const wish = await wishOf(search, question, ports.recentItems);
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
  const told = entries.map(({ item }) => item.price && toldPrice(item.price, prices));
  const lines = entries.map((_, i) => words.item({ title: titles[i]!, price: told[i] }, i + 1));
  const used = prices && usedBy(entries, prices);
  const rates = (used?.rates ?? []).map(words.rate);
  const opening = said.intent === 'product-search' ? words.found : words.recommended;
  const itemIds = entries.map(({ item }) => item.itemId);
  return {
    ...plainDraft(question, { text: [opening, ...lines, ...rates].join('\n'), outcome: 'answered', ...said }),
    named: [...titles, ...told.flatMap((text) => text ?? [])],
    sources: itemIds.map((itemId) => ({ kind: 'item', itemId })),
    itemIds,
    lookedFor: wish.text,
    ...(used && { prices: used }),
  };
}

/** The request’s own, else that of most items. */
const currencyOf = ({ request, knowledge }: Question): string => request.currency ?? knowledge.currencies[0] ?? 'USD';

/**
 * Prices in the currency of the first amount that the shop has prices in, else of the first that is named, else of what is
 * to be undercut; undefined where no price bounds anything.
 */
async function pricesFor(search: SearchText, question: Question, ports: PricePorts): Promise<LocalPrices | undefined> {
  const { knowledge, request } = question;
  const { currencies: shopCurrencies } = knowledge;
  const named = search.amounts.find((it) => shopCurrencies.includes(it.currency)) ?? search.amounts[0];
  const currency = named?.currency ?? undercut(search, question)?.currency;
  return currency === undefined
    ? undefined
    : localPricesIn({ currency, market: request.market, shopCurrencies }, ports);
}

/** A shop without any price has none that could be converted. */
const isComparable = ({ currency, rates }: LocalPrices, shopCurrencies: readonly string[]): boolean =>
  shopCurrencies.length === 0 || shopCurrencies.includes(currency) || rates.length > 0;

/** The same with no rate that none of the items was converted by. */
const usedBy = (entries: readonly CatalogEntry[], prices: LocalPrices): LocalPrices => ({
  ...prices,
  rates: prices.rates.filter(({ from }) => entries.some(({ item }) => item.price?.currency === from)),
});

/** The price of which less is wanted. */
const undercut = ({ isCheaper, shownPlace }: SearchText, question: Question): Money | undefined =>
  isCheaper ? question.knowledge.items.get(shownItem(question, shownPlace) ?? '')?.item.price : undefined;

/** Amounts of other currencies than that of the prices bound nothing. */
function boundsOf(search: SearchText, prices: LocalPrices, question: Question): PriceBounds {
  const of = (bound: SearchText['amounts'][number]['bound']) =>
    search.amounts.filter((it) => it.currency === prices.currency && it.bound === bound).map(({ amount }) => amount);
  const shown = undercut(search, question);
  const shownAmount = shown && prices.of(shown);
  const most = [...of('atMost'), ...of('exactly'), ...(shownAmount === undefined ? [] : [shownAmount - 1])];
  return {
    amountOf: prices.of,
    least: Math.max(0, ...of('atLeast')),
    most: Math.min(...most, Number.MAX_SAFE_INTEGER),
  };
}

/** The shop’s own price, and what it was compared as: "249.00 EUR = 1951.94 CNY". */
function toldPrice(price: Money, prices: LocalPrices | undefined): string {
  const amount = prices?.of(price);
  if (prices === undefined || amount === undefined || price.currency === prices.currency) return priceText(price);
  return `${priceText(price)} = ${priceText({ amount, currency: prices.currency })}`;
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
