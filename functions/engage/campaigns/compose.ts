import type { Facts } from '../../../shared/decisioning/journeys/facts.ts';
import { itemsOf } from '../../../shared/decisioning/journeys/trigger-state.ts';
import type { CampaignPlan, MessageStep } from '../../../shared/domain/campaign.ts';
import { durationMs } from '../../../shared/domain/campaign.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { JsonObject, PersonRef } from '../../../shared/domain/event.ts';
import { type CatalogEntry, isForSale } from '../../../shared/domain/item.ts';
import { itemTexts } from '../../../shared/domain/item-texts.ts';
import type { Journey } from '../../../shared/domain/journey.ts';
import { type LanguageWish, languageWish } from '../../../shared/domain/language.ts';
import type { Message } from '../../../shared/domain/message.ts';
import { decimalsOf } from '../../../shared/domain/money.ts';
import type { MessageTemplate } from '../../../shared/domain/template.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { DecisionReader } from '../../../shared/ports/decisions.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { TemplateEngine } from '../../../shared/ports/template-engine.ts';
import { fillTemplate, languageOf } from '../templates/fill-template.ts';
import type { OfferForMessage } from './give-offer.ts';
import { MOST_ITEMS } from './journey-facts.ts';
import type { MetPerson } from './met-person.ts';

export interface ComposePorts {
  readonly templates: Pick<Documents<MessageTemplate>, 'find'>;
  readonly engine: TemplateEngine;
  readonly catalog: Pick<Catalog, 'get'>;
  readonly decisions: Pick<DecisionReader, 'listOf'>;
  /** That the texts of items are written in. */
  readonly shopLanguage: () => Promise<string>;
  /** Where a person says that they want no more of these, without signing in. */
  readonly unsubscribeUrl: (person: PersonRef, message: Pick<Message, 'messageId' | 'channel'>) => Promise<string>;
}

/** A journey that has come to a message. */
export interface AtMessage {
  readonly plan: CampaignPlan;
  readonly step: MessageStep;
  readonly journey: Journey;
  readonly messageId: string;
  readonly met: MetPerson;
  readonly facts: Facts;
  readonly items: ReadonlyMap<string, CatalogEntry>;
  /** The step's offer; absent: it has none. */
  readonly offer?: OfferForMessage;
}

/** Newest decisions of a person that are looked through for one of a placement. */
const DECISIONS = 50;

/**
 * The message of a step, in words that are ready to be read.
 * @throws NotFoundError when its template is gone; InvalidInputError when it cannot be filled.
 */
export const compose =
  (ports: ComposePorts) =>
  async (at: AtMessage): Promise<Message & { readonly language: string }> => {
    const { plan, step, journey, messageId, met } = at;
    const { channel, templateId, within } = step.message;
    const template = (await ports.templates.find(templateId))?.body;
    if (template === undefined) throw new NotFoundError(`template "${templateId}" is gone`);
    const language = languageOf(template, met.languages);
    const { content } = fillTemplate(ports.engine, template, language, await scopeOf(ports, at, template, language));
    return {
      messageId,
      person: met.person,
      channel,
      content,
      language,
      campaign: {
        campaignId: plan.campaignId,
        stepId: step.stepId,
        ...(journey.variant !== undefined && { variants: { [plan.campaignId]: journey.variant } }),
      },
      isTransactional: false,
      ...(within !== undefined &&
        journey.reachedAtMs !== undefined && { sendBeforeMs: journey.reachedAtMs + durationMs(within) }),
    };
  };

/** What stands behind the names of `knownVariables`. */
async function scopeOf(
  ports: ComposePorts,
  { plan, step, journey, messageId, met, facts, items, offer }: AtMessage,
  template: MessageTemplate,
  language: string,
): Promise<JsonObject> {
  const told = itemsOf(plan, journey, facts).slice(0, MOST_ITEMS);
  const shopLanguage = await ports.shopLanguage();
  // Words first of all in the language of the message itself.
  const wish = languageWish([language, ...met.languages, shopLanguage]);
  const asTold = (entry: CatalogEntry | undefined) => itemAs(entry, wish, shopLanguage);
  const { campaignId, words } = plan;
  const { channel } = step.message;
  return {
    person: {
      ...(met.person.userId !== undefined && { userId: met.person.userId }),
      language,
      traits: Object.fromEntries(
        template.traits.flatMap((name) => (name in met.traits ? [[name, met.traits[name]!]] : [])),
      ),
      features: met.features,
    },
    campaign: { campaignId, words, ...(journey.variant !== undefined && { variant: journey.variant }) },
    step: { stepId: step.stepId },
    items: told.flatMap((itemId) => asTold(items.get(itemId))),
    recommendations: asks(template, language, 'recommendations')
      ? await recommendations(ports, met.person, asTold)
      : {},
    offer: offer === undefined ? null : { ...offer.told },
    unsubscribeUrl: await ports.unsubscribeUrl(met.person, { messageId, channel }),
  };
}

const asks = ({ languages }: MessageTemplate, language: string, name: string): boolean =>
  Object.values(languages[language]!).some((text) => text?.includes(name));

/** What was last decided for somebody, by placement, as far as it is for sale. */
async function recommendations(
  { decisions, catalog }: ComposePorts,
  person: PersonRef,
  asTold: (entry: CatalogEntry | undefined) => readonly JsonObject[],
): Promise<JsonObject> {
  const { decisions: lines } = await decisions.listOf(person, { limit: DECISIONS });
  const newest = new Map<string, readonly string[]>();
  for (const { placement, itemIds } of lines) if (!newest.has(placement)) newest.set(placement, itemIds);
  const told = Array.from(newest, async ([placement, itemIds]) => {
    const entries = await Promise.all(itemIds.slice(0, MOST_ITEMS).map((itemId) => catalog.get(itemId)));
    const sold = entries.filter((entry) => entry !== undefined && isForSale(entry));
    return [placement, sold.flatMap(asTold)] as const;
  });
  return Object.fromEntries(await Promise.all(told));
}

/** An item as templates name it, in the language that fits best; a price in major units. */
function itemAs(entry: CatalogEntry | undefined, wish: LanguageWish, shopLanguage: string): readonly JsonObject[] {
  if (entry === undefined) return [];
  const { itemId, brand, url, images, price } = entry.item;
  const { title, description, contentLanguage, machineTranslated } = itemTexts(entry, wish, shopLanguage);
  return [
    {
      itemId,
      title,
      ...(description !== undefined && { description }),
      contentLanguage,
      machineTranslated: machineTranslated === true,
      ...(brand !== undefined && { brand }),
      ...(url !== undefined && { url }),
      ...(images[0] !== undefined && { image: images[0] }),
      ...(price !== undefined && {
        price: (price.amount / 10 ** decimalsOf(price.currency)).toFixed(decimalsOf(price.currency)),
        currency: price.currency,
      }),
    },
  ];
}
