import { birthdayIn } from '../../../shared/decisioning/journeys/birthday.ts';
import { entryInto } from '../../../shared/decisioning/journeys/entries.ts';
import { interestsOf } from '../../../shared/decisioning/journeys/past-triggers.ts';
import type { Campaign } from '../../../shared/domain/campaign.ts';
import type { JourneyEntry } from '../../../shared/domain/journey.ts';
import { DAY_MS, utcDay } from '../../../shared/domain/time.ts';
import type { CatalogChanges } from './catalog-changes.ts';
import { type GatheredPerson, traitsOf } from './gathered-person.ts';

/** A silence that ended longer ago begins nothing: or a new campaign would write to everybody who ever left. */
const WIN_BACK_DAYS = 7;
const MOST_ITEMS = 10;

/** What a night knows when it looks. */
export interface Tonight {
  readonly nowMs: number;
  /** Undefined: no campaign asks for them. */
  readonly changes: CatalogChanges | undefined;
}

/** The campaigns that somebody enters tonight. @param campaigns - those that run. */
export const entriesTonight = (
  person: GatheredPerson,
  campaigns: readonly Campaign[],
  tonight: Tonight,
): readonly JourneyEntry[] =>
  campaigns.flatMap((campaign) => {
    const began = beganTonight(person, campaign, tonight);
    return began === undefined ? [] : [entryInto(campaign, began)];
  });

type Began = Pick<JourneyEntry, 'entry' | 'triggeredAtMs' | 'itemIds'>;

function beganTonight(person: GatheredPerson, { trigger }: Campaign, { nowMs, changes }: Tonight): Began | undefined {
  switch (trigger.on) {
    case 'win-back': {
      const triggeredAtMs = person.lastAtMs + trigger.days * DAY_MS;
      const isLately = triggeredAtMs <= nowMs && triggeredAtMs > nowMs - WIN_BACK_DAYS * DAY_MS;
      return isLately ? { entry: `silent since ${person.lastAtMs}`, triggeredAtMs, itemIds: [] } : undefined;
    }
    case 'birthday': {
      // Where the sun rises first, tomorrow begins today: so both are looked at, and a day counts once.
      const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
      const traits = traitsOf(person);
      const day = [today, today + DAY_MS].find((ms) => birthdayIn(traits, trigger.trait, ms));
      return day === undefined ? undefined : { entry: `birthday ${utcDay(day)}`, triggeredAtMs: day, itemIds: [] };
    }
    case 'price-drop':
      return onItems('cheaper', person, nowMs - trigger.interestDays * DAY_MS, (itemId) => {
        const change = changes?.cheaper.get(itemId);
        return change !== undefined && change.percent >= trigger.atLeastPercent ? change.sinceMs : undefined;
      });
    case 'back-in-stock':
      return onItems(
        'back',
        person,
        nowMs - trigger.interestDays * DAY_MS,
        (itemId) => changes?.back.get(itemId)?.sinceMs,
      );
    default:
      return undefined; // by what people do, or for whom it is
  }
}

/** By when the items changed, and not by when a night saw it: a night that is run again begins nothing twice. */
function onItems(
  what: string,
  { interactions }: GatheredPerson,
  interestedSinceMs: number,
  changedAtMs: (itemId: string) => number | undefined,
): Began | undefined {
  const items = interestsOf(interactions, interestedSinceMs).flatMap((itemId) => {
    const sinceMs = changedAtMs(itemId);
    return sinceMs === undefined ? [] : [{ itemId, sinceMs }];
  });
  if (items.length === 0) return undefined;
  const triggeredAtMs = Math.max(...items.map(({ sinceMs }) => sinceMs));
  return {
    entry: `${what} ${triggeredAtMs}`,
    triggeredAtMs,
    itemIds: items.slice(0, MOST_ITEMS).map(({ itemId }) => itemId),
  };
}
