/** An answer of the API that is not a success. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface Api {
  /** Reads from the public HTTP API of the same origin. @throws ApiError for any status but 2xx, with its `detail`. */
  ask(path: string): Promise<unknown>;
  /** @param body - sent as JSON; without one the body is empty. @throws ApiError as `ask` does. */
  post(path: string, body?: object): Promise<unknown>;
}

/** The API as this key may use it. */
export const apiOf = (key: string): Api => ({
  ask: (path) => answerOf(path, key, {}),
  post: (path, body) => answerOf(path, key, body ? { method: 'POST', body: JSON.stringify(body) } : { method: 'POST' }),
});

async function answerOf(path: string, key: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, {
    ...init,
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'application/json',
      ...(init.body ? { 'content-type': 'application/json' } : {}),
    },
    cache: 'no-store',
    credentials: 'omit',
  });
  if (!response.ok) throw new ApiError(response.status, await detailOf(response));
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

async function detailOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as ProblemDetails;
  const reasons = problem.errors?.map(({ pointer, reason }) => `${pointer}: ${reason}`).join('; ');
  return reasons || problem.detail || problem.message || response.statusText;
}

interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly reason: string }[];
  /** What the gateway says for itself. */
  readonly message?: string;
}
