import type { PersonRef } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';

export interface RecentItemPorts {
  readonly timeline: Pick<TimelineReader, 'recent'>;
  readonly regime: ConsentRegime;
}

const EVENTS = 100;
const ITEMS = 3;

/** What a person turned to last, newest first; none where they do not allow to be decided for by it. */
export async function recentItems(
  person: PersonRef,
  market: string | undefined,
  { timeline, regime }: RecentItemPorts,
): Promise<readonly string[]> {
  const { events, record } = await timeline.recent(person, EVENTS);
  if (!allows('personalise', record, { regime, market })) return [];
  const itemIds = events
    .filter((event) => isUsable(event, 'personalise'))
    .flatMap((event) => interactionsOf(event).map(({ itemId }) => itemId));
  return [...new Set(itemIds)].slice(0, ITEMS);
}
