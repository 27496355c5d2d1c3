import type { Facts } from '../../../shared/decisioning/journeys/facts.ts';
import type { CampaignPlan } from '../../../shared/domain/campaign.ts';
import type { InteractionKind } from '../../../shared/domain/interaction.ts';
import type { JourneyEntry, KeptJourney } from '../../../shared/domain/journey.ts';

/** A campaign for abandoned carts with one e-mail after an hour, and another a day later. */
export const aCampaign = (change: Partial<CampaignPlan> = {}): CampaignPlan => ({
  campaignId: 'cart',
  words: 'you forgot something',
  trigger: { on: 'abandoned-cart', after: { hours: 1 } },
  reentry: { afterDays: 7 },
  exits: ['bought', 'cart-emptied'],
  conversionDays: 7,
  steps: [
    { stepId: 'first', message: { channel: 'email', templateId: 'cart' } },
    { stepId: 'pause', wait: { days: 1 } },
    { stepId: 'second', message: { channel: 'email', templateId: 'cart' } },
  ],
  ...change,
});

/** A journey that has just begun. */
export const aJourney = (change: Partial<JourneyEntry> = {}): KeptJourney => ({
  journey: { campaignId: 'cart', entry: 'e1', triggeredAtMs: 0, itemIds: [], ...change, status: 'new' },
  tally: {},
  sends: [],
});

/** @param did - what was done to an item, and when. */
export const someFacts = (
  did: readonly (readonly [kind: InteractionKind, itemId: string, atMs: number])[],
  change: Partial<Facts> = {},
): Facts => ({
  timeZone: 'UTC',
  interactions: did.map(([kind, itemId, atMs]) => ({ kind, itemId, atMs, quantity: 1 })),
  isForSale: () => true,
  isIn: () => false,
  hasOpened: () => false,
  armShares: () => undefined,
  isHeldOut: undefined,
  variantIn: () => undefined,
  draw: () => 0,
  ...change,
});
