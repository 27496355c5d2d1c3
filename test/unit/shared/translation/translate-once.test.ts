import { describe, expect, it } from 'vitest';
import { glossaryTranslator } from '../../../../shared/adapters/glossary/translator.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { invalidAt } from '../../../../shared/domain/errors.ts';
import type { Term } from '../../../../shared/domain/term.ts';
import type { Translation, Translator } from '../../../../shared/ports/translations.ts';
import { localizeTexts } from '../../../../shared/translation/localize-texts.ts';
import { translateOnce } from '../../../../shared/translation/translate-once.ts';

const TERMS: readonly Term[] = [
  { term: 'Fell' },
  { term: 'tunnel tent', translation: '隧道帐篷' },
  { term: 'boots', translation: '靴子' },
];
const INTO = { source: 'en', target: 'zh' } as const;

/** The glossary, with what it was asked written down, and a store in memory. */
function world(translator: Translator = glossaryTranslator) {
  const asked: string[] = [];
  const rows = new Map<string, Translation>();
  const ports = {
    hash: sha256Hash,
    translator: {
      ...translator,
      translate: (text, ...rest) => {
        asked.push(text);
        return translator.translate(text, ...rest);
      },
    } satisfies Translator,
    kept: {
      find: async (keys: readonly string[]) =>
        new Map(keys.flatMap((key) => (rows.has(key) ? [[key, rows.get(key)!] as const] : []))),
      keep: async (key: string, translation: Translation) => void rows.set(key, translation),
    },
  };
  return { asked, rows, ports, translate: translateOnce(ports) };
}

describe('texts that are translated once', () => {
  it('keep the shop’s terms, and say what no term is there for', async () => {
    const { translate } = world();
    const [all, part] = await translate(['Fell tunnel tent, 2', 'Fell boots, blue suede'], INTO, TERMS);
    expect(all).toMatchObject({ text: 'Fell 隧道帐篷, 2', untranslated: [], isMachine: true });
    expect(part).toMatchObject({ text: 'Fell 靴子, blue suede', untranslated: [', blue suede'] });
  });

  it('are asked of the machine once, however often they come and whoever asks', async () => {
    const { translate, asked } = world();
    await translate(['boots', 'boots', 'tunnel tent'], INTO, TERMS);
    await translate(['tunnel tent', 'boots'], INTO, TERMS);
    expect(asked).toEqual(['boots', 'tunnel tent']);
  });

  it('are made anew where the text, the language, the machine or a term in it is another', async () => {
    const { translate, asked, rows, ports } = world();
    await translate(['Fell boots'], INTO, TERMS);
    await translate(['Fell boots'], INTO, [...TERMS, { term: 'suede', translation: '麂皮' }]);
    expect(asked).toHaveLength(1); // a term that does not stand in it changes nothing
    await translate(['Fell boots'], INTO, [{ term: 'Fell' }, { term: 'boots', translation: '登山靴' }]);
    await translate(['Fell boots!'], INTO, TERMS);
    await translate(['Fell boots'], { source: 'en', target: 'ja' }, TERMS);
    await translateOnce({ ...ports, translator: { ...ports.translator, name: 'another' } })(
      ['Fell boots'],
      INTO,
      TERMS,
    );
    expect(asked).toHaveLength(5);
    expect(rows.size).toBe(5);
  });

  it('are never handed over or kept where they name somebody’s address, or say nothing', async () => {
    const { translate, asked, rows } = world();
    const texts = ['write to wen@example.com', 'call +49 (0)30 1234567', '', '  ', '12 × 4'];
    const made = await translate(texts, INTO, TERMS);
    expect(made.map(({ text }) => text)).toEqual(texts);
    expect(made.map(({ untranslated }) => untranslated.length)).toEqual([1, 1, 0, 0, 0]);
    expect([asked, [...rows]]).toEqual([[], []]);
  });

  it('stay as they are where the machine does not know the language, and are asked for again', async () => {
    const { translate, asked, rows } = world({
      name: 'refusing',
      translate: async () => Promise.reject(invalidAt('/text', 'not from en to tlh')),
    });
    for (let i = 0; i < 2; i++) {
      const [made] = await translate(['boots'], { source: 'en', target: 'tlh' }, []);
      expect(made).toMatchObject({ text: 'boots', untranslated: ['boots'], isMachine: false });
    }
    expect([asked.length, rows.size]).toEqual([2, 0]);
  });
});

describe('texts of the shop for a reader', () => {
  const documentOf = <Body>(id: string, body: Body) => ({ id, body, revision: 1 });
  const localize = (translateTo: readonly string[] = ['zh-Hant']) =>
    localizeTexts({
      ...world().ports,
      languages: { find: async () => documentOf('shop', { language: 'en', translateTo }) },
      terms: { list: async () => [documentOf('zh', { terms: TERMS })] },
    });

  it('are in the declared language that fits best, and marked', async () => {
    expect(await localize()({ text: ['tunnel tent', ''], locale: 'zh-HK' })).toEqual([
      { text: '隧道帐篷', contentLanguage: 'zh-Hant', machineTranslated: true },
      { text: '', contentLanguage: 'zh-Hant' },
    ]);
  });

  it('stay as they are where the machine lacks a word, or nobody declared the language', async () => {
    expect(await localize()({ text: ['blue boots'], locale: 'zh-Hant' })).toEqual([
      { text: 'blue boots', contentLanguage: 'en', untranslated: ['blue'] },
    ]);
    expect(await localize()({ text: ['boots'], locale: 'fr' })).toEqual([{ text: 'boots', contentLanguage: 'en' }]);
    expect(await localize([])({ text: ['boots'], locale: 'en-GB' })).toEqual([
      { text: 'boots', contentLanguage: 'en' },
    ]);
  });
});
