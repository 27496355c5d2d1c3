import { CHINESE_DIGITS, chineseNumber } from './chinese-number.ts';
import { type Groups, type Taken, take } from './take.ts';

/** Days that a text names, as YYYY-MM-DD; the same day twice where it names one. */
export interface DateSlot {
  readonly from: string;
  readonly to: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(?:${MONTHS.join('|')})[a-z]*`;
const DAY_MS = 86_400_000;

const NEAR: Readonly<Record<string, number>> = {
  today: 0,
  今天: 0,
  今日: 0,
  yesterday: -1,
  昨天: -1,
  昨日: -1,
  前天: -2,
  tomorrow: 1,
  明天: 1,
  后天: 2,
};

const DATE = new RegExp(
  [
    '(?<!\\d)(?<year>\\d{4})(?:[-/.]|\\s*年\\s*)(?<month>\\d{1,2})(?:[-/.]|\\s*月\\s*)(?<day>\\d{1,2})(?:日|号)?(?!\\d)',
    '(?<!\\d)(?<cnMonth>\\d{1,2})\\s*月\\s*(?<cnDay>\\d{1,2})\\s*[日号]',
    '(?<![\\d/.])(?<a>\\d{1,2})[/.](?<b>\\d{1,2})[/.](?<slashYear>\\d{4})(?!\\d)',
    `\\b(?<day1>\\d{1,2})(?:st|nd|rd|th)?(?: of)? (?<name1>${MONTH})\\b(?:,? (?<year1>\\d{4}))?`,
    `\\b(?<name2>${MONTH})\\.? (?<day2>\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (?<year2>\\d{4}))?`,
    `(?<ago>\\d{1,3}|[${CHINESE_DIGITS}]{1,3})\\s*(?:(?<agoUnit>days?|weeks?) ago|(?<agoHan>天|周|个星期|星期)(?:以)?前)`,
    `(?<week>last week|this week|上周|上个星期|本周|这周)`,
    `(?<near>${Object.keys(NEAR).join('|')})`,
  ].join('|'),
  'giu',
);

/**
 * Days that a text names. A day without a year is the nearest that is not after today; of two numbers and a year, which
 * is the month must be plain: 3/4/2026 is passed over. Weeks begin on Monday.
 *
 * @param text - in NFKC.
 * @param today - YYYY-MM-DD, by the shopper's clock.
 */
export const takeDates = (text: string, today: string): Taken<DateSlot> =>
  take(text, DATE, (groups) => dateOf(groups, today));

function dateOf(groups: Groups, today: string): DateSlot | undefined {
  const { near, ago, week } = groups;
  if (week !== undefined) return weekOf(/last|上/.test(week.toLowerCase()) ? -7 : 0, today);
  const days = near !== undefined ? NEAR[near.toLowerCase()] : ago !== undefined ? -daysAgo(groups) : undefined;
  const day = days === undefined ? calendarDay(groups, today) : moved(today, days);
  return day === undefined ? undefined : { from: day, to: day };
}

function daysAgo({ ago = '', agoUnit, agoHan }: Groups): number {
  const count = chineseNumber(ago) ?? Number(ago);
  return (agoUnit?.toLowerCase().startsWith('week') ?? agoHan !== '天') ? 7 * count : count;
}

function calendarDay(groups: Groups, today: string): string | undefined {
  const { year, month, day, cnMonth, cnDay, a, b, slashYear } = groups;
  if (year !== undefined) return dayOf(year, Number(month), Number(day));
  if (cnMonth !== undefined) return nearest(Number(cnMonth), Number(cnDay), today);
  if (slashYear !== undefined) {
    const [first, second] = [Number(a), Number(b)];
    if (first > 12) return dayOf(slashYear, second, first);
    return second > 12 || first === second ? dayOf(slashYear, first, second) : undefined;
  }
  const name = groups['name1'] ?? groups['name2'] ?? '';
  const number = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const ofMonth = Number(groups['day1'] ?? groups['day2']);
  const named = groups['year1'] ?? groups['year2'];
  return named === undefined ? nearest(number, ofMonth, today) : dayOf(named, number, ofMonth);
}

function nearest(month: number, day: number, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  const thisYear = dayOf(`${year}`, month, day);
  return thisYear !== undefined && thisYear > today ? dayOf(`${year - 1}`, month, day) : thisYear;
}

/** Undefined for what no calendar has, such as 30 February. */
function dayOf(year: string, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(Number(year), month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : undefined;
}

const moved = (day: string, by: number): string => new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);

function weekOf(by: number, today: string): DateSlot {
  const sinceMonday = (new Date(Date.parse(today)).getUTCDay() + 6) % 7;
  const monday = moved(today, by - sinceMonday);
  return { from: monday, to: moved(monday, 6) };
}
