import { describe, expect, it } from 'vitest';
import { EMPTY_PROFILE, foldProfile } from '../../../../../shared/features/profile/profile.ts';
import { traitTokens } from '../../../../../shared/features/profile/trait-tokens.ts';
import { anEvent } from '../../../../support/events.ts';

describe('tokens of a person', () => {
  it('are shares of levels of categories, brands, devices and quarters of the day, and name nobody', () => {
    const event = (messageId: string, category: string) =>
      anEvent({
        messageId,
        properties: { product_id: 'secret-item', category, brand: 'Fell' },
        context: { timezone: 'UTC', device: { type: 'ios' }, locale: 'de-DE', ip: '192.0.2.7' },
        atMs: Date.parse('2026-11-24T13:00:00Z'),
      });
    const state = [event('m1', 'Shoes > Running'), event('m2', 'Shoes'), event('m3', 'Tea')].reduce(
      foldProfile,
      EMPTY_PROFILE,
    );
    expect(Object.fromEntries(traitTokens(state))).toEqual({
      'category:shoes': 2 / 3,
      'category:shoes > running': 1 / 3,
      'category:tea': 1 / 3,
      'brand:fell': 1,
      'device:mobile': 1,
      'hours:from 12': 1,
    });
  });

  it('of somebody who did nothing are none', () => {
    expect(traitTokens(EMPTY_PROFILE).size).toBe(0);
  });
});
