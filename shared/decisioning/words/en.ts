import { DEVICES } from '../../domain/decision.ts';
import { type Cell, DAY_PARTS } from '../../features/context.ts';
import type { Words } from './words.ts';

/** Where and when a context is: "in DE on mobile in the evening". */
export const englishPlace = (cells: readonly Cell[]): string =>
  cells
    .map((cell) => {
      if (cell === 'night') return 'at night';
      if (isOneOf(DAY_PARTS, cell)) return `in the ${cell}`;
      return isOneOf(DEVICES, cell) ? `on ${cell === 'other' ? 'other devices' : cell}` : `in ${cell}`;
    })
    .join(' ');

const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word);

const DID: Words['did'] = {
  view: 'you viewed',
  click: 'you clicked',
  wish: 'you wished for',
  share: 'you shared',
  rate: 'you rated',
  cart: 'you put into the cart',
  purchase: 'you bought',
  uncart: 'you took out of the cart',
  refund: 'you gave back',
};

export const en: Words = {
  language: 'en',
  between: ' ',
  did: DID,
  becauseOf: (kind, title) => `Because ${DID[kind]} “${title}”.`,
  becauseOfPage: (title) => `Because this page is about “${title}”.`,
  without: ({ now, without, of }) =>
    without > now
      ? `Without that it would stand at place ${without} of ${of} instead of ${now}.`
      : 'Without that less would speak for it.',
  friends: 'Chosen by people you know.',
  popularAt: (cells) => `Popular ${englishPlace(cells)}.`,
  popular: 'Popular in this shop.',
  trending: 'Wanted by many now.',
  wishes: 'The shop puts it forward.',
  together: 'Several reasons together, none of which you gave.',
  boughtBefore: 'You bought it before.',
  sameCategory: 'Of the same kind as what this page is about.',
  newItem: 'New in the shop.',
  catalogOrder: 'Newest in the catalog; nothing is known of shoppers yet.',
  givenOrder: 'Nothing is known of it yet; it stands as it was given.',
  drawn: (probability) =>
    `New in the shop. It was drawn for this place by lot, with a chance of ${percent(probability)}.`,
  byLot: (probability) => `It was drawn for this place by lot, with a chance of ${percent(probability)}.`,
  promoted: 'The shop keeps this place for offers of its own.',
  sources: {
    embeddings: 'what fits all that you did',
    factors: 'what people with a taste like yours turn to',
    popularity: 'what is popular in the shop',
    sequence: 'what people turn to next',
    together: 'what the same people turn to',
    linear: 'what the same people turn to, with what overlaps taken out',
    bought: 'what you bought before',
    content: 'what resembles what you looked at',
    affinity: 'brands, kinds and prices that you prefer',
    sessions: 'visits that were like yours',
    current: 'what you have before you',
    earlier: 'what you looked at earlier',
    trending: 'what is wanted by many now',
    context: 'what is wanted where and when you are',
    friends: 'what people you know chose',
    wishes: 'what the shop puts forward or holds back',
    stock: 'how much of it is there, beside how much is asked for',
  },
};

const percent = (probability: number): string => `${Number((100 * probability).toPrecision(2))} %`;
