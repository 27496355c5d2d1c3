import { gzipSync } from 'node:zlib';
import { LAPTOP_KEYS } from './laptop.ts';

/** What a shop's servers do: calls over HTTP, with the shop's keys. */
export interface FrontDoor {
  /** Any call. @returns what was answered, parsed. @throws FrontDoorError for an answer that is not 2xx. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A text that is no JSON; gzipped on its way. @returns and @throws as `call`. */
  sendText(path: string, text: string): Promise<unknown>;
  putItems(items: readonly unknown[], onProgress: Progress): Promise<void>;
  /** @returns what the receipts add up to. */
  sendEvents(path: EventPath, events: readonly unknown[], onProgress: Progress): Promise<Receipt>;
}

export type EventPath = '/v1/batch' | '/v1/import';
export type Progress = (done: number, total: number) => void;

export interface Receipt {
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  /** Of people who were erased, or refused it. */
  readonly declined: number;
  /** Why each was quarantined. */
  readonly defects: readonly string[];
}

/** RFC 9457; `errors` where fields are wrong. */
export interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly reason: string }[];
}

export class FrontDoorError extends Error {
  readonly status: number;
  /** Problem details as they came; of what is no problem, its text alone. */
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(`HTTP ${status}: ${problem.detail}`);
    this.name = 'FrontDoorError';
    this.status = status;
    this.problem = problem;
  }
}

export interface Keys {
  readonly write: string;
  readonly secret: string;
}

/** Well under the limits of 1,000 items and 500 KB a batch. */
const ITEMS_A_CALL = 250;
const EVENTS_A_CALL = { '/v1/batch': 500, '/v1/import': 2500 } as const;

export function openFrontDoor(url: string, keys: Keys = LAPTOP_KEYS): FrontDoor {
  const call = (method: string, path: string, body?: unknown, key = keys.secret): Promise<unknown> =>
    send(path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const send = async (path: string, request: RequestInit): Promise<unknown> => {
    const response = await fetch(new URL(path, url), request);
    const text = await response.text();
    if (!response.ok) throw new FrontDoorError(response.status, problemOf(text));
    return text === '' ? {} : JSON.parse(text);
  };

  return {
    call: (method, path, body) => call(method, path, body),

    sendText: (path, text) =>
      send(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${keys.secret}`, 'content-type': 'application/octet-stream' },
        body: gzipSync(text),
      }),

    async putItems(items, onProgress) {
      for (let start = 0; start < items.length; start += ITEMS_A_CALL) {
        const chunk = items.slice(start, start + ITEMS_A_CALL);
        const { rejected } = (await call('POST', '/v1/items:batch', { items: chunk })) as { rejected: unknown[] };
        if (rejected.length > 0)
          throw new Error(`${rejected.length} items refused, the first: ${JSON.stringify(rejected[0])}`);
        onProgress(start + chunk.length, items.length);
      }
    },

    async sendEvents(path, events, onProgress) {
      const total = { accepted: 0, duplicate: 0, quarantined: 0, declined: 0, defects: [] as string[] };
      // In order and one call at a time: what a device did must be stored before its owner is named.
      for (let start = 0; start < events.length; start += EVENTS_A_CALL[path]) {
        const batch = events.slice(start, start + EVENTS_A_CALL[path]);
        const sentAt = new Date().toISOString();
        const answer = (await call('POST', path, { batch, sentAt }, keys.write)) as Answer;
        total.accepted += answer.accepted;
        total.duplicate += answer.duplicate;
        total.quarantined += answer.quarantined;
        total.declined += answer.declined;
        for (const { messageId, reason } of answer.verdicts) {
          if (reason !== undefined) total.defects.push(`${messageId}: ${reason}`);
        }
        onProgress(start + batch.length, events.length);
      }
      return total;
    },
  };
}

interface Answer {
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly declined: number;
  readonly verdicts: readonly { readonly messageId: string; readonly reason?: string }[];
}

function problemOf(text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem> & { readonly message?: string };
    return { ...problem, detail: problem.detail ?? problem.message ?? text };
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
