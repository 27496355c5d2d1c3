import type { CampaignPlan } from '../../domain/campaign.ts';
import type { Interaction } from '../../domain/interaction.ts';
import type { JourneyEntry } from '../../domain/journey.ts';
import { DAY_MS } from '../../domain/time.ts';
import { birthdayIn } from './birthday.ts';

/** What of somebody's past would have begun journeys. */
export interface Past {
  /** Oldest first. */
  readonly interactions: readonly Interaction[];
  readonly traits: Readonly<Record<string, unknown>>;
}

type Began = Pick<JourneyEntry, 'entry' | 'triggeredAtMs' | 'itemIds'>;

/**
 * When a person would have entered a campaign between two moments, by what they did; oldest first. Whoever is cheaper or
 * back cannot be told of days to come: there everything that they turned to is taken to be, once, at the end.
 */
export function pastTriggers({ trigger }: CampaignPlan, past: Past, fromMs: number, toMs: number): readonly Began[] {
  const within = (ms: number) => ms >= fromMs && ms <= toMs;
  const at = (triggeredAtMs: number, itemIds: readonly string[] = []): Began => ({
    entry: `simulated ${triggeredAtMs}`,
    triggeredAtMs,
    itemIds,
  });
  switch (trigger.on) {
    case 'broadcast':
      return [at(toMs)];
    case 'abandoned-cart':
      return past.interactions.filter(({ kind, atMs }) => kind === 'cart' && within(atMs)).map(({ atMs }) => at(atMs));
    case 'post-purchase':
      return ordersIn(past.interactions)
        .filter(([atMs]) => within(atMs))
        .map(([atMs, itemIds]) => at(atMs, itemIds));
    case 'win-back':
      return silencesOf(past.interactions, trigger.days * DAY_MS)
        .filter(within)
        .map((ms) => at(ms));
    case 'birthday':
      return daysBetween(fromMs, toMs)
        .filter((ms) => birthdayIn(past.traits, trigger.trait, ms))
        .map((ms) => at(ms));
    case 'price-drop':
    case 'back-in-stock': {
      const items = interestsOf(past.interactions, toMs - trigger.interestDays * DAY_MS);
      return items.length === 0 ? [] : [at(toMs, items)];
    }
  }
}

/** Items that somebody turned to since, and did not buy after; newest first. @param interactions - oldest first. */
export function interestsOf(interactions: readonly Interaction[], sinceMs: number): readonly string[] {
  const items = new Set<string>();
  for (const { itemId, kind, atMs } of interactions) {
    if (atMs < sinceMs || kind === 'uncart' || kind === 'refund') continue;
    items.delete(itemId);
    if (kind !== 'purchase') items.add(itemId);
  }
  return [...items].reverse();
}

function ordersIn(
  interactions: readonly Interaction[],
): readonly (readonly [atMs: number, itemIds: readonly string[]])[] {
  const orders = new Map<number, string[]>();
  for (const { kind, atMs, itemId } of interactions)
    if (kind === 'purchase') orders.set(atMs, [...(orders.get(atMs) ?? []), itemId]);
  return [...orders];
}

/** Moments at which nothing had been heard for so long. */
function silencesOf(interactions: readonly Interaction[], silenceMs: number): readonly number[] {
  return interactions.flatMap(({ atMs }, i) => {
    const next = interactions[i + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return next - atMs > silenceMs ? [atMs + silenceMs] : [];
  });
}

function daysBetween(fromMs: number, toMs: number): readonly number[] {
  const first = Math.ceil(fromMs / DAY_MS);
  return Array.from({ length: Math.max(0, Math.floor(toMs / DAY_MS) - first + 1) }, (_, i) => (first + i) * DAY_MS);
}
