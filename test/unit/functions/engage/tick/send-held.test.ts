import { describe, expect, it } from 'vitest';
import { sendOrHold } from '../../../../../functions/engage/messages/hold-message.ts';
import { sendHeld } from '../../../../../functions/engage/tick/send-held.ts';
import type { Message, MessageVerdict } from '../../../../../shared/domain/message.ts';
import { DAY_MS, HOUR_MS } from '../../../../../shared/domain/time.ts';
import type { HeldAddress, HeldMessage, HeldMessages } from '../../../../../shared/ports/held-messages.ts';
import { silentLog } from '../../../../support/system-ports.ts';

/** In the one shard that has some. */
function memoryHeld(): HeldMessages & { readonly kept: Map<string, readonly [HeldMessage, number]> } {
  const kept = new Map<string, readonly [HeldMessage, number]>();
  const nameOf = ({ messageId }: HeldAddress) => messageId;
  return {
    kept,
    keep: async (held, dueAtMs) => void kept.set(nameOf(held.message), [held, dueAtMs]),
    due: async (shard, nowMs) =>
      shard > 0 ? [] : [...kept.values()].flatMap(([{ message }, dueAtMs]) => (dueAtMs <= nowMs ? message : [])),
    get: async (address) => kept.get(nameOf(address))?.[0],
    async postpone(address, dueAtMs) {
      const found = kept.get(nameOf(address));
      if (found !== undefined) kept.set(nameOf(address), [found[0], dueAtMs]);
    },
    remove: async (address) => void kept.delete(nameOf(address)),
  };
}

const message: Message = {
  ...{ messageId: 'm1', person: { userId: 'ann' }, channel: 'sms', content: { text: 'Hi' }, isTransactional: false },
};
const sent: MessageVerdict = { status: 'sent', atMs: 1 };
const heldUntil = (untilMs: number): MessageVerdict => ({ status: 'held', untilMs, reason: 'quiet hours' });

/** A shop that tells somebody something at 0; verdicts come one after another, an error is thrown. */
async function asked(verdicts: readonly (MessageVerdict | Error)[], of: Partial<Message> = {}, options = {}) {
  let nowMs = 0;
  const held = memoryHeld();
  const tries: { readonly message: Message; readonly options: object | undefined }[] = [];
  const left = [...verdicts];
  const send = async (one: Message, atMs: number, said?: object): Promise<MessageVerdict> => {
    tries.push({ message: one, options: said });
    if (one.sendBeforeMs !== undefined && atMs >= one.sendBeforeMs) return { status: 'dropped', reason: 'too late' };
    const verdict = left.shift() ?? sent;
    if (verdict instanceof Error) throw verdict;
    return verdict;
  };
  const answer = await sendOrHold({ held, send })({ ...message, ...of }, nowMs, options);
  const tick = async (atMs: number): Promise<void> => {
    nowMs = atMs;
    await sendHeld({ held, send, clock: { nowMs: () => nowMs }, log: silentLog })(atMs + 1);
  };
  return { answer, held, tries, tick, dueAtMs: () => held.kept.get('m1')?.[1] };
}

describe('a message that is held', () => {
  it('is sent when it may be, not before and not again, as the shop asked for it', async () => {
    const options = { overridePolicy: 'a recall' };
    const { answer, held, tries, tick } = await asked([heldUntil(8 * HOUR_MS), sent], {}, options);
    expect(answer).toEqual(heldUntil(8 * HOUR_MS));
    await tick(8 * HOUR_MS - 1);
    expect(tries).toHaveLength(1);
    await tick(8 * HOUR_MS);
    await tick(9 * HOUR_MS);
    expect(tries).toEqual([
      { message, options },
      { message, options },
    ]);
    expect(held.kept.size).toBe(0);
  });

  it('waits on where it may still not be, and is tried again where the attempt failed', async () => {
    const { tick, dueAtMs, tries } = await asked([heldUntil(10), heldUntil(HOUR_MS), new Error('away'), sent]);
    await tick(10);
    expect(dueAtMs()).toBe(HOUR_MS);
    await tick(HOUR_MS);
    expect(dueAtMs()).toBe(HOUR_MS + 60_000);
    await tick(2 * HOUR_MS);
    expect([dueAtMs(), tries.length]).toEqual([undefined, 4]);
  });

  it('ends with what was said of it: a refusal, or that it is too late, after seven days unless it says when', async () => {
    const refused = await asked([heldUntil(10), { status: 'dropped', reason: 'consent refused' }]);
    await refused.tick(10);
    expect(refused.held.kept.size).toBe(0);
    const full = await asked([heldUntil(10), heldUntil(30 * DAY_MS)]);
    await full.tick(10);
    expect(full.dueAtMs()).toBe(7 * DAY_MS);
    await full.tick(7 * DAY_MS);
    expect([full.tries.length, full.held.kept.size]).toEqual([3, 0]);
    const brief = await asked([heldUntil(10), heldUntil(DAY_MS)], { sendBeforeMs: HOUR_MS });
    await brief.tick(10);
    expect(brief.dueAtMs()).toBe(HOUR_MS);
  });

  it('is kept by nobody where it was sent or dropped at once', async () => {
    for (const verdict of [sent, { status: 'dropped', reason: 'no address' } as const])
      expect((await asked([verdict])).held.kept.size).toBe(0);
  });
});
