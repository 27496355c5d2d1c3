import { UnavailableError } from '../../domain/errors.ts';
import type { Delivery } from '../../ports/messages.ts';

/** What a provider of AWS does not do for now, whomever a message is for: its quota, the account, our grants. */
const AWAY =
  /Throttl|TooManyRequests|LimitExceeded|QuotaExceeded|SendingPaused|AccountSuspended|NotVerified|AccessDenied|Credentials|ExpiredToken|NotFound|Authorization/i;
/** The call did not leave this machine. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** One try a call, as the same message sent twice is told twice: whoever claims it decides whether it is tried again. */
export const ONE_TRY = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
} as const;

/**
 * What a failed call says of a message: refused for good, or, thrown, that it may be tried again. What is not known to
 * have been sent or not is thrown as it came.
 */
export function refusalOf(cause: unknown): Delivery {
  const { name = '', code, $fault } = cause as { name?: string; code?: string; $fault?: string };
  if (AWAY.test(name) || NOT_SENT.has(code ?? ''))
    throw new UnavailableError(`the provider of messages did not take it now (${code ?? name})`, 60, { cause });
  if ($fault === 'client') return { status: 'refused', reason: name };
  throw cause;
}
