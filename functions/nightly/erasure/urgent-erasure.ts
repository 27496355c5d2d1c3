import { isErasureToDo } from '../../../shared/domain/privacy-request.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { RequestLedger } from '../../../shared/ports/erasure.ts';
import type { Clock } from '../../../shared/ports/system.ts';

/** Before an erasure is due, the gate's doubts about a version without the person count no more. */
const URGENT_DAYS = 14;

/** Why the next version must be served although it may be worse; undefined while no erasure is nearly due. */
export async function urgentErasure({
  ledger,
  clock,
}: {
  readonly ledger: Pick<RequestLedger, 'open'>;
  readonly clock: Clock;
}): Promise<string | undefined> {
  const waiting = (await ledger.open()).flatMap(({ request }) => (isErasureToDo(request) ? request : []));
  const count = waiting.filter(({ dueAtMs }) => clock.nowMs() >= dueAtMs - URGENT_DAYS * DAY_MS).length;
  return count === 0 ? undefined : `erasures that are due within ${URGENT_DAYS} days: ${count}`;
}
