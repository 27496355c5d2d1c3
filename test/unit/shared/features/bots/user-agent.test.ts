import { describe, expect, it } from 'vitest';
import { isBotUserAgent, isSentByBot } from '../../../../../shared/features/bots/user-agent.ts';
import { hasSharedData, sharedText } from '../../../../support/shared-data.ts';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

describe('a user agent', () => {
  it.each([
    'Mozilla/5.0 (compatible; Examplebot/1.0; +http://example.org/bot.html)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36',
    'python-requests/2.32.3',
    'curl/8.5.0',
    'Go-http-client/2.0',
  ])('says that it is a program: %s', (userAgent) => {
    expect(isBotUserAgent(userAgent)).toBe(true);
  });

  it.each([
    PHONE,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0 Mobile Safari/537.36',
    'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; .NET CLR 2.0.50727)',
    'ShopApp/3.1 CFNetwork/1568 Darwin/24.1.0',
    '',
  ])('does not say it: %s', (userAgent) => {
    expect(isBotUserAgent(userAgent)).toBe(false);
  });

  it('speaks for a person by half of the events that have one', () => {
    const by = (...userAgents: (string | null)[]) => userAgents.map((userAgent) => ({ context: { userAgent } }));
    expect(isSentByBot(by(PHONE, 'curl/8.5.0'))).toBe(true);
    expect(isSentByBot(by(PHONE, PHONE, 'curl/8.5.0'))).toBe(false);
    expect(isSentByBot(by('curl/8.5.0', null, null))).toBe(true);
    expect(isSentByBot(by(null))).toBe(false);
    expect(isSentByBot([])).toBe(false);
  });
});

describe.runIf(hasSharedData('bots-user-agents'))('user agents of public lists', () => {
  /** The second level of a YAML file that is nothing but lists of texts by name. */
  const listed = (file: string): readonly string[] =>
    sharedText('bots-user-agents', file)
      .split('\n')
      .flatMap((line) => /^\s+- (.*)$/.exec(line)?.[1]?.trim() ?? [])
      .map((text) =>
        text.startsWith('"')
          ? (JSON.parse(text) as string)
          : text.startsWith("'")
            ? text.slice(1, -1).replaceAll("''", "'")
            : text,
      );
  const share = (userAgents: readonly string[]) => userAgents.filter(isBotUserAgent).length / userAgents.length;

  it('are told apart: few browsers are taken for bots, and most bots are found', () => {
    const browsers = listed('browsers.yml');
    const crawlers = listed('crawlers.yml');
    const patterns = JSON.parse(sharedText('bots-user-agents', 'crawler-user-agents.json')) as {
      instances: readonly string[];
    }[];
    const instances = patterns.flatMap((pattern) => pattern.instances);
    console.info(
      `user agents: ${(100 * share(browsers)).toFixed(2)} % of ${browsers.length} browsers, ${(100 * share(crawlers)).toFixed(1)} % of ${crawlers.length} and ${(100 * share(instances)).toFixed(1)} % of ${instances.length} crawlers`,
    );
    expect([browsers.length, crawlers.length, instances.length]).toEqual([555, 626, 2116]);
    expect(share(browsers)).toBeLessThanOrEqual(0.015);
    expect(share(crawlers)).toBeGreaterThanOrEqual(0.7);
    expect(share(instances)).toBeGreaterThanOrEqual(0.9);
  });
});
