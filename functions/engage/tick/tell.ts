import type { Outcome } from '../../../shared/decisioning/journeys/advance.ts';
import { InvalidInputError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Message, MessageVerdict } from '../../../shared/domain/message.ts';
import { type AtMessage, type ComposePorts, compose } from '../campaigns/compose.ts';
import { type GivePorts, offerForMessage } from '../campaigns/give-offer.ts';
import type { WeighedVerdict } from '../messages/weigh-message.ts';

export interface TellPorts extends ComposePorts, GivePorts {
  /** Tells somebody something, once however often it is tried. */
  readonly send: (message: Message, nowMs: number) => Promise<MessageVerdict>;
  /** What would become of it now; nothing is claimed. */
  readonly weigh: (message: Message, nowMs: number) => Promise<WeighedVerdict>;
}

type Told = Pick<Outcome, 'verdict' | 'claim'>;

/**
 * Sends the message of a step. Its offer is claimed before, once it is known that the message may go now, so that nobody is
 * promised what is not theirs, and nothing is held for who cannot be told. Of a message that is tried again the claim is the
 * same: the journey was written with the moment of it before.
 */
export const tell =
  (ports: TellPorts) =>
  async (at: AtMessage, nowMs: number): Promise<Told> => {
    const { step, journey, messageId, met } = at;
    const offerId = step.message.offer?.offerId;
    if (offerId === undefined) {
      const message = await filled(ports, at);
      return { verdict: message === undefined ? NOT_FILLED : await ports.send(message, nowMs) };
    }
    const found = await offerForMessage(ports)({ offerId, messageId, atMs: journey.offeredAtMs ?? nowMs, met });
    if ('because' in found) return { verdict: { status: 'not given', because: found.because } };
    const message = await filled(ports, { ...at, offer: found });
    if (message === undefined) return { verdict: NOT_FILLED };
    const weighed = await ports.weigh(message, nowMs);
    if (weighed.status === 'held' || weighed.status === 'dropped') return { verdict: weighed };
    const because = await found.give();
    if (because !== undefined) return { verdict: { status: 'not given', because } };
    return { verdict: await ports.send(message, nowMs), claim: found.ref };
  };

const NOT_FILLED = { status: 'dropped', reason: 'template' } as const;

/** A text that cannot be filled for this person costs them the message, and nobody else anything. */
const filled = (ports: ComposePorts, at: AtMessage): Promise<Message | undefined> =>
  compose(ports)(at).catch((error: unknown) => {
    if (error instanceof InvalidInputError || error instanceof NotFoundError) return undefined;
    throw error;
  });
