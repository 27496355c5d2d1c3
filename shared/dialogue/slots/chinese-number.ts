const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const MYRIAD: Readonly<Record<string, number>> = { 万: 10_000, 萬: 10_000 };

/** Characters that a number may be written in, for a class of a pattern. */
export const CHINESE_DIGITS = [DIGITS, UNITS, MYRIAD].flatMap(Object.keys).join('');

/** A whole number below 10⁸ in Chinese characters, such as 三百五十 or 两万; undefined for what is none. */
export function chineseNumber(text: string): number | undefined {
  let [total, part, digit] = [0, 0, 0];
  for (const character of text) {
    const [value, unit, myriad] = [DIGITS[character], UNITS[character], MYRIAD[character]];
    if (value !== undefined) digit = value;
    else if (unit !== undefined) [part, digit] = [part + (digit || 1) * unit, 0];
    else if (myriad !== undefined) [total, part, digit] = [(part + digit) * myriad, 0, 0];
    else return undefined;
  }
  return text === '' ? undefined : total + part + digit;
}
