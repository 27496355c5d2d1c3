import type { OrderState } from '../../features/orders.ts';
import type { AssistantWords } from './words.ts';

const BECAME: Readonly<Record<OrderState, string>> = {
  placed: 'has been received',
  shipped: 'has been shipped',
  delivered: 'has been delivered',
  cancelled: 'has been cancelled',
  refunded: 'has been refunded',
};

export const en: AssistantWords = {
  language: 'en',
  greeting: 'Hello! Ask me about our items, your orders, or anything about this shop.',
  thanks: 'You are welcome.',
  order: ({ orderId, placedOn, state, stateOn, total, titles, carrier, trackingNumber }) =>
    [
      `Order ${orderId}${placedOn && state !== 'placed' ? `, placed on ${placedOn},` : ''} ${BECAME[state]} (${stateOn}).`,
      titles.length > 0 ? ` It has: ${titles.map((title) => `“${title}”`).join(', ')}.` : '',
      total === undefined ? '' : ` It came to ${total}.`,
      carrier === undefined ? '' : ` It travels with ${carrier}.`,
      trackingNumber === undefined ? '' : ` Its tracking number is ${trackingNumber}.`,
    ].join(''),
  orders: (count) => `These are your newest orders (${count}).`,
  noOrders: 'I find no order of yours.',
  noSuchOrder: 'I find no order with this number among yours.',
  signIn: 'To tell you of your orders I must know who you are: please sign in, and ask again.',
  found: 'This is what I found:',
  recommended: 'This may be something for you:',
  item: ({ title, price }, place) => `${place}. “${title}”${price === undefined ? '' : `, ${price}`}`,
  nothingFound: 'I found nothing in the shop that fits.',
  noRate: (currencies, wanted) =>
    `Prices of this shop are in ${currencies.join(', ')}, and I know no current exchange rate to ${wanted}; I guess none.`,
  rate: ({ from, to, rate, rateDate }) => `By the exchange rate of ${rateDate}: 1 ${from} = ${rate} ${to}.`,
  didYouMean: 'Did you mean one of these?',
  question: (text, place) => `${place}. ${text}`,
  handedOver: 'I am handing over to a person of the shop, who will read what we said.',
  offerPerson: 'If you would rather have a person, say so.',
  notUnderstood: 'I have no answer to that.',
  notKept: 'Nothing is kept of you here, so I can hand nothing over: please write to the shop.',
  askSatisfaction: 'Did this help? From 1 (not at all) to 5 (very much).',
  between: ' ',
};
