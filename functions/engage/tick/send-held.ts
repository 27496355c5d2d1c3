import type { Message, MessageVerdict } from '../../../shared/domain/message.ts';
import { HELD_SHARDS, type HeldAddress, type HeldMessages } from '../../../shared/ports/held-messages.ts';
import type { Clock, Log } from '../../../shared/ports/system.ts';
import type { SendOptions } from '../messages/send-message.ts';

export interface SendHeldPorts {
  readonly held: Omit<HeldMessages, 'keep'>;
  /** Tells somebody something, once however often it is tried. */
  readonly send: (message: Message, nowMs: number, options?: SendOptions) => Promise<MessageVerdict>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Messages that are asked for at once. */
const PAGE = 25;
/** One that failed, or may still not be sent, is not tried at once again. */
const LEAST_WAIT_MS = 60_000;

/**
 * Tries the held messages that are due, all shards at a time, until none is or time is up. What is sent or dropped is gone
 * from here; its line is in the person's history. Two ticks at a time do no harm, nor does one that is cut off: a message is
 * claimed before it is sent.
 */
export const sendHeld =
  (ports: SendHeldPorts) =>
  async (untilMs: number): Promise<void> => {
    const { held, clock, log } = ports;
    const counts = await Promise.all(
      Array.from({ length: HELD_SHARDS }, async (_, shard) => {
        let tried = 0;
        const met = new Set<string>(); // what an index names is older than what was written
        while (clock.nowMs() < untilMs) {
          const due = await held.due(shard, clock.nowMs(), PAGE);
          const fresh = due.filter((address) => !met.has(nameOf(address)));
          if (fresh.length === 0) break;
          for (const address of fresh) {
            met.add(nameOf(address));
            await tryOne(ports, address);
            tried++;
          }
        }
        return tried;
      }),
    );
    const tried = counts.reduce((sum, count) => sum + count, 0);
    if (tried > 0) log.info('held messages tried', { tried });
  };

async function tryOne(ports: SendHeldPorts, address: HeldAddress): Promise<void> {
  const { held, clock, log } = ports;
  const nowMs = clock.nowMs();
  try {
    const dueAtMs = await tryAgain(ports, address, nowMs);
    if (dueAtMs === undefined) await held.remove(address);
    else await held.postpone(address, Math.max(dueAtMs, nowMs + LEAST_WAIT_MS));
  } catch (error) {
    log.warn('held message failed', { failure: error instanceof Error ? error.name : typeof error });
    await held.postpone(address, nowMs + LEAST_WAIT_MS);
  }
}

/** @returns when it is tried again; undefined: it has come to its end. */
async function tryAgain(
  { held, send }: SendHeldPorts,
  address: HeldAddress,
  nowMs: number,
): Promise<number | undefined> {
  const found = await held.get(address);
  if (found === undefined) return undefined;
  const { message, overridePolicy, giveUpAtMs } = found;
  const isGivenUp = nowMs >= giveUpAtMs;
  const options = overridePolicy === undefined ? {} : { overridePolicy };
  const verdict = await send(isGivenUp ? { ...message, sendBeforeMs: giveUpAtMs } : message, nowMs, options);
  return verdict.status === 'held' ? Math.min(verdict.untilMs, giveUpAtMs) : undefined;
}

const nameOf = ({ person, messageId }: HeldAddress): string => JSON.stringify([person, messageId]);
