import { describe, expect, it } from 'vitest';
import { PURPOSES } from '../../../../shared/domain/consent.ts';
import type { JsonObject } from '../../../../shared/domain/event.ts';
import { consentOfContext, PURPOSES_OF_CATEGORY } from '../../../../shared/privacy/consent-categories.ts';

const grantsOf = (categoryPreferences: JsonObject) =>
  Object.fromEntries(
    Object.entries(consentOfContext({ consent: { categoryPreferences } }, 7)).map(([purpose, { granted }]) => [
      purpose,
      granted,
    ]),
  );

describe('what an event says of consent', () => {
  it('knows each purpose by its own name, in any case', () => {
    for (const purpose of PURPOSES) {
      expect(grantsOf({ [` ${purpose.toUpperCase()}`]: false })).toMatchObject({ [purpose]: false });
    }
  });

  it.each([
    ['Analytics', { analytics: true }],
    ['Statistics', { analytics: true }],
    ['performance', { analytics: true }],
    ['C0002', { analytics: true }],
    ['functional', { personalisation: true, profiling: true }],
    ['Preferences', { personalisation: true, profiling: true }],
    ['Personalization', { personalisation: true, profiling: true }],
    ['c0003', { personalisation: true, profiling: true }],
    ['Targeting', { advertising: true }],
    ['C0004', { advertising: true }],
    ['Marketing', { marketing: true, advertising: true }],
    ['strictly necessary', {}],
    ['toString', {}],
  ])('takes %s for %o', (category, grants) => {
    expect(grantsOf({ [category]: true })).toEqual(grants);
  });

  it('takes a purpose’s own name before what a banner may mean', () => {
    expect(grantsOf({ marketing: false, advertising: true })).toEqual({ marketing: false, advertising: true });
    expect(grantsOf({ functional: false, profiling: true })).toEqual({ personalisation: false, profiling: true });
  });

  it('takes the refusal of two names that disagree, in any order', () => {
    expect(grantsOf({ Statistics: true, Performance: false })).toEqual({ analytics: false });
    expect(grantsOf({ Performance: false, Statistics: true })).toEqual({ analytics: false });
    expect(grantsOf({ Analytics: false, ANALYTICS: true })).toEqual({ analytics: false });
  });

  it.each([[{}], [{ consent: true }], [{ consent: {} }], [{ consent: { categoryPreferences: ['analytics'] } }]])(
    'finds nothing in %o',
    (context) => {
      expect(consentOfContext(context, 7)).toEqual({});
    },
  );

  it('takes only true and false for an answer, and says when and by which way', () => {
    const preferences = { analytics: 'yes', marketing: 1, research: false, profiling: null };
    expect(consentOfContext({ consent: { categoryPreferences: preferences } }, 7)).toEqual({
      research: { granted: false, atMs: 7, source: 'event' },
    });
  });

  it('names categories in lower case, as they are looked up', () => {
    const names = Object.keys(PURPOSES_OF_CATEGORY);
    expect(names.map((name) => name.trim().toLowerCase())).toEqual(names);
  });
});
