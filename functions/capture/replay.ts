import { InvalidInputError, NotFoundError } from '../../shared/domain/errors.ts';
import type { JsonObject, JsonValue, QuarantinedEvent } from '../../shared/domain/event.ts';
import { isJsonObject } from '../../shared/domain/interaction.ts';
import type { QuarantineReplays } from '../../shared/ports/timeline.ts';
import { type CapturePorts, capture } from './capture.ts';
import type { Mending, Receipt } from './contract.ts';

export interface ReplayPorts extends CapturePorts {
  readonly replays: QuarantineReplays;
}

/** Where a replay that fails again leaves the event: where it lies already. */
const KEPT_WHERE_IT_IS = { append: async () => undefined };

/**
 * Takes a quarantined event once more, mended or as it is, as if it came now but at the time at which it came. Once it
 * is accepted it leaves the quarantine; a replay after that changes nothing and says that it is a duplicate.
 *
 * @param mending - absent: as it is, for what this deployment has learnt to take since.
 * @throws NotFoundError when the day has no such event.
 * @throws InvalidInputError for an event that was cut when it was kept, which can only be replaced.
 */
export const replay =
  ({ replays, ...ports }: ReplayPorts) =>
  async (day: string, messageId: string, mending?: Mending): Promise<Receipt> => {
    const kept = await replays.find(day, messageId);
    if (kept === 'replayed') return duplicate(messageId);
    if (kept === undefined) throw new NotFoundError(`no event of this id was quarantined on ${day}`);
    const event = withId(mended(kept, mending), messageId);
    const take = capture({ ...ports, quarantine: KEPT_WHERE_IT_IS });
    const receipt = await take({ events: [event], receivedAtMs: kept.receivedAtMs });
    // What the person does not want stored is not to lie here either.
    if (receipt.accepted + receipt.declined > 0) await replays.settle(day, messageId);
    return receipt;
  };

const duplicate = (messageId: string): Receipt => ({
  success: true,
  accepted: 0,
  duplicate: 1,
  quarantined: 0,
  declined: 0,
  verdicts: [{ index: 0, messageId, verdict: 'duplicate' }],
});

/** An event that brought no id was kept under one, by which it stays the same event whatever is mended in it. */
const withId = (event: unknown, messageId: string): unknown =>
  isJsonObject(event) ? { ...event, messageId: event['messageId'] ?? messageId } : event;

function mended(kept: QuarantinedEvent, mending: Mending | undefined): unknown {
  if (mending?.kind === 'event') return mending.event;
  const event = parsed(kept);
  return mending === undefined ? event : merged(event, mending.patch);
}

function parsed({ body }: QuarantinedEvent): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    const reason = `the event was cut at ${body.length} characters when it was kept; send it whole, as application/json`;
    throw new InvalidInputError(reason, [{ pointer: '', reason }]);
  }
}

/** JSON Merge Patch (RFC 7396): null removes, an object changes key by key, all else replaces. */
function merged(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result = new Map<string, JsonValue>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) result.delete(key);
    else result.set(key, merged(result.get(key) ?? null, change));
  }
  return Object.fromEntries(result) as JsonObject;
}
