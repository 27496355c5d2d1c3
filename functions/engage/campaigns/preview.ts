import { messageIdOf } from '../../../shared/decisioning/journeys/message-id.ts';
import { triggerState } from '../../../shared/decisioning/journeys/trigger-state.ts';
import type { Campaign } from '../../../shared/domain/campaign.ts';
import { InvalidInputError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { Journey } from '../../../shared/domain/journey.ts';
import type { Message, MessageContent } from '../../../shared/domain/message.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Clock, Hash } from '../../../shared/ports/system.ts';
import type { WeighedVerdict } from '../messages/weigh-message.ts';
import { type ComposePorts, compose } from './compose.ts';
import { type GivePorts, offerForMessage } from './give-offer.ts';
import { factsOf, itemsAbout } from './journey-facts.ts';
import { type MetPersonPorts, meetPerson } from './met-person.ts';

export interface PreviewPorts extends MetPersonPorts, ComposePorts, GivePorts {
  /** What would become of a message if it were sent now; nothing is. */
  readonly weigh: (message: Message, nowMs: number) => Promise<WeighedVerdict>;
  /** Of people whose own is not known. */
  readonly timeZone: () => Promise<string>;
  readonly clock: Clock;
  readonly hash: Hash;
}

export interface Preview {
  readonly campaignId: string;
  /** Whether the person would enter if what begins a journey happened now; and if not, why. */
  readonly entry: { readonly enters: boolean; readonly because?: string; readonly waitsUntil?: string };
  readonly messages: readonly PreviewedMessage[];
}

export interface PreviewedMessage {
  readonly stepId: string;
  readonly channel: Message['channel'];
  readonly templateId: string;
  readonly language?: string;
  readonly content?: MessageContent;
  /** Why there is no content. */
  readonly error?: string;
  readonly verdict?: WeighedVerdict;
}

/** Every message of a campaign as one person would get it now, and what the contact policy would say of it. */
export const preview =
  (ports: PreviewPorts) =>
  async (campaign: Campaign, person: PersonRef): Promise<Preview> => {
    const nowMs = ports.clock.nowMs();
    const met = await meetPerson(ports)(person, nowMs);
    const journey: Journey = {
      campaignId: campaign.campaignId,
      entry: 'preview',
      triggeredAtMs: nowMs,
      itemIds: itemsMeant(campaign, met),
      status: 'under-way',
      reachedAtMs: nowMs,
    };
    const items = await itemsAbout(ports.catalog, met, journey);
    const passage = { ...journey, partition: met.partition };
    const timeZone = await ports.timeZone();
    const facts = factsOf(passage, { met, items, timeZone, armShares: {}, chances: NO_CHANCES, hash: ports.hash });
    const messages: PreviewedMessage[] = [];
    for (const step of campaign.steps) {
      if (!('message' in step)) continue;
      const messageId = messageIdOf(passage, step.stepId, ports.hash.sha256);
      const { channel, templateId } = step.message;
      const told = { stepId: step.stepId, channel, templateId };
      try {
        const offerId = step.message.offer?.offerId;
        const offer = offerId && (await offerForMessage(ports)({ offerId, messageId, atMs: nowMs, met }));
        if (offer && 'because' in offer) {
          messages.push({ ...told, error: `the offer "${offerId}" is not given: ${offer.because}` });
          continue;
        }
        const at = { plan: campaign, step, journey, messageId, met, facts, items, ...(offer && { offer }) };
        const { content, language, ...message } = await compose(ports)(at);
        const verdict = await ports.weigh({ ...message, content }, nowMs);
        messages.push({ ...told, language, content, verdict });
      } catch (error) {
        if (!(error instanceof InvalidInputError || error instanceof NotFoundError)) throw error;
        messages.push({ ...told, error: error.message });
      }
    }
    return { campaignId: campaign.campaignId, entry: entryOf(), messages };

    function entryOf(): Preview['entry'] {
      if (campaign.audience !== undefined && !facts.isIn(campaign.audience))
        return { enters: false, because: 'not in the audience' };
      const state = triggerState(campaign, journey, facts, nowMs);
      if (state === 'holds') return { enters: true };
      if ('because' in state) return { enters: false, because: state.because };
      return { enters: true, waitsUntil: isoOf(state.waitsUntilMs) };
    }
  };

/** A preview looks at all steps, whoever would come to which. */
const NO_CHANCES = { running: [], holdoutShare: 0 };
/** Most that a preview tells of. */
const MOST_MEANT = 3;

/** What a message would be about: what the person turned to last. */
const itemsMeant = (
  { trigger }: Campaign,
  { interactions }: { readonly interactions: readonly { readonly itemId: string }[] },
): readonly string[] =>
  trigger.on === 'abandoned-cart' ||
  trigger.on === 'broadcast' ||
  trigger.on === 'birthday' ||
  trigger.on === 'win-back'
    ? []
    : [...new Set(interactions.toReversed().map(({ itemId }) => itemId))].slice(0, MOST_MEANT);
