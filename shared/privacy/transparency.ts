import type { SourceName } from '../model/sources.ts';
import type { ConsentRegime } from './consent.ts';

/** What decides what is shown, in plain words for shoppers: the main parameters that DSA Art. 27 asks for. */
export interface Transparency {
  /** Absent until a first model is served. */
  readonly modelVersion?: string;
  /** What counts for the order, each why. */
  readonly parameters: readonly { readonly name: string; readonly words: string }[];
  /** What a shopper can change. */
  readonly options: readonly string[];
}

/** What a deployment does now. */
export interface LiveConfiguration {
  /** Absent: no model is served yet. */
  readonly model?:
    | { readonly version: string; readonly sources: readonly string[]; readonly friends?: object }
    | undefined;
  /** Share of slots that new items get. */
  readonly explorationShare: number;
  /** Whether what lies in stock counts; absent: it does not. */
  readonly goesByStock?: boolean;
  /** Whether places of some slates are drawn; absent: of none. */
  readonly isDrawn?: boolean;
  /** Whether some people are shown something else so that the shop learns what helps; absent: nobody is. */
  readonly isTried?: boolean;
  readonly regime: ConsentRegime;
}

/** What each source of a model goes by. */
export const SOURCE_WORDS: Readonly<Record<SourceName, string>> = {
  embeddings: 'what people go on to after looking at much the same as you',
  factors: 'what people with much the same interests turn to',
  popularity: 'what many people turn to',
  sequence: 'what people often look at next after what you looked at',
  together: 'what is often looked at by the same people as what you looked at',
  linear: 'what goes with all that you looked at, taken together',
  bought: 'what is often bought together with what you look at',
  content: 'what is described much like what you looked at',
  images: 'what looks much like what you look at, by its picture',
  affinity: 'brands, categories and prices that you turn to more than others do',
  sessions: 'what people looked at in visits like this one of yours',
  current: 'items that you are just looking at',
  earlier: 'items that you looked at on earlier visits',
  trending: 'what more people turn to now than usual',
  context: 'what is wanted in your market, on your kind of device and at this part of the day',
};

const FRIENDS = 'what people whom you know chose, where you and they agreed to personalisation and profiling';

const SILENCE: Readonly<Record<ConsentRegime, string>> = {
  'opt-out': 'Until you refuse, what you do in the shop counts for what you are shown.',
  'opt-in': 'Until you agree, nothing that you do in the shop counts for what you are shown.',
  'by-market':
    'Where the law of your market asks for your consent, nothing that you do counts until you agree; elsewhere it counts until you refuse.',
};

/** Made of what is live, so that it cannot be out of date. */
export function transparencyOf({
  model,
  explorationShare,
  goesByStock,
  isDrawn,
  isTried,
  regime,
}: LiveConfiguration): Transparency {
  const wordsOf: Readonly<Record<string, string>> = SOURCE_WORDS; // a model may have one that this code does not know
  const percent = Math.round(explorationShare * 1000) / 10;
  return {
    ...(model && { modelVersion: model.version }),
    parameters: [
      ...(model?.sources ?? []).map((name) => ({
        name,
        words: wordsOf[name] ?? 'a source that has no words yet',
      })),
      ...(model?.friends ? [{ name: 'friends', words: FRIENDS }] : []),
      ...(model ? [] : [{ name: 'catalog', words: 'the order of the catalog: nothing was learnt yet' }]),
      {
        name: 'again',
        words: 'among what to buy again: how often you bought it, and how lately',
      },
      { name: 'availability', words: 'only what can be sold in your market now is shown' },
      ...(goesByStock
        ? [
            {
              name: 'stock',
              words:
                'a little: what the shop has much more of than is asked for is preferred, what will soon be gone is not',
            },
          ]
        : []),
      { name: 'shop', words: 'the shop may promote items, leave some out, and prefer what it earns more by' },
      ...(isDrawn
        ? [
            {
              name: 'lot',
              words:
                'some places are drawn by lot among what fits best, the better the likelier, so that the shop learns what helps',
            },
          ]
        : []),
      ...(isTried
        ? [
            {
              name: 'experiments',
              words:
                'some people, by lot and always the same ones, are shown something else, so that the shop learns what helps',
            },
          ]
        : []),
      ...(percent > 0
        ? [{ name: 'exploration', words: `about ${percent} % of the places go to new items, so that they are met` }]
        : []),
    ],
    options: [
      SILENCE[regime],
      'Tell the shop that you refuse personalisation or profiling, and from then on you are shown what somebody new is shown: what many people turn to.',
      'Ask the shop why an item was shown: each decision names what spoke for it.',
    ],
  };
}
