import { PLACEMENTS } from '../../../shared/domain/decision.ts';
import type { Shape } from '../../../shared/domain/template.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';

/** What is told of an item. */
export const ITEM_FIELDS = [
  ...['itemId', 'title', 'description', 'contentLanguage', 'machineTranslated'],
  ...['brand', 'url', 'image', 'price', 'currency'],
] as const;

const valuesOf = (names: readonly string[]): Shape => ({
  of: Object.fromEntries(names.map((name) => [name, 'value'])),
});
const items: Shape = { each: valuesOf(ITEM_FIELDS) };

/** All that a template’s text may name. @param traits - those that the template declares; each may be anything. */
export const knownVariables = (traits: readonly string[]): Shape => ({
  of: {
    person: {
      of: {
        userId: 'value',
        language: 'value',
        traits: { of: Object.fromEntries(traits.map((name) => [name, 'anything'])) },
        features: valuesOf(PROFILE_COLUMNS.map(({ name }) => name)),
      },
    },
    campaign: valuesOf(['campaignId', 'words', 'variant']),
    step: valuesOf(['stepId']),
    /** What the message is about: the cart, what was bought, what is cheaper or back. */
    items,
    /** What was last decided for the person at a placement, as far as it is for sale. */
    recommendations: { of: Object.fromEntries(PLACEMENTS.map((placement) => [placement, items])) },
    offer: valuesOf(['offerId', 'words', 'kind', 'claimId', 'expiresAt']),
    unsubscribeUrl: 'value',
    // Liquid’s own, within its loops.
    forloop: 'anything',
    tablerowloop: 'anything',
  },
});
