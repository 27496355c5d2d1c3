import { describe, expect, it } from 'vitest';
import type { AtMessage } from '../../../../../functions/engage/campaigns/compose.ts';
import type { WeighedVerdict } from '../../../../../functions/engage/messages/weigh-message.ts';
import { type TellPorts, tell } from '../../../../../functions/engage/tick/tell.ts';
import { liquidEngine } from '../../../../../shared/adapters/liquid/template-engine.ts';
import type { MessageStep } from '../../../../../shared/domain/campaign.ts';
import type { Message } from '../../../../../shared/domain/message.ts';
import { type ClaimVerdict, claimIdOf, type OfferClaim } from '../../../../../shared/domain/offer.ts';
import type { MessageTemplate } from '../../../../../shared/domain/template.ts';
import { HOUR_MS } from '../../../../../shared/domain/time.ts';
import { aCampaign, aJourney, someFacts } from '../../../../support/builders/campaigns.ts';
import { aBudget, anOffer } from '../../../../support/builders/offer.ts';
import { memoryDocuments } from '../../../../support/memory-documents.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const template: MessageTemplate = {
  ...{ templateId: 'gift', channel: 'sms', traits: [], fallback: ['en'] },
  languages: { en: { text: '{{ offer.words }}: {{ offer.claimId }}' } },
};
const step: MessageStep = {
  stepId: 'give',
  message: { channel: 'sms', templateId: 'gift', offer: { offerId: 'ten-off' } },
};
const atMessage = (journey: object = {}, of: MessageStep = step): AtMessage => ({
  plan: aCampaign({ steps: [of] }),
  step: of,
  journey: { ...aJourney().journey, offeredAtMs: NOW, ...journey },
  messageId: 'm1',
  met: {
    ...{ person: { userId: 'ann' }, partition: 'U#ann', record: undefined, interactions: [], opened: new Set() },
    ...{ market: 'DE', timeZone: undefined, languages: [], traits: {}, features: {}, segmentIds: new Set() },
  },
  facts: someFacts([]),
  items: new Map(),
});

/** What was done, in order. */
function world(said: { offer?: object; weighed?: WeighedVerdict; refused?: string } = {}) {
  const did: string[] = [];
  const claims: OfferClaim[] = [];
  const offer = anOffer({ budgetId: 'autumn', ...said.offer });
  const ports = {
    templates: { find: async () => ({ id: 'gift', body: template, revision: 1 }) },
    engine: liquidEngine(),
    offers: memoryDocuments({ [offer.offerId]: offer }),
    budgets: memoryDocuments({ autumn: aBudget() }),
    claims: {
      async claim(_: unknown, claim: OfferClaim): Promise<ClaimVerdict> {
        did.push('claim');
        claims.push(claim);
        if (said.refused !== undefined) return { status: 'refused', because: said.refused as never };
        return { status: 'held', claimId: claimIdOf(claim), untilMs: 0 };
      },
    },
    weigh: async () => said.weighed ?? ({ status: 'send' } as const),
    async send({ content }: Message, nowMs: number) {
      did.push(content.text);
      return { status: 'sent', atMs: nowMs } as const;
    },
    unsubscribeUrl: async () => 'https://shop.example',
    catalog: { get: async () => undefined },
    decisions: { listOf: async () => ({ decisions: [] }) },
    shopLanguage: async () => 'en',
  } satisfies TellPorts;
  return { did, claims, tell: tell(ports) };
}

describe('a message with an offer', () => {
  it('is sent once the offer is claimed, with what the coupon bears', async () => {
    const { did, tell: say } = world();
    const ref = { claimId: '2026-11-24.m1', offerId: 'ten-off', budgetId: 'autumn' };
    expect(await say(atMessage(), NOW)).toEqual({ verdict: { status: 'sent', atMs: NOW }, claim: ref });
    expect(did).toEqual(['claim', '10 € off: 2026-11-24.m1']);
  });

  it('that is tried again after a day is the same claim', async () => {
    const { claims, tell: say } = world();
    for (const hours of [0, 30]) await say(atMessage(), NOW + hours * HOUR_MS);
    expect(new Set(claims.map(claimIdOf))).toEqual(new Set(['2026-11-24.m1']));
  });

  it('holds nothing for who cannot be told now', async () => {
    const held = { status: 'held', untilMs: NOW + HOUR_MS, reason: 'quiet hours' } as const;
    for (const weighed of [held, { status: 'dropped', reason: 'no address' } as const]) {
      const { did, tell: say } = world({ weighed });
      expect([await say(atMessage(), NOW), did]).toEqual([{ verdict: weighed }, []]);
    }
  });

  it('is none where a limit is full, or it is not for the person, or gone', async () => {
    const verdictOf = async (said: Parameters<typeof world>[0], of = step) => {
      const { did, tell: say } = world(said);
      const { verdict } = await say(atMessage({}, of), NOW);
      return [verdict, did];
    };
    const notGiven = (because: string, ...did: readonly string[]) => [{ status: 'not given', because }, did];
    expect(await verdictOf({ refused: 'budget-spent' })).toEqual(notGiven('budget-spent', 'claim'));
    expect(await verdictOf({ offer: { markets: ['FR'] } })).toEqual(notGiven('not-in-market'));
    expect(await verdictOf({ offer: { untilMs: NOW } })).toEqual(notGiven('over'));
    expect(await verdictOf({ offer: { budgetId: 'spring' } })).toEqual(notGiven('without a budget'));
    const gone = { ...step, message: { ...step.message, offer: { offerId: 'gone' } } };
    expect(await verdictOf({}, gone)).toEqual(notGiven('gone'));
  });
});
