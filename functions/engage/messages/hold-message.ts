import type { Message, MessageVerdict } from '../../../shared/domain/message.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { HeldMessages } from '../../../shared/ports/held-messages.ts';
import type { SendOptions } from './send-message.ts';

export interface HoldPorts {
  readonly held: Pick<HeldMessages, 'keep'>;
  readonly send: (message: Message, nowMs: number, options?: SendOptions) => Promise<MessageVerdict>;
}

/** What the shop says nothing of is not sent any later. */
const MOST_HELD_MS = 7 * DAY_MS;

/** Sends a message, and keeps one that may not be sent yet until it may: then a tick sends it. */
export const sendOrHold =
  ({ held, send }: HoldPorts) =>
  async (message: Message, nowMs: number, options: SendOptions): Promise<MessageVerdict> => {
    const verdict = await send(message, nowMs, options);
    if (verdict.status === 'held')
      await held.keep(
        { message, ...options, giveUpAtMs: message.sendBeforeMs ?? nowMs + MOST_HELD_MS },
        verdict.untilMs,
      );
    return verdict;
  };
