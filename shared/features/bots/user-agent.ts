import type { Event } from '../../domain/event.ts';

/**
 * Whether a user agent says of itself that no person sits before it: search engines, scrapers, monitors, libraries and
 * browsers that a program drives. Our own list, short and general, of three kinds: words of the trade; an address to
 * complain to, which no browser has; and the names that libraries send where they are told no other.
 *
 * Ideas: RFC 9110, section 10.1.5 (products and comments), RFC 9309 (crawlers name themselves), the naming advice of
 * search engines, and the default user agents that HTTP libraries document. An absent or empty one says nothing: false.
 */
export const isBotUserAgent = (userAgent: string): boolean =>
  TRADE.test(userAgent) || ADDRESS.test(userAgent) || LIBRARY.test(userAgent);

/** Whether half of the events that come with a user agent come with a bot's; false where none has one. */
export function isSentByBot(events: readonly Pick<Event, 'context'>[]): boolean {
  let [said, bots] = [0, 0];
  let [last, isLastBot] = ['', false]; // a person has the same one for long
  for (const { context } of events) {
    const userAgent = context['userAgent'];
    if (typeof userAgent !== 'string') continue;
    if (userAgent !== last) [last, isLastBot] = [userAgent, isBotUserAgent(userAgent)];
    said++;
    if (isLastBot) bots++;
  }
  return said > 0 && 2 * bots >= said;
}

/** Cubot and Turbotab are devices, Caboto is a bank, fuboTV a player. */
const TRADE = new RegExp(
  [
    '(?<!cu)bot(?!ab|o |tv|otv)',
    'crawl|spider|scrape|scraping|slurp|harvest|extract',
    'headless|phantomjs|puppeteer|playwright|selenium|webdriver|cypress',
    'archive|index(er|ing)|fetcher\\b|preview|proxy|transcod',
    'monitor|uptime|pingdom|health|synthetic|lighthouse|page ?speed|catchpoint|gomez',
    'validat|verif|check(er|_|/)|inspect|detector|analy[sz]er|audit',
    'scanner(?!/\\d)|security|nikto|nmap|sqlmap|select ?\\(|sleep\\(',
    'rss\\b|feed|subscriber|probe|plugin|mediapartners|[a-z]-user/',
    '\\bagent[ /]|search (engine|console)|google-|weblight|favicon',
    '(facebook|meta-)external',
  ].join('|'),
  'i',
);

const ADDRESS = /https?:|\bwww\.|\w\.(com|net|org|io|ru)\b(?!\.)|\w@[a-z-]+\.[a-z]/i;

/** At the start, where a browser's says Mozilla. */
const LIBRARY =
  /^(curl|wget|lib(www|curl)|lwp|\w*http|python|aiohttp|urllib|go\b|go-|java\/|jakarta|okhttp|apache|axios|node|undici|got\b|ruby|faraday|perl|php|guzzle|postman|insomnia|powershell|rest|lua|reqwest|scalaj|whatsapp|[\w-]+$)/i;
