import { DEVICES } from '../domain/decision.ts';
import type { InteractionKind } from '../domain/interaction.ts';
import { type Cell, DAY_PARTS } from '../features/context.ts';
import type { Words } from './words.ts';

/** Where and when a context is: "in DE on mobile in the evening". */
const placeOf = (cells: readonly Cell[]): string =>
  cells
    .map((cell) => {
      if (cell === 'night') return 'at night';
      if (isOneOf(DAY_PARTS, cell)) return `in the ${cell}`;
      return isOneOf(DEVICES, cell) ? `on ${cell === 'other' ? 'other devices' : cell}` : `in ${cell}`;
    })
    .join(' ');

const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word);

const DID: Readonly<Record<InteractionKind, string>> = {
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
  reasons: {
    because: (kind, title) => `because ${DID[kind]} “${title}”`,
    goesWith: (title) => `goes with “${title}”`,
    boughtWith: (title) => `often bought with “${title}”`,
    popular: 'popular in this shop',
    popularAt: (cells) => `popular ${placeOf(cells)}`,
    friends: 'chosen by people you know',
    trending: 'wanted by many now',
    boughtBefore: 'you bought it before',
    like: (title, kind) => `like “${title}”: ${kind ?? 'same kind'}`,
    newItem: 'new in the shop',
    catalogOrder: 'newest in the catalog; nothing is known of shoppers yet',
    givenOrder: 'nothing is known of it yet; it stands as it was given',
  },
  explanation: {
    becauseOf: (kind, title) => `Because ${DID[kind]} “${title}”.`,
    becauseOfPage: (title) => `Because this page is about “${title}”.`,
    without: ({ now, without, of }) =>
      without > now
        ? `Without that it would stand at place ${without} of ${of} instead of ${now}.`
        : 'Without that less would speak for it.',
    friends: 'Chosen by people you know.',
    popularAt: (cells) => `Popular ${placeOf(cells)}.`,
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
  },
  actions: {
    byPolicy: {
      fixed: 'The shop has fixed it.',
      uniform: 'All actions that may be chosen are drawn with the same chance.',
      counts: 'It was drawn by how often each action earned something so far, whoever it was for.',
      'linear-thompson': 'It was drawn by what rewards taught of people and moments like this.',
      'tree-thompson': 'It was drawn by what rewards taught of people and moments like this.',
      redrawn: 'What was drawn first may not be given any more; of the others it was drawn.',
      default: 'No action may be chosen, so that the default one is taken.',
    },
    chance: (probability) => `Its chance was ${tenths(probability)}.`,
    floor: (share) => `${tenths(share)} go to all alike.`,
    spokeFor: (features) => `What spoke most for it: ${features.join(', ')}.`,
    note: (reason) => `(${reason})`,
  },
  page: {
    title: 'Your data at this shop',
    lead: 'What the shop knows of you, and what you can do about it. Only you can see this page.',
    loading: 'One moment …',
    noLink: 'This link has been used or is out of date. Please ask the shop for a new one.',
    failed: 'That did not work. Please try again in a while.',
    tooMany: 'That was a little fast. Please wait a moment and try again.',
    known: 'What we know of you',
    knownLead: 'If something is wrong, change it here. What you change counts from now on.',
    nothingKnown: 'Nothing has been noted about you yourself.',
    remove: 'Remove',
    save: 'Save',
    saved: 'Saved.',
    events: {
      'Product Viewed': 'Looked at something',
      'Product Added': 'Put something into the cart',
      'Product Removed': 'Took something out of the cart',
      'Product Added to Wishlist': 'Put something on the wish list',
      'Order Completed': 'Bought something',
      'Order Refunded': 'Gave something back',
      identify: 'Signed in, or told us something',
      page: 'Opened a page',
    },
    newName: 'What is missing',
    newValue: 'Its value',
    add: 'Add',
    devices: 'Your devices',
    devicesLead: 'Devices on which you have signed in. What was done on them counts as done by you.',
    since: 'since',
    recent: 'What you did last',
    recentLead: 'The newest entries; the download has all of them.',
    noRecent: 'Nothing yet.',
    choices: 'Your choices',
    choicesLead: 'A change counts at once, and you can change your mind at any time.',
    allow: 'Allow',
    refuse: 'Refuse',
    unsaid: 'You have not said; the shop’s own rule applies.',
    saidAllowed: 'You allow it.',
    saidRefused: 'You refuse it.',
    personalisation: 'Choose things for me',
    personalisationLead: 'Show me what fits what I looked at and bought. Refused: everybody’s selection.',
    profiling: 'Learn what I like',
    profilingLead: 'Draw conclusions about my taste from what I do. Refused: nothing is concluded about you.',
    marketing: 'Write to me',
    marketingLead: 'Send me offers and news.',
    analytics: 'Keep what I do here',
    analyticsLead: 'Count visits and purchases. Refused: nothing new is kept.',
    advertising: 'Share with advertisers',
    advertisingLead: 'Show me the shop’s offers elsewhere.',
    research: 'Use for research',
    researchLead: 'Publish in data sets that name nobody.',
    chosen: 'Why am I seeing this?',
    chosenLead:
      'What you see is chosen by what you and others looked at and bought, unless you refuse that above. The last choices made for you, with the shop’s numbers of the things:',
    noChosen: 'Nothing has been chosen for you yet.',
    placements: {
      home: 'Home page',
      product: 'Similar things',
      'bought-together': 'Bought together',
      cart: 'Beside your cart',
      viewed: 'Because you looked at something',
      trending: 'Wanted by many now',
      again: 'Buy again',
      ranking: 'Put in order for you',
    },
    why: 'Why these?',
    whyLoading: 'Looking up the reasons …',
    whyFailed: 'The reasons could not be fetched.',
    whyGone: 'What this was chosen by is no longer kept, so the reasons cannot be told any more.',
    whyNothing: 'Nothing was shown.',
    retry: 'Try again',
    download: 'Take your data with you',
    downloadLead: 'Everything that is kept of you, as a file.',
    downloadJson: 'Download for programs (JSON)',
    downloadCsv: 'Download as a table (CSV)',
    downloaded: 'The file has been saved by your browser.',
    deletion: 'Be forgotten',
    deletionLead: 'Everything that is kept of you goes, and nothing new is taken in.',
    delete: 'Delete everything',
    sure: 'Really delete everything?',
    sureLead: 'This cannot be taken back. You may want to download your data first.',
    keep: 'Keep it',
    really: 'Yes, delete everything',
    deleted: 'Everything has been deleted. By tomorrow it is gone from what was learnt of it, too.',
  },
  unsubscribe: {
    title: 'No more messages?',
    ask: 'You will get no more offers and news from this shop, over any channel. What you need to know of your orders still reaches you.',
    confirm: 'Stop the messages',
    keep: 'If you came here by mistake, just close this page: nothing has changed.',
    doneTitle: 'You will get no more messages',
    done: 'It counts from now on. A message that is already on its way may still arrive.',
    unknownTitle: 'This link does not work',
    unknown: 'It is not whole, or not of this shop. Open it from the message itself, or ask the shop.',
  },
};

const percent = (probability: number): string => `${Number((100 * probability).toPrecision(2))} %`;

const tenths = (share: number): string => `${(100 * share).toFixed(1)} %`;
