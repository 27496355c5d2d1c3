import { UnavailableError } from '../../domain/errors.ts';
import type { Delivery } from '../../ports/messages.ts';
import { OutboundRefused } from './outbound.ts';

/** Answers that ask to come again: time-outs, too many calls, a server that is down. */
const isAway = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;
const RETRY_SECONDS = 60;

/** What an answer by HTTP says of a message. */
export function deliveryBy(status: number, deadStatuses: readonly number[]): Delivery {
  if (status >= 200 && status < 300) return { status: 'accepted' };
  if (deadStatuses.includes(status)) return { status: 'refused', reason: `answered ${status}`, retire: 'gone' };
  if (isAway(status)) throw new UnavailableError(`the other side answered ${status}`, RETRY_SECONDS);
  return { status: 'refused', reason: `answered ${status}` };
}

/** What a call that had no answer says of a message. */
export function deliveryWithout(error: unknown): Delivery {
  if (error instanceof OutboundRefused) return { status: 'refused', reason: error.message };
  const { code } = error as { code?: string };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    throw new UnavailableError(`the other side was not reached (${code})`, RETRY_SECONDS, { cause: error });
  throw error;
}
