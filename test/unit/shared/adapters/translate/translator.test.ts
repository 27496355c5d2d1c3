import { TranslateClient } from '@aws-sdk/client-translate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amazonTranslator } from '../../../../../shared/adapters/translate/translator.ts';
import { InvalidInputError, UnavailableError } from '../../../../../shared/domain/errors.ts';
import { startTranslateService, type TranslateService } from '../../../../support/translate-service.ts';

let service: TranslateService;
beforeEach(async () => {
  service = await startTranslateService();
});
afterEach(() => service.close());

const translator = () =>
  amazonTranslator(
    new TranslateClient({
      endpoint: service.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      retryMode: 'adaptive',
      maxAttempts: 3,
    }),
  );
const INTO = { source: 'en', target: 'zh-Hant-HK' } as const;
const TERMS = [{ term: 'Fell' }, { term: 'tunnel tent', translation: '隧道帳篷' }];

describe('Amazon Translate', () => {
  it('is asked in its own codes, with terms in marks as they are to be read', async () => {
    const made = await translator().translate(' A Fell tunnel tent.\n', INTO, TERMS);
    expect(made).toEqual({ text: ' A Fell 隧道帳篷.\n', untranslated: [] });
    expect(service.requests).toEqual([
      {
        Text: 'A <span translate="no">Fell</span> <span translate="no">隧道帳篷</span>.',
        from: 'en',
        to: 'zh-TW',
      },
    ]);
    await translator().translate('a', { source: 'en-GB', target: 'nb' }, []);
    expect(service.requests[1]).toMatchObject({ from: 'en', to: 'no' });
  });

  it('takes a long text in pieces of 10,000 bytes at most, cut between sentences and never in a term', async () => {
    const long = 'See the tunnel tent of Fell. '.repeat(800); // 23,200 bytes, and more than twice that with marks
    const { text } = await translator().translate(long, INTO, TERMS);
    expect(text).toBe('SEE THE 隧道帳篷 OF Fell. '.repeat(800));
    expect(service.requests.length).toBeGreaterThan(3);
    expect(service.requests.every(({ Text }) => Buffer.byteLength(Text) <= 10_000 && Text.endsWith('.'))).toBe(true);
  });

  it('takes a text without any sentence, letter by letter where it must', async () => {
    const endless = '帐'.repeat(9_000); // 27,000 bytes
    const { text } = await translator().translate(endless, { source: 'zh', target: 'en' }, []);
    expect(text).toBe(endless);
    expect(service.requests.every(({ Text }) => Buffer.byteLength(Text) <= 10_000)).toBe(true);
  });

  it('is asked again when it is busy, and not for ever', async () => {
    service.throttle(2);
    expect((await translator().translate('a', INTO, [])).text).toBe('A');
    service.throttle(3);
    await expect(translator().translate('a', INTO, [])).rejects.toThrow(UnavailableError);
  });

  it('is not believed when it loses a term, nor asked twice for a language that it does not know', async () => {
    await expect(translator().translate('a', { source: 'en', target: 'tlh' }, [])).rejects.toThrow(InvalidInputError);
    expect(service.requests).toHaveLength(1);
    service.loseMarks();
    await expect(translator().translate('A Fell tent', INTO, TERMS)).rejects.toThrow(/lost a term/);
  });
});
