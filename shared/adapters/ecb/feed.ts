import { UnavailableError } from '../../domain/errors.ts';
import type { RateSource } from '../../ports/exchange-rates.ts';
import { readEcbRates } from './read-rates.ts';

const TIMEOUT_MS = 15_000;
/** Ninety days are 80 KB. */
const MOST_CHARACTERS = 2_000_000;
const RETRY_SECONDS = 600;

/**
 * What the European Central Bank publishes on working days at about 16:00 CET, asked by HTTP.
 * @param url - of a file that `readEcbRates` reads; one of ninety days brings the day that was missed along with the next.
 */
export const ecbFeed = (url: string): RateSource => ({
  async newest() {
    const unavailable = (why: string, cause?: unknown) =>
      new UnavailableError(`exchange rates: ${new URL(url).host} ${why}`, RETRY_SECONDS, { cause });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const text = await fetch(url, { redirect: 'error', signal }).then(
      async (answer) => {
        if (!answer.ok) throw unavailable(`answered ${answer.status}`);
        return answer.text();
      },
      (cause: unknown) => {
        throw unavailable('was not reached', cause);
      },
    );
    if (text.length > MOST_CHARACTERS)
      throw unavailable(`sent ${text.length} characters; the limit is ${MOST_CHARACTERS}`);
    try {
      return readEcbRates(text);
    } catch (cause) {
      throw unavailable('sent what cannot be read', cause);
    }
  },
});
