import { CHINESE_DIGITS, chineseNumber } from './chinese-number.ts';
import { type Taken, take } from './take.ts';

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const NUMBER = `\\d{1,4}|${WORDS.join('|')}`;
const QUANTITY = new RegExp(
  [
    `(?<![\\w.,-])(?<counted>${NUMBER})\\s*(?:pieces?|pcs?|units?|items?|pairs?|copies|of (?:them|these|those|each)|x\\b)`,
    `(?:quantity|qty)[\\s:]*(?<named>\\d{1,4})\\b`,
    `(?<![\\w])x\\s?(?<times>\\d{1,4})\\b`,
    `(?<chinese>\\d{1,4}|[${CHINESE_DIGITS}]{1,6})\\s*(?:个|個|件|双|雙|瓶|套|台|盒|只|隻|条|條|本|包|支|把|张|箱)`,
  ].join('|'),
  'giu',
);

/** How many of something a text names, from 1 to 9,999. @param text - in NFKC. */
export function takeQuantities(text: string): Taken<number> {
  return take(text, QUANTITY, ({ counted, named, times, chinese }) => {
    const said = (counted ?? named ?? times ?? chinese ?? '').toLowerCase();
    const word = WORDS.indexOf(said);
    const value = word >= 0 ? word + 1 : (chineseNumber(said) ?? Number(said));
    return value >= 1 && value <= 9999 ? value : undefined;
  });
}
