import type { PrivacyRequest } from '../../../shared/domain/privacy-request.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { ERASED_STORES } from '../../../shared/privacy/certificate.ts';

/** What is told when a request came: in our words, or in OpenDSR's. */
export const receiptOf = ({ requestId, requestedAtMs, dueAtMs, openDsr }: PrivacyRequest) =>
  openDsr === undefined
    ? { requestId, dueAt: isoOf(dueAtMs) }
    : {
        subject_request_id: requestId,
        received_time: isoOf(requestedAtMs),
        expected_completion_time: isoOf(dueAtMs),
        api_version: openDsr.apiVersion,
      };

/** How far a request has come. One that came as OpenDSR is told in both forms. */
export function statusOf(request: PrivacyRequest) {
  const { requestId, type, requestedAtMs, dueAtMs, completedAtMs, waitsFor, certificate, openDsr } = request;
  const status = completedAtMs === undefined ? 'pending' : 'completed';
  const result = type === 'access' ? `/v1/privacy/requests/${requestId}/result` : undefined;
  return {
    requestId,
    type,
    status,
    requestedAt: isoOf(requestedAtMs),
    dueAt: isoOf(dueAtMs),
    ...(completedAtMs !== undefined && { completedAt: isoOf(completedAtMs) }),
    ...(type === 'delete' && { stores: storesOf(request) }),
    ...(completedAtMs === undefined && waitsFor !== undefined && { waitsFor }),
    ...(result && { result }),
    ...(certificate && { certificate }),
    ...(openDsr && {
      subject_request_id: requestId,
      request_status: completedAtMs === undefined ? 'in_progress' : 'completed',
      expected_completion_time: isoOf(dueAtMs),
      api_version: openDsr.apiVersion,
      ...(result && { results_url: result }),
    }),
  };
}

/** Tables are done with at the answer, the rest in the night. */
const AT_ONCE: readonly string[] = ['people', 'quarantine'];

const storesOf = ({ erasedAtMs, completedAtMs }: PrivacyRequest) =>
  Object.fromEntries(
    ERASED_STORES.map((store) => {
      const isErased = AT_ONCE.includes(store) ? erasedAtMs !== undefined : completedAtMs !== undefined;
      return [store, isErased ? 'erased' : 'pending'];
    }),
  );
