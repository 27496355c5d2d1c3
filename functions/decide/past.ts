import type { BasisEvent } from '../../shared/decisioning/basis.ts';
import type { DecisionConsent } from '../../shared/domain/decision.ts';
import { UnavailableError } from '../../shared/domain/errors.ts';
import type { FriendChoice } from '../../shared/domain/friend-choice.ts';
import { type Interaction, interactionsOf } from '../../shared/domain/interaction.ts';
import { mergedHistory } from '../../shared/features/history.ts';
import { languagesOf } from '../../shared/features/profile/languages.ts';
import type { RecentTimeline, TimelineReader } from '../../shared/ports/timeline.ts';
import { allows, type ConsentRegime, type ConsentSituation, groundOf } from '../../shared/privacy/consent.ts';
import { isUsable } from '../../shared/privacy/usable-events.ts';
import type { DecisionRequest } from './contract.ts';

/** What a person did, as far as a decision looks back. */
export interface Past {
  /** Oldest first. */
  readonly interactions: readonly Interaction[];
  /** Merged, newest first. */
  readonly history: readonly BasisEvent[];
  /** What people whom they know chose; nothing where they do not allow `relate` now. */
  readonly friendChoices: readonly FriendChoice[];
  /** Locales that they read, best first, as far as is known and may be looked at. */
  readonly languages: readonly string[];
  readonly warnings: readonly string[];
  /** Whether it was looked at, and why. */
  readonly consent: DecisionConsent;
  /** Whether anything is kept of the person. Of who was erased nothing is, and nothing may come to be kept. */
  readonly isKnown: boolean;
}

export interface PastPorts {
  readonly timeline: TimelineReader;
  readonly regime: ConsentRegime;
}

/** The newest events of a person that a decision reads: one page of one Query. */
const RECENT_EVENTS = 200;

/**
 * One read of the people table, none for nobody and none without profiling. What a person does not want to be decided by
 * is dropped, and they are answered as nobody is. A store that does not answer costs the person the personal answer, not
 * the answer; the decision says so.
 */
export async function pastOf(
  { person, profiling, context }: Pick<DecisionRequest, 'person' | 'profiling' | 'context'>,
  { timeline, regime }: PastPorts,
): Promise<Past> {
  const gpc = context.gpc === true ? { gpc: { honoured: true } as const } : {};
  const nothing = (because: DecisionConsent['because'], ...warnings: readonly string[]): Past => ({
    interactions: [],
    history: [],
    friendChoices: [],
    languages: [],
    warnings,
    consent: { profiling: false, because, ...gpc },
    isKnown: false,
  });
  if (!profiling) return nothing('asked');
  if (person === undefined) return nothing('nobody');
  try {
    const recent = await timeline.recent(person, RECENT_EVENTS);
    const situation: ConsentSituation = { regime, market: context.market, gpc: context.gpc === true };
    const because = groundOf('personalise', recent.record, situation);
    if (!allows('personalise', recent.record, situation)) return nothing(because);
    const interactions = decidedBy(recent);
    const history = mergedHistory(interactions).toReversed();
    const isKnown = recent.events.length > 0 || recent.record !== undefined;
    const friendChoices = (allows('relate', recent.record, situation) && recent.friendChoices) || [];
    return {
      interactions,
      history,
      friendChoices,
      languages: languagesOf(recent.record?.traits ?? {}, recent.events),
      warnings: [],
      consent: { profiling: true, because, ...gpc },
      isKnown,
    };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return nothing('nobody', 'the timeline did not answer; what the person did was not looked at');
  }
}

/** Not by what was refused when it happened. */
const decidedBy = ({ events }: RecentTimeline): readonly Interaction[] =>
  events
    .filter((event) => isUsable(event, 'personalise'))
    .toReversed()
    .flatMap(interactionsOf);
