import { languageFor } from '../../../shared/domain/language.ts';

const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

interface Words {
  readonly title: string;
  readonly ask: string;
  readonly confirm: string;
  readonly keep: string;
  readonly doneTitle: string;
  readonly done: string;
  readonly unknownTitle: string;
  readonly unknown: string;
}

export const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    title: 'No more messages?',
    ask: 'You will get no more offers and news from this shop, over any channel. What you need to know of your orders still reaches you.',
    confirm: 'Stop the messages',
    keep: 'If you came here by mistake, just close this page: nothing has changed.',
    doneTitle: 'You will get no more messages',
    done: 'It counts from now on. A message that is already on its way may still arrive.',
    unknownTitle: 'This link does not work',
    unknown: 'It is not whole, or not of this shop. Open it from the message itself, or ask the shop.',
  },
  zh: {
    title: '不再接收消息？',
    ask: '您将不再通过任何渠道收到本店的优惠和资讯。与您的订单有关的通知仍会送达。',
    confirm: '停止接收',
    keep: '如果您是误点进入，请直接关闭本页：一切照旧。',
    doneTitle: '您将不再收到消息',
    done: '即时生效。已在途中的消息可能仍会送达。',
    unknownTitle: '此链接无效',
    unknown: '链接不完整，或不属于本店。请从消息中重新打开，或联系商店。',
  },
};

/** The language that a browser asks for first, of those that there are. */
export function localeOf(accepted: string | undefined): Locale {
  const tags = (accepted ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  return languageFor(tags, LOCALES) ?? 'en';
}
