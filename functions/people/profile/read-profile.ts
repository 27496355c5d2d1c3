import type { ConsentRegister } from '../../../shared/domain/consent.ts';
import { NotFoundError } from '../../../shared/domain/errors.ts';
import type { JsonObject, PersonRef } from '../../../shared/domain/event.ts';
import type { IdentityLink } from '../../../shared/domain/identity-link.ts';
import type { Prediction, Unforeseen } from '../../../shared/domain/prediction.ts';
import type { SegmentMembership } from '../../../shared/domain/segment.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { membershipsOf } from '../../../shared/features/profile/known-segments.ts';
import { type Features, profileOf } from '../../../shared/features/profile/profile.ts';
import type { EventsInOrder, Identities, StoredProfiles } from '../../../shared/ports/people.ts';
import type { Segments } from '../../../shared/ports/segments.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { foldOn } from '../../../shared/privacy/fold-on.ts';

export interface ReadProfilePorts {
  readonly people: StoredProfiles & EventsInOrder;
  readonly identities: Identities;
  readonly segments: Pick<Segments, 'list'>;
  readonly clock: Clock;
  readonly regime: ConsentRegime;
}

/** A person as the shop's servers are told of them. */
export interface ProfileReply {
  readonly profileId: string;
  readonly by: 'userId' | 'anonymousId';
  readonly traits: JsonObject;
  /** Absent where the person does not allow it, or has their data restricted. */
  readonly features?: Features;
  readonly segments: readonly SegmentMembership[];
  /** Of traits those that the person did not tell, where they stated that they may be foreseen; so with a community. */
  readonly predictions: readonly Exclude<Prediction, Unforeseen>[];
  /** What is not foreseen of anybody, and why. */
  readonly unforeseen: readonly Pick<Unforeseen, 'name' | 'because'>[];
  readonly consent: ConsentRegister;
  readonly devices: readonly DeviceReply[];
  readonly restricted?: true;
  /** ISO 8601, UTC: ages are counted from here. */
  readonly asOf: string;
}

/** The audit of a merge. */
export interface DeviceReply {
  readonly anonymousId: string;
  readonly linkedAt: string;
  readonly messageId: string;
}

/**
 * What is known of a person; of a device that belongs to a user, what is known of the user.
 * @throws NotFoundError when nothing is.
 */
export const readProfile =
  ({ people, identities, segments, clock, regime }: ReadProfilePorts) =>
  async (asked: PersonRef): Promise<ProfileReply> => {
    const person = await ownerOf(asked, identities);
    const [{ state, record, predictions, memberships, isKnown }, links, own] = await Promise.all([
      foldOn(people)(person),
      linksOf(person, identities),
      segments.list(),
    ]);
    if (!isKnown && links.length === 0) throw new NotFoundError('nothing is known of a person of this id');
    const nowMs = clock.nowMs();
    const { traits, features } = profileOf(state, record, nowMs);
    const situation = { regime, market: state.places.lastMarket };
    const isAllowed = allows('personalise', record, situation);
    const mayTell = ({ kind, name }: Prediction): boolean => {
      if (kind === 'community') return allows('relate', record, situation);
      return isAllowed && (kind !== 'trait' || (allows('predict', record, situation) && !Object.hasOwn(traits, name)));
    };
    const told = predictions.filter(mayTell);
    return {
      ...(person.userId === undefined
        ? { profileId: person.anonymousId ?? '', by: 'anonymousId' as const }
        : { profileId: person.userId, by: 'userId' as const }),
      traits,
      ...(isAllowed && { features }),
      segments: isAllowed ? membershipsOf({ features, predictions, memberships }, own) : [],
      predictions: told.filter((prediction) => prediction.kind !== 'none'),
      unforeseen: told.flatMap((one) => (one.kind === 'none' ? [{ name: one.name, because: one.because }] : [])),
      consent: record?.consent ?? {},
      devices: links.map(({ anonymousId, linkedAtMs, messageId }) => ({
        anonymousId,
        linkedAt: isoOf(linkedAtMs),
        messageId,
      })),
      ...(record?.restrictedAtMs !== undefined && { restricted: true }),
      asOf: isoOf(nowMs),
    };
  };

/** The user that a device belongs to; the device itself where it is nobody's. */
export async function ownerOf(person: PersonRef, identities: Identities): Promise<PersonRef> {
  if (person.userId !== undefined || person.anonymousId === undefined) return person;
  const userId = await identities.ownerOf(person.anonymousId);
  return userId === undefined ? person : { userId };
}

const linksOf = async ({ userId }: PersonRef, identities: Identities): Promise<readonly IdentityLink[]> =>
  userId === undefined ? [] : identities.devicesOf(userId);
