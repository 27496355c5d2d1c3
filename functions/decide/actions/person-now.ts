import type { DecisionConsent } from '../../../shared/domain/decision.ts';
import { UnavailableError } from '../../../shared/domain/errors.ts';
import { foreseenNumbers } from '../../../shared/domain/prediction.ts';
import {
  EMPTY_PROFILE,
  type Features,
  PROFILE_VERSION,
  type ProfileState,
  profileOf,
} from '../../../shared/features/profile/profile.ts';
import { columnOf } from '../../../shared/features/profile/vector.ts';
import type { PeopleNow, PersonNow } from '../../../shared/ports/people.ts';
import { allows, type ConsentRegime, type ConsentSituation, groundOf } from '../../../shared/privacy/consent.ts';
import { foldAllowed } from '../../../shared/privacy/fold-allowed.ts';
import type { ActionRequest } from './contract.ts';

/** What a decision of actions goes by of a person. */
export interface LookedAt {
  /** Undefined: they are not looked at, or nothing is known. */
  readonly features?: Features;
  readonly segmentIds: ReadonlySet<string>;
  /** What is known of them, by the names that rules of offers use; NaN: nothing. */
  readonly valueNamed: (name: string) => number;
  readonly consent: DecisionConsent;
  /** As of `Past`: whether the record may be tied to them. */
  readonly isKnown: boolean;
  readonly warnings: readonly string[];
}

export interface PersonPorts {
  readonly people: PeopleNow;
  readonly regime: ConsentRegime;
}

/** What the night folded ends a day before it: the newest of a busy day. */
const RECENT_EVENTS = 200;
const NOTHING_KNOWN = () => Number.NaN;

/**
 * One read of the people table, none for nobody and none without profiling. Whoever does not want to be decided by what
 * they did is answered as nobody is, and the decision says so. A store that does not answer costs the person the personal
 * answer, not the answer.
 */
export async function lookAt(
  { person, profiling, context }: Pick<ActionRequest, 'person' | 'profiling' | 'context'>,
  { people, regime }: PersonPorts,
  nowMs: number,
): Promise<LookedAt> {
  const gpc = context.gpc === true ? { gpc: { honoured: true } as const } : {};
  const nothing = (because: DecisionConsent['because'], ...warnings: readonly string[]): LookedAt => ({
    segmentIds: new Set(),
    valueNamed: NOTHING_KNOWN,
    consent: { profiling: false, because, ...gpc },
    isKnown: false,
    warnings,
  });
  if (!profiling) return nothing('asked');
  if (person === undefined) return nothing('nobody');
  try {
    const now = await people.now(person, RECENT_EVENTS);
    const situation: ConsentSituation = { regime, market: context.market, gpc: context.gpc === true };
    const because = groundOf('personalise', now.record, situation);
    if (!allows('personalise', now.record, situation)) return nothing(because);
    const isKnown = now.events.length > 0 || now.record !== undefined || now.stored !== undefined;
    if (!isKnown) return { ...nothing('nobody'), consent: { profiling: true, because, ...gpc } };
    return { ...known(now, nowMs), consent: { profiling: true, because, ...gpc } };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return nothing('nobody', 'the people table did not answer; what is known of the person was not looked at');
  }
}

function known(now: PersonNow, nowMs: number): Omit<LookedAt, 'consent'> {
  const { features } = profileOf(foldedNow(now), now.record, nowMs);
  const foreseen = foreseenNumbers(now.predictions);
  return {
    features,
    segmentIds: new Set(now.memberships.map(({ segmentId }) => segmentId)),
    valueNamed: (name) => columnOf(name)?.of(features) ?? foreseen.get(name) ?? Number.NaN,
    isKnown: true,
    warnings: now.isCut ? [`of a person with many events only the newest ${RECENT_EVENTS} were looked at`] : [],
  };
}

/** What the night folded, and the newest events on it. */
function foldedNow({ stored, events }: PersonNow): ProfileState {
  const usable = stored?.version === PROFILE_VERSION ? stored : undefined;
  const start = usable === undefined ? EMPTY_PROFILE : (JSON.parse(usable.body) as ProfileState);
  const throughMs = usable?.throughMs ?? Number.NEGATIVE_INFINITY;
  return events
    .filter(({ clientAtMs }) => clientAtMs > throughMs)
    .reduceRight((state, event) => foldAllowed(state, event), start);
}
