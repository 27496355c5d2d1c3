import { describe, expect, it } from 'vitest';
import { itemTexts, toShownItem } from '../../../../shared/domain/item-texts.ts';
import { languageWish } from '../../../../shared/domain/language.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const entry = {
  ...anEntry('tent', {
    title: 'Tunnel tent',
    description: 'For two.',
    cost: { amount: 100, currency: 'EUR' },
    locales: { zh: { title: '隧道帐篷' }, 'de-AT': { title: 'Tunnelzelt', description: 'Für zwei.' } },
  }),
  translated: {
    madeAtMs: 1,
    locales: {
      'zh-Hant': { title: { text: '隧道帳篷', key: 'k' }, description: { text: '雙人用。', key: 'k' } },
      fr: { title: { text: 'Tente tunnel', key: 'k' } },
      'de-AT': { title: { text: 'Tunnel Zelt', key: 'k' } },
    },
  },
};
const read = (...wanted: readonly string[]) => itemTexts(entry, languageWish(wanted), 'en');

describe('an item’s texts', () => {
  it('are in the best language that the shop wrote, each text for itself', () => {
    expect(read('de-AT')).toEqual({ title: 'Tunnelzelt', description: 'Für zwei.', contentLanguage: 'de-AT' });
    expect(read('zh-CN')).toEqual({ title: '隧道帐篷', description: 'For two.', contentLanguage: 'zh' });
    expect(read('en-GB')).toEqual({ title: 'Tunnel tent', description: 'For two.', contentLanguage: 'en' });
  });

  it('are a machine’s where that fits better, and say so', () => {
    const machine = { machineTranslated: true };
    expect(read('zh-HK')).toEqual({
      title: '隧道帳篷',
      description: '雙人用。',
      contentLanguage: 'zh-Hant',
      ...machine,
    });
    expect(read('fr')).toEqual({ title: 'Tente tunnel', description: 'For two.', contentLanguage: 'fr', ...machine });
  });

  it('are the shop’s own where nobody has any of the languages wanted', () => {
    expect(read('ja', 'no locale')).toEqual({
      title: 'Tunnel tent',
      description: 'For two.',
      contentLanguage: 'en',
    });
    expect(itemTexts(anEntry('a', { title: 'A' }), languageWish(['fr']), 'und')).toEqual({
      title: 'A',
      contentLanguage: 'und',
    });
  });

  it('leave towards a page in one language, without what only the shop may know', () => {
    const shown = toShownItem(entry, languageWish(['de-AT']), 'en');
    expect(shown).toMatchObject({ itemId: 'tent', title: 'Tunnelzelt', contentLanguage: 'de-AT' });
    expect(shown).not.toHaveProperty('cost');
    expect(shown).not.toHaveProperty('locales');
  });
});
