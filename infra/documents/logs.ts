import type { FieldRecord } from '../../shared/privacy/processing/field-record.ts';
import type { accessLog } from '../access-log.ts';

const operating = { purposes: ['service'], category: 'technical', kept: 'log' } as const;

/** The access log, by the names of its fields. */
export const ACCESS_LOG_FIELDS = {
  requestId: { ...operating, why: 'finds the lines of one request' },
  time: { ...operating, why: 'when it came' },
  route: { ...operating, why: 'which route of the plan; the path, which may name a person, is not logged' },
  status: { ...operating, why: 'what it was answered' },
  latencyMs: { ...operating, why: 'how long it took' },
  functionMs: { ...operating, why: 'how long the function took' },
  error: { ...operating, why: 'why API Gateway refused it' },
} as const satisfies Record<keyof typeof accessLog, FieldRecord>;

/** The logs of functions, of the night and of its task. */
export const FUNCTION_LOG_FIELDS = {
  line: { ...operating, why: 'what was done, with counts, durations and ids of requests, versions and snapshots' },
} as const satisfies Record<string, FieldRecord>;
