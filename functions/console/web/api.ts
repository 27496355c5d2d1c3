/** An answer of the API that is not a success. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface Api {
  /**
   * Asks the public HTTP API of the same origin.
   * @param body - sent as JSON by POST; without one it is a GET.
   * @throws ApiError for any status but 2xx, with the `detail` of its problem details.
   */
  ask(path: string, body?: object): Promise<unknown>;
}

/** The API as this key may use it. */
export const apiOf = (key: string): Api => ({
  async ask(path, body) {
    const response = await fetch(path, {
      headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
      cache: 'no-store',
      credentials: 'omit',
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new ApiError(response.status, await detailOf(response));
    return response.status === 204 ? undefined : response.json();
  },
});

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
