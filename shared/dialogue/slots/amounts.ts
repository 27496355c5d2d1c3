import { currencyOf, minorUnits } from '../../domain/money.ts';
import { CHINESE_DIGITS, chineseNumber } from './chinese-number.ts';
import { type Groups, type Taken, take } from './take.ts';

/** An amount of money that a text names, in the currency's minor unit. */
export interface AmountSlot {
  readonly bound: 'exactly' | 'atMost' | 'atLeast';
  readonly amount: number;
  readonly currency: string;
}

/** Currencies whose sign or name several have: the shop's own where it is one of them, else the first. */
const SAID: readonly (readonly [pattern: string, currencies: readonly string[]])[] = [
  ['\\$|dollars?|bucks', ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN']],
  ['美元|美金|刀', ['USD']],
  ['€|euros?|欧元|歐元', ['EUR']],
  ['£|pounds?|quid|英镑', ['GBP']],
  ['日元|日圆|円|yen', ['JPY']],
  ['¥', ['CNY', 'JPY']],
  ['元|块钱|块|塊|人民币|yuan|rmb', ['CNY', 'TWD', 'HKD']],
  ['₩|won|韩元', ['KRW']],
  ['₹|rupees?', ['INR']],
];
const CODES = 'usd|eur|gbp|cny|jpy|krw|inr|cad|aud|hkd|sgd|twd|chf|sek|nok|dkk|pln|brl|mxn|nzd|kwd|bhd';
const CURRENCY = `${SAID.map(([pattern]) => pattern).join('|')}|\\b(?:${CODES})\\b`;
const NUMBER = `\\d{1,3}(?:[,.]\\d{3})+(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d{1,2})?|[${CHINESE_DIGITS}]+`;
const AT_MOST =
  'under|below|less than|up to|at most|no more than|not more than|cheaper than|max(?:imum)?|within|不超过|低于|最多|少于|不高于';
const AT_LEAST = 'over|above|more than|at least|no less than|starting at|min(?:imum)?|高于|至少|超过|不低于|最少|大于';
const OR_LESS = '以下|以内|之内|or less|or under|or below|or cheaper|max|tops';
const OR_MORE = '以上|起|or more|or above|and up';

/** What a bounded number counts where it is no money. */
const OTHER_UNIT =
  '\\s*(?:%|days?|weeks?|months?|years?|hours?|minutes?|items?|pieces?|pcs|units?|kg|cm|天|周|个|年|月|小时|分钟|件|双|号|码)';
/** With a currency, a bound, or both: a number alone is not money. */
const ONE = new RegExp(
  `(?:(?<most>${AT_MOST})|(?<least>${AT_LEAST}))?\\s*(?<before>${CURRENCY})?\\s*(?<![\\w.-]|\\d,)(?<number>${NUMBER})(?!\\d|${OTHER_UNIT})\\s*(?<after>${CURRENCY})?\\s*(?:(?<less>${OR_LESS})|(?<more>${OR_MORE}))?`,
  'giu',
);
const RANGE = new RegExp(
  `(?:between\\s*)?(?<before>${CURRENCY})?\\s*(?<![\\w.-]|\\d,)(?<from>${NUMBER})\\s*(?:${CURRENCY})?\\s*(?:-|–|~|to|and|到|至)\\s*(?:${CURRENCY})?\\s*(?<to>${NUMBER})(?![\\d%-])\\s*(?<after>${CURRENCY})?`,
  'giu',
);

/**
 * Amounts, and what they bound: "under 300" is at most 300 of the shop's currency, "300元以下" of yuan; "20 to 50 €" are
 * two. A separator before three digits parts thousands. Exponents, signs and shares in percent are no amounts.
 *
 * @param text - in its normal form: see `normalForm`.
 * @param shopCurrency - ISO 4217: of amounts that name none, and of signs that several currencies have.
 */
export function takeAmounts(text: string, shopCurrency: string): Taken<AmountSlot> {
  const ranges = take(text, RANGE, (groups) => rangeOf(groups, shopCurrency));
  const ones = take(ranges.rest, ONE, (groups) => oneOf(groups, shopCurrency));
  return { found: [...ranges.found.flat(), ...ones.found], rest: ones.rest };
}

function rangeOf({ before, from, to, after }: Groups, shopCurrency: string): readonly AmountSlot[] | undefined {
  const named = before ?? after;
  if (named === undefined) return undefined;
  const currency = currencyNamed(named, shopCurrency);
  const [least, most] = [amountOf(from, currency), amountOf(to, currency)];
  if (least === undefined || most === undefined || least > most) return undefined;
  return [
    { bound: 'atLeast', amount: least, currency },
    { bound: 'atMost', amount: most, currency },
  ];
}

function oneOf(groups: Groups, shopCurrency: string): AmountSlot | undefined {
  const { before, number, after } = groups;
  const bound = boundOf(groups);
  const named = before ?? after;
  if (named === undefined && bound === 'exactly') return undefined;
  const currency = named === undefined ? shopCurrency : currencyNamed(named, shopCurrency);
  const amount = amountOf(number, currency);
  return amount === undefined ? undefined : { bound, amount, currency };
}

function boundOf({ most, least, less, more }: Groups): AmountSlot['bound'] {
  if (most !== undefined || less !== undefined) return 'atMost';
  return least !== undefined || more !== undefined ? 'atLeast' : 'exactly';
}

function currencyNamed(said: string, shopCurrency: string): string {
  const found = SAID.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(said));
  if (found === undefined) return currencyOf(said) ?? shopCurrency;
  const [, currencies] = found;
  return currencies.includes(shopCurrency) ? shopCurrency : currencies[0]!;
}

function amountOf(said = '', currency: string): number | undefined {
  const inCharacters = chineseNumber(said);
  if (inCharacters !== undefined) return minorUnits(inCharacters, currency);
  const plain = said.replace(/[,.](?=\d{3}(?!\d))/g, '').replace(',', '.');
  return minorUnits(plain, currency);
}
