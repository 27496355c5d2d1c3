import type { BasisEvent } from '../../shared/decisioning/basis.ts';
import { UnavailableError } from '../../shared/domain/errors.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { type Interaction, interactionsOf } from '../../shared/domain/interaction.ts';
import { mergedHistory } from '../../shared/features/history.ts';
import type { TimelineReader } from '../../shared/ports/timeline.ts';

/** What a person did, as far as a decision looks back. */
export interface Past {
  /** Oldest first. */
  readonly interactions: readonly Interaction[];
  /** Merged, newest first. */
  readonly history: readonly BasisEvent[];
  readonly warnings: readonly string[];
}

/** The newest events of a person that a decision reads: one page of one Query. */
const RECENT_EVENTS = 200;

const NOTHING: Past = { interactions: [], history: [], warnings: [] };

/**
 * One read of the people table, none for nobody. A store that does not answer costs the person the personal answer, not
 * the answer; the decision says so.
 */
export async function pastOf(person: PersonRef | undefined, timeline: TimelineReader): Promise<Past> {
  if (person === undefined) return NOTHING;
  try {
    const { events } = await timeline.recent(person, RECENT_EVENTS);
    const interactions = events.toReversed().flatMap(interactionsOf);
    return { interactions, history: mergedHistory(interactions).toReversed(), warnings: [] };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { ...NOTHING, warnings: ['the timeline did not answer; what the person did was not looked at'] };
  }
}
