import { ConflictError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import type { AskedOfUs, PrivacyRequest } from '../../../shared/domain/privacy-request.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import type { Suppressions } from '../../../shared/ports/people.ts';
import type { TimelineReader } from '../../../shared/ports/timeline.ts';
import type { ProfileReply } from '../profile/read-profile.ts';

export interface AboutMePorts {
  readonly timeline: TimelineReader;
  /** @throws NotFoundError for somebody of whom nothing is known. */
  readonly read: (person: PersonRef) => Promise<ProfileReply>;
}

/** What the shop knows of the person who asks. */
export type AboutMe = (ProfileReply | typeof NOTHING) & {
  /** What they did last, newest first. */
  readonly recent: readonly { readonly at: string; readonly what: string }[];
};

const RECENT = 20;
const NOTHING = { traits: {}, segments: [], consent: {}, devices: [] } as const;

/** Somebody of whom nothing is known is told so, and nothing else. */
export const aboutMe =
  ({ timeline, read }: AboutMePorts) =>
  async (person: PersonRef): Promise<AboutMe> => {
    const [known, { events }] = await Promise.all([
      read(person).catch((error: unknown) => {
        if (error instanceof NotFoundError) return NOTHING;
        throw error;
      }),
      timeline.recent(person, RECENT),
    ]);
    const recent = events.map(({ atMs, name, type }) => ({ at: isoOf(atMs), what: name ?? type }));
    return { ...known, recent };
  };

export const eraseMe =
  ({ ask }: { readonly ask: (asked: AskedOfUs, idempotencyKey: undefined) => Promise<PrivacyRequest> }) =>
  (person: PersonRef): Promise<PrivacyRequest> =>
    ask({ type: 'delete', subject: [person] }, undefined);

/**
 * A session outlives an erasure by some minutes.
 * @throws ConflictError for somebody who was erased, of whom nothing may be written any more.
 */
export const refuseSuppressed =
  (suppressions: Suppressions) =>
  async (person: PersonRef): Promise<void> => {
    if ((await suppressions.among([person])).size > 0) {
      throw new ConflictError('nothing is kept of you any more, so there is nothing to change');
    }
  };
