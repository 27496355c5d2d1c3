import { describe, expect, it } from 'vitest';
import { whyNotOffered } from '../../../../shared/decisioning/offers/eligibility.ts';
import { anOffer } from '../../../support/builders/offer.ts';

const situation = { nowMs: 100, market: 'DE', valueNamed: (name: string) => (name === 'orders' ? 3 : Number.NaN) };

describe('an offer', () => {
  it('may be given where nothing stands against it', () => {
    expect(whyNotOffered(anOffer(), situation)).toBeUndefined();
  });

  it.each([
    ['before its time', { fromMs: 101 }, 'not-yet'],
    ['at its end', { untilMs: 100 }, 'over'],
    ['elsewhere', { markets: ['FR'] }, 'not-in-market'],
    ['to those of whom the rule is not true', { rule: { feature: 'orders', atLeast: 4 } }, 'not-for-them'],
    ['to those of whom nothing is known', { rule: { feature: 'unknown', atLeast: 0 } }, 'not-for-them'],
  ])('is not given %s', (_, given, reason) => {
    expect(whyNotOffered(anOffer(given), situation)).toBe(reason);
  });

  it('is not given where too little is left of the margin, and where it is not known the margin is not asked', () => {
    const offer = anOffer({ costMinor: 500, leastMarginMinor: 200 });
    expect(whyNotOffered(offer, { ...situation, marginMinor: 699 })).toBe('too-little-margin');
    expect(whyNotOffered(offer, { ...situation, marginMinor: 700 })).toBeUndefined();
    expect(whyNotOffered(offer, situation)).toBeUndefined();
  });

  it('for some markets is for nobody whose market is not known', () => {
    expect(whyNotOffered(anOffer({ markets: ['DE'] }), { ...situation, market: undefined })).toBe('not-in-market');
  });
});
